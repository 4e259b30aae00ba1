// The mathematics of the race.
//
//   surfaces          SURFACES: cost and gradient of two weights, as in bplib.optimizers.surfaces
//   rules             RULES: the steps of the optimisers, as in bplib.optimizers
//   the race          trajectory, race, report: pure functions from the settings to paths, standings and sentences
//
// A point is [w1, w2].  A rule is a function that makes an optimiser: a function (w, g) that moves the point w in place.  All
// is computed in the order in which bplib does it, so that the numbers agree to the last digit also where rounding errors grow.

import { numberText } from "../shared/text.js";

// ----------------------------------------------------------------------------------------------------------- the surfaces

function quadratic(a, b, c) {
  return {
    cost: ([x, y]) => (a * x * x + 2 * b * x * y + c * y * y) / 2,
    gradient: ([x, y]) => [a * x + b * y, b * x + c * y],
    modes: modesOf(a, b, c),
  };
}

// The directions of a bowl in which the gradient leads straight to the minimum, the flat one first: [{curvature, along}].
function modesOf(a, b, c) {
  const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  const axes = a <= c ? [[1, 0], [0, 1]] : [[0, 1], [1, 0]];
  return [middle - half, middle + half].map((curvature, i) => {
    const [u, v] = b === 0 ? axes[i] : [b, curvature - a];
    return { curvature, along: [u / Math.hypot(u, v), v / Math.hypot(u, v)] };
  });
}

const square = (u) => u * u;

// r = c - w₁ (1 - w₂ᵏ) with the powers of w₂ that it needs, for k = 1, 2, 3.
function beale(x, y) {
  const powers = [1, y, y * y, y * y * y];
  return [1.5, 2.25, 2.625].map((c, i) => ({ k: i + 1, r: c - x * (1 - powers[i + 1]), power: powers[i + 1], lower: powers[i] }));
}

export const SURFACES = {
  bowl: quadratic(1, 0, 4),
  ravine: quadratic(1, 0, 50),
  "diagonal ravine": quadratic(25.5, -24.5, 25.5),
  "Rosenbrock valley": {
    cost: ([x, y]) => square(1 - x) + 100 * square(y - x * x),
    gradient: ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  },
  saddle: {
    cost: ([x, y]) => (x * x) / 2 + square(y * y - 1) / 4,
    gradient: ([x, y]) => [x, y * (y * y - 1)],
  },
  Beale: {
    cost: ([x, y]) => beale(x, y).reduce((sum, { r }) => sum + r * r, 0),
    gradient([x, y]) {
      const sum = (part) => beale(x, y).reduce((total, term) => total + part(term), 0);
      return [sum(({ r, power }) => 2 * r * (power - 1)), sum(({ k, r, lower }) => 2 * r * k * x * lower)];
    },
  },
  "noisy bowl": quadratic(1, 0, 4),
};

// Pairs of standard normal numbers, always the same for one seed: see bplib.optimizers.trajectories.
export function normalNumbers(seed, pairs) {
  const modulus = 2 ** 31 - 1;
  let s = seed;
  const uniform = () => (s = (48271 * s) % modulus) / modulus;
  for (let i = 0; i < 10; i++) uniform();
  return Array.from({ length: pairs }, () => {
    const [u, v] = [uniform(), uniform()];
    const radius = Math.sqrt(-2 * Math.log(u));
    return [radius * Math.cos(2 * Math.PI * v), radius * Math.sin(2 * Math.PI * v)];
  });
}

// -------------------------------------------------------------------------------------------------------------- the rules

const each = (update) => (w, g) => [0, 1].forEach((i) => update(w, g[i], i));
const FIXED = { adaGradEpsilon: 1e-10, epsilon: 1e-8, rmsBeta: 0.9, lionBeta2: 0.99, grow: 1.2, shrink: 0.5 };
const STEPS = { largest: 50, smallest: 1e-6 }; // of Rprop

function adam(ahead) {
  return (rate, beta, beta2) => {
    const [m, v] = [[0, 0], [0, 0]];
    let t = 0;
    return (w, g) => {
      t += 1;
      const root2 = Math.sqrt(1 - beta2 ** t);
      for (const i of [0, 1]) {
        m[i] = beta * m[i] + g[i] * (1 - beta);
        v[i] = beta2 * v[i] + g[i] * g[i] * (1 - beta2);
        const scale = Math.sqrt(v[i]) + FIXED.epsilon * root2;
        const parts = ahead ? [[m[i], beta, t + 1], [g[i], 1 - beta, t]] : [[m[i], 1, t]];
        for (const [part, weight, power] of parts) w[i] -= (part / scale) * ((rate * root2 * weight) / (1 - beta ** power));
      }
    };
  };
}

