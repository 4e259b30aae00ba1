// The curves of the gradient match: pure functions from the settings to estimates of the gradient, and to how exact they are.
//
// Settings are {sizes, unit, theta, noise, images, targets, angle in degrees, sweeps (0: until settled), single}.

import {
  agreement, atRest, blocks, contrast, exactGradient, landscape, network, nudged, relax,
} from "../shared/equilibrium.js";
import { numberText } from "../shared/text.js";

const TOLERANCES = { double: 1e-15, single: 1e-7 }; // where a phase that may take its time has settled
const MOST_SWEEPS = 300;

// The nudges of the curves: each half of the one before, for Richardson's rule; the last is only there for that.
export const BETAS = Array.from({ length: 18 }, (_, i) => 0.8 / 2 ** i);

// The rules, with the order of their errors.
export const RULES = [
  { key: "one", title: "one-sided", order: 1 },
  { key: "two", title: "symmetric", order: 2 },
  { key: "four", title: "Richardson", order: 4 },
];

// ∂J/∂θ of the settled network in double precision; null where its free states do not settle.
export function exactOf({ images, targets, angle, ...settings }) {
  const land = landscape(network({ ...settings, angle: (angle * Math.PI) / 180 }), images);
  const free = relax(land, atRest(land), { sweeps: 1000, tolerance: 1e-13 });
  return free.settled ? exactGradient(land, free.states, targets) : null;
}

// The free phase, and what is needed to nudge it.
export function freePhase({ images, targets, angle, sweeps, single, ...settings }) {
  const net = network({ ...settings, angle: (angle * Math.PI) / 180 }, single);
  const land = landscape(net, images);
  const options = { sweeps: sweeps || MOST_SWEEPS, tolerance: TOLERANCES[single ? "single" : "double"] };
  return { net, land, targets, options, ...relax(land, atRest(land), options) };
}

// The one-sided estimate of ∂J/∂θ, with a nudge of either sign.
function oneSided({ net, land, targets, options, states }, beta) {
  const pulled = relax(nudged(land, targets, beta), states, options).states;
  return contrast(net, [[pulled, 1 / beta], [states, -1 / beta]]);
}

// a·x + b·y, number by number.
const combine = (a, x, b, y) => x.map((value, i) => a * value + b * y[i]);

// The estimates from the nudges β and -β; the symmetric one is the mean of two one-sided ones.
function pairAt(free, beta) {
  const one = oneSided(free, beta);
  return { one, two: combine(0.5, one, 0.5, oneSided(free, -beta)) };
}

const richardson = (near, far) => combine(4 / 3, near, -1 / 3, far);

// The estimates of all rules at one β.
export function estimatesAt(free, beta) {
  const { one, two } = pairAt(free, beta);
  return { one, two, four: richardson(pairAt(free, beta / 2).two, two) };
}

// The relative errors of all rules at BETAS, without the last: {one, two, four}.
export function errorCurves(free, exact) {
  const pairs = BETAS.map((beta) => pairAt(free, beta));
  const errors = (estimate) => pairs.slice(0, -1).map((pair, i) => agreement(estimate(pair, i), exact).error);
  const four = errors(({ two }, i) => richardson(pairs[i + 1].two, two));
  return { one: errors(({ one }) => one), two: errors(({ two }) => two), four };
}

// The cosine of the part of an estimate that belongs to the weights of each layer 1 ... L.
export function cosinesOf(sizes, estimate, exact) {
  const part = (values, l) => values.subarray(...blocks(sizes)[l].weights);
  return sizes.slice(1).map((_, i) => agreement(part(estimate, i + 1), part(exact, i + 1)).cosine);
}

// What is to be seen, in words.
export function remark({ angle, sweeps, single }, residual) {
  if (angle) {
    const floor = "What the rules estimate is not quite the gradient, and no β brings the error to 0.";
    const layers = angle > 25 && !sweeps && !single ? " Look at the layers: the last is off least." : "";
    return `Up and down are ${angle}° apart. ${floor}${layers}`;
  }
  if (sweeps) {
    const left = `Each phase stopped after ${sweeps} sweep${sweeps > 1 ? "s" : ""}; the residual of the free states is`;
    const cancels = "The one-sided rule divides it by β. In the symmetric one both nudges drift alike, and the drift nearly cancels.";
    return `${left} ${numberText(residual)}. ${cancels}`;
  }
  if (single) return "Numbers are rounded to about seven digits. Nearly equal states are subtracted; what is left is divided by β.";
  return "Everything has settled, in double precision. For small β the errors follow the thin lines of slope 1, 2 and 4.";
}

// What the errors would be if everything were right, at one β of the curves, and the hidden units of the pictures.
export function referenceOf(sizes, free, exact, place = 6) {
  const found = estimatesAt(free, BETAS[place]);
  const errors = Object.fromEntries(RULES.map(({ key }) => [key, agreement(found[key], exact).error]));
  return { beta: BETAS[place], errors, units: mixedUnits(sizes, exact) };
}

// Some hidden units of layer 1, in the order of their numbers: those whose weights have large derivatives of both signs.
function mixedUnits([n0, n1], exact, count = 6) {
  const sum = (values, f) => values.reduce((total, value) => total + f(value), 0);
  const mixed = Array.from({ length: n1 }, (_, j) => {
    const row = exact.subarray(j * n0, (j + 1) * n0);
    return [sum(row, Math.abs) - Math.abs(sum(row, (value) => value)), j];
  });
  return mixed.sort(([a], [b]) => b - a).slice(0, count).map(([, j]) => j).sort((a, b) => a - b);
}
