// The story of the relaxing network: pure functions from the settings to all that happens.
//
// Everything that can happen with some settings is computed at once: a list of frames, one for each move of a phase.  A place in
// the story is {free, nudged}: how many moves of each phase are done; nudged is null in the free phase.  Infinity is "all".

import {
  atRest, blocks, contrast, cost, energy, exactGradient, landscape, network, nudged, relax, residual,
} from "../shared/equilibrium.js";
import { clamp } from "../shared/text.js";

const MOST_SWEEPS = 1000;
export const RATE = 0.05; // of a step of learning
export const LARGEST = 5; // weights and biases go from -LARGEST to LARGEST

// The frames of a phase, before the first and after each move: {s, moved, sweep, residual, E, F}.
function filmed(land, start, options, target) {
  const measure = (s) => {
    const E = land.net.symmetric ? energy(land, s)[0] : null;
    const F = E === null ? null : E + land.beta * cost(land, s, target)[0];
    return { s: [...s], residual: residual(land, s), E, F };
  };
  const frames = [{ ...measure(start), moved: [], sweep: 0 }];
  const movesASweep = options.scheme === "layerwise" ? land.net.L : 1;
  const watch = (s, moved) => frames.push({ ...measure(s), moved, sweep: Math.ceil(frames.length / movesASweep) });
  const { settled, sweeps } = relax(land, start, { ...options, sweeps: MOST_SWEEPS }, watch);
  return { frames, settled, sweeps };
}

// All that happens: the network, its free phase, and the exact gradient where the free states settle.
export function story({ sizes, noise, unit, theta, x, y, scheme, epsilon, angle }) {
  const net = network({ sizes, unit, theta, noise, angle: (angle * Math.PI) / 180 });
  const land = landscape(net, x);
  const free = filmed(land, atRest(land), { scheme, epsilon }, y);
  const rest = free.settled ? { settled: true, states: free.frames.at(-1).s } : relax(land, atRest(land), {});
  const exact = rest.settled ? exactGradient(land, rest.states, y) : null;
  return { net, land, free, y, options: { scheme, epsilon }, exact };
}

// The nudged phase that begins at a frame of the free phase, and the one with the opposite nudge; the last ones are kept.
function nudgedPhases(told, from, beta) {
  const { land, free, y, options, kept } = told;
  if (kept?.from === from && kept.beta === beta) return kept;
  const [pull, push] = [beta, -beta].map((b) => filmed(nudged(land, y, b), free.frames[from].s, options, y));
  told.kept = { from, beta, pull, push };
  return told.kept;
}

// What is shown at a place: the states s, the free ones they are compared with, and how far that is.
export function sceneAt(told, place, beta) {
  const { free } = told;
  const from = Math.min(place.free, free.frames.length - 1);
  if (place.nudged === null) {
    const now = free.frames[from];
    return { phase: "free", film: free, at: from, from, now, before: null, opposite: null };
  }
  const { pull, push } = nudgedPhases(told, from, beta);
  const at = Math.min(place.nudged, pull.frames.length - 1);
  const last = at === pull.frames.length - 1;
  const opposite = push.frames[last ? push.frames.length - 1 : Math.min(at, push.frames.length - 1)];
  return { phase: "nudged", film: pull, at, from, now: pull.frames[at], before: free.frames[from], opposite };
}

// The estimates of ∂J/∂θ from the states of a nudged scene: from one nudge, and from the two nudges β and -β.
export function estimates({ net }, { now, before, opposite }, beta) {
  const one = contrast(net, [[now.s, 1 / beta], [before.s, -1 / beta]]);
  return { one, two: contrast(net, [[now.s, 0.5 / beta], [opposite.s, -0.5 / beta]]) };
}

// Where a weight or bias is in theta.  Keys are ["weight", l, j, k] and ["bias", l, j].
export function placeOf(sizes, [kind, l, j, k]) {
  const { weights, biases } = blocks(sizes)[l];
  return kind === "weight" ? weights[0] + j * sizes[l - 1] + k : biases[0] + j;
}

export function keysOf(sizes) {
  const units = (l) => Array.from({ length: sizes[l] }, (_, j) => j);
  return sizes.flatMap((_, l) => {
    if (!l) return [];
    return units(l).flatMap((j) => [...units(l - 1).map((k) => ["weight", l, j, k]), ["bias", l, j]]);
  });
}

export const LIMITS = { hard_sigmoid: [0, 1], shifted_sigmoid: [0, 1], tanh: [-1, 1] };

// The nudges of the slider: 0 is left out, ±1 is 0.001 and ±LAST is 0.95, with equal factors between.
export const LAST = 40;
export function nudgeAt(position) {
  const size = 10 ** (-3 + ((Math.abs(position) - 1) / (LAST - 1)) * (Math.log10(0.95) + 3));
  return Math.sign(position) * Number(size.toPrecision(2));
}

export function positionOf(beta) {
  const share = (Math.log10(Math.max(Math.abs(beta), 0.001)) + 3) / (Math.log10(0.95) + 3);
  return Math.sign(beta) * clamp(Math.round(1 + share * (LAST - 1)), 1, LAST);
}

// How many of the frames show the fall of a quantity: until nearly all of it is done, and some more.
export function framesToShow(values, least) {
  const end = values.at(-1);
  const range = Math.max(...values) - Math.min(...values);
  const last = values.findLastIndex((value) => Math.abs(value - end) > 0.001 * range);
  return Math.min(values.length - 1, Math.max(least, Math.ceil(1.3 * (last + 1))));
}