export const RULES = {
  GradientDescent: (rate) => each((w, g, i) => (w[i] -= rate * g)),
  Momentum(rate, beta) {
    const v = [0, 0];
    return each((w, g, i) => {
      v[i] = beta * v[i] - rate * g;
      w[i] += v[i];
    });
  },
  Nesterov(rate, beta) {
    const v = [0, 0];
    return each((w, g, i) => {
      v[i] = beta * v[i] - rate * g;
      w[i] = w[i] - rate * g + v[i] * beta;
    });
  },
  AdaGrad(rate) {
    const v = [0, 0];
    return each((w, g, i) => {
      v[i] += g * g;
      w[i] -= (g / (Math.sqrt(v[i]) + FIXED.adaGradEpsilon)) * rate;
    });
  },
  RMSprop(rate) {
    const v = [0, 0];
    return each((w, g, i) => {
      v[i] = FIXED.rmsBeta * v[i] + g * g * (1 - FIXED.rmsBeta);
      w[i] -= (g / (Math.sqrt(v[i]) + FIXED.epsilon)) * rate;
    });
  },
  Adam: adam(false),
  NAdam: adam(true),
  Lion(rate, beta) {
    const m = [0, 0];
    return each((w, g, i) => {
      w[i] -= rate * Math.sign((1 - beta) * (g - m[i]) + m[i]);
      m[i] = FIXED.lionBeta2 * m[i] + (1 - FIXED.lionBeta2) * g;
    });
  },
  Rprop(rate) {
    const [size, last] = [[rate, rate], [0, 0]];
    return each((w, g, i) => {
      const agreement = Math.sign(g) * Math.sign(last[i]);
      if (agreement) size[i] *= agreement > 0 ? FIXED.grow : FIXED.shrink;
      size[i] = Math.min(STEPS.largest, Math.max(STEPS.smallest, size[i]));
      last[i] = agreement < 0 ? 0 : g;
      w[i] -= Math.sign(last[i]) * size[i];
    });
  },
};

// --------------------------------------------------------------------------------------------------------------- the race

const FAR = 1e6; // an optimiser that is farther away than this in one weight is out of the race

// The points that an optimiser passes through, at most steps + 1 of them; fewer where it went beyond FAR.
export function trajectory({ cost, gradient }, optimizer, start, steps, noise = null) {
  const w = [...start];
  const points = [[...w]];
  for (let t = 0; t < steps; t++) {
    const g = gradient(w);
    if (noise) noise[t].forEach((e, i) => (g[i] += e));
    optimizer(w, g);
    if (!(Math.abs(w[0]) <= FAR && Math.abs(w[1]) <= FAR)) break;
    points.push([...w]);
  }
  return { points, costs: points.map(cost) };
}

// All who run: [{name, rate, points, costs}], from the settings and the surface as race.py describes it.
export function race({ surface, start, shown, rates, beta, beta2, steps, seed }, { noise }) {
  const disturbances = noise ? normalNumbers(seed, steps).map((pair) => pair.map((e) => noise * e)) : null;
  return shown.map((name) => {
    const optimizer = RULES[name](rates[name], beta, beta2);
    return { name, rate: rates[name], ...trajectory(SURFACES[surface], optimizer, start, steps, disturbances) };
  });
}

export const GOAL = 0.001; // the finishing line: who is at this cost or below, and stays there, has arrived

// What is left of a mode at a step, as a share of what there was at the start; null where there is nothing to compare.
export function shareLeft({ points }, { along: [u, v] }, step) {
  const [first, now] = [points[0], points[step]].map((w) => w && Math.abs(u * w[0] + v * w[1]));
  return now === undefined || first < 1e-9 ? null : now / first;
}

const since = (flags) => flags.lastIndexOf(false) + 1;

// How a run stands at a step: its kind, the step since when, and its cost; as in bplib.plotting.trajectories.
export function standing({ points, costs }, step, { name, bounds: [left, right, bottom, top] }) {
  const last = Math.min(step, points.length - 1);
  const outside = points.slice(0, last + 1).map(([x, y]) => x < left || x > right || y < bottom || y > top);
  if (step >= points.length) return { kind: "out", since: since(outside), cost: null };
  const cost = costs[step];
  if (outside[step]) return { kind: "off", since: since(outside), cost };
  if (cost <= GOAL) return { kind: "arrived", since: since(costs.slice(0, step + 1).map((c) => c <= GOAL)), cost };
  const atRest = Math.hypot(...SURFACES[name].gradient(points[step])) < 1e-6;
  return { kind: atRest ? "rest" : "way", since: null, cost };
}

const GROUPS = [
  ["arrived", `At cost ${GOAL} or below`, "since", ({ name, since }) => `${name} since step ${since}`],
  ["way", "On the way", "cost", ({ name, cost }) => `${name} at cost ${numberText(cost)}`],
  ["rest", "At rest where the slope is 0, but not in a minimum", "cost", ({ name, cost }) => `${name} at cost ${numberText(cost)}`],
  ["off", "Off the map", "since", ({ name, since }) => `${name} since step ${since}`],
  ["out", "Diverged", "since", ({ name, since }) => `${name}, off the map since step ${since}`],
];

// The standings at a step in words; `labels` gives each rule its name.
export function report(runs, step, surface, labels) {
  const all = runs.map((run) => ({ ...standing(run, step, surface), name: labels[run.name] }));
  const groups = GROUPS.map(([kind, words, order, told]) => {
    const members = all.filter((one) => one.kind === kind).sort((a, b) => a[order] - b[order]);
    return members.length ? ` ${words}: ${members.map(told).join("; ")}.` : "";
  });
  return `After ${step} step${step === 1 ? "" : "s"}.${groups.join("")}`;
}
