// Two ways to make points like those of the data, and both learn by one backward pass.
//
// The game (Goodfellow et al. 2014): G makes points from noise z, D says how likely a point is real.
//
//     D:  δ^L = D(x) - y, y = 1 for real points and 0 for made ones
//     G:  at D's output δ^L = D(x) - 1 (its cost is -ln D), or -D(x) (its cost is ln(1 - D), "minimax");
//         back through D, whose parameters stay, to ∂C/∂x, and this is handed in at the top of G
//
// Diffusion (Ho, Jain and Abbeel 2020): a network sees x = x₀ + σε and names ε: δ^L = a - ε.  ../../generative/diffusion.py has
// the formulas.

import { newGenerator } from "../shared/generator.js";
import { drawerOf, normals } from "./data.js";
import { answersOf, newAdam, newNetwork, pass, pullBack } from "./networks.js";

export const [BATCH, HIDDEN] = [64, 32];
const [GAME_RATE, GAME_BETA] = [0.002, 0.5];
const [FIRST_RATE, LAST_RATE, BETA] = [0.005, 0.00001, 0.9];
export const LAST_STEP = 3000; // of the denoiser: there its rate has fallen to next to nothing
const [HIGHEST, LOWEST] = [2, 0.05];
const [OF_G, OF_D, OF_NOISE, REAL, CODES, CLEAN, LEVEL, EPS] = [1, 2, 3, 4, 5, 6, 7, 8]; // what the generators are for

// --- the game

export function newGame({ data, points, seed }) {
  const G = newNetwork([2, HIDDEN, HIDDEN, 2], ["relu", "relu", "identity"], newGenerator(seed, OF_G).normal);
  const D = newNetwork([2, HIDDEN, HIDDEN, 1], ["leaky_relu", "leaky_relu", "sigmoid"], newGenerator(seed, OF_D).normal);
  const [real, codes] = [REAL, CODES].map((purpose) => newGenerator(seed, purpose));
  const rules = { G: newAdam(G, GAME_BETA), D: newAdam(D, GAME_BETA) };
  return { G, D, rules, real, codes, draw: drawerOf({ data, points }), steps: { D: 0, G: 0 }, costs: { D: null, G: null } };
}

// A step of D: real points shall get 1, made ones 0.
export function stepOfD(game) {
  const X = new Float64Array(4 * BATCH);
  X.set(game.draw(BATCH, game.real));
  X.set(answersOf(game.G, normals(2 * BATCH, game.codes)), 2 * BATCH);
  const trace = pass(game.D, X);
  const logits = trace.Z[game.D.L];
  pullBack(game.D, trace, trace.A[game.D.L].map((a, i) => a - (i < BATCH ? 1 : 0))); // BP1
  game.rules.D(GAME_RATE);
  note(game, "D", mean(logits.map((z, i) => softplus(i < BATCH ? -z : z))));
}

// δ at D's output when G is asked to fool it, for each cost of G.
export const GOALS = { "-ln D": (a) => a - 1, minimax: (a) => -a };

// ∂C_x/∂x for the points of a pass of D: what D says about each of them, and all that G ever hears.
export const wishesOf = (D, trace, goal) => pullBack(D, trace, trace.A[D.L].map(GOALS[goal]));

// A step of G: its seed at the top is D's gradient with respect to its input.  D only passes it on.
export function stepOfG(game, goal) {
  const { G, D } = game;
  const up = pass(G, normals(2 * BATCH, game.codes));
  const onTop = pass(D, up.A[G.L]);
  pullBack(G, up, wishesOf(D, onTop, goal));
  game.rules.G(GAME_RATE);
  note(game, "G", mean(onTop.Z[D.L].map((z) => softplus(-z))));
}

// A round: one step of D, and so many of G.
export function playRound(game, goal, stepsOfG) {
  stepOfD(game);
  for (let i = 0; i < stepsOfG; i++) stepOfG(game, goal);
}

// --- diffusion

export function newDenoiser({ data, points, seed }) {
  const net = newNetwork([13, HIDDEN, HIDDEN, 2], ["relu", "relu", "identity"], newGenerator(seed, OF_NOISE).normal);
  const [clean, level, noise] = [CLEAN, LEVEL, EPS].map((purpose) => newGenerator(seed, purpose));
  return { net, rule: newAdam(net, BETA), clean, level, noise, draw: drawerOf({ data, points }), steps: { net: 0 }, costs: { net: null } };
}

// A step of the denoiser: it is to name the noise that was added.
export function learn(denoiser) {
  const { net, draw } = denoiser;
  const [clean, epsilon] = [draw(BATCH, denoiser.clean), normals(2 * BATCH, denoiser.noise)];
  const sigma = Float64Array.from({ length: BATCH }, () => LOWEST * (HIGHEST / LOWEST) ** denoiser.level.uniform());
  const noisy = clean.map((x, i) => x + sigma[i >> 1] * epsilon[i]);
  const trace = pass(net, inputsOf(noisy, sigma));
  const delta = trace.A[net.L].map((a, i) => a - epsilon[i]); // BP1
  pullBack(net, trace, delta);
  denoiser.rule(Math.max(0, FIRST_RATE * (1 - denoiser.steps.net / LAST_STEP)) + LAST_RATE);
  note(denoiser, "net", lengthSquared(delta) / 2 / BATCH);
}

// What the network sees of each point: 13 numbers.
export function inputsOf(points, sigma) {
  const X = new Float64Array((13 * points.length) / 2);
  for (let i = 0; i < points.length / 2; i++) {
    const [scale, t] = [Math.sqrt(0.5 + sigma[i] ** 2), Math.log(sigma[i])];
    const [v, w] = [points[2 * i] / scale, points[2 * i + 1] / scale];
    const waves = [2, 4].flatMap((k) => [Math.sin(k * v), Math.sin(k * w), Math.cos(k * v), Math.cos(k * w)]);
    X.set([v, w, ...waves, t / 2, Math.sin(1.5 * t), Math.cos(1.5 * t)], 13 * i);
  }
  return X;
}

export const noiseOf = (net) => (points, sigma) => answersOf(net, inputsOf(points, new Float64Array(points.length / 2).fill(sigma)));

export const levels = (count) => Array.from({ length: count }, (_, i) => HIGHEST * (LOWEST / HIGHEST) ** (i / (count - 1)));

// The points one level further down; `fresh` is the noise that is drawn anew.
export function stepDown(x, noise, sigma, following, fresh) {
  const up = (following * Math.sqrt(sigma ** 2 - following ** 2)) / sigma;
  const down = Math.sqrt(following ** 2 - up ** 2);
  return x.map((value, i) => value - sigma * noise[i] + down * noise[i] + up * fresh[i]);
}

// The way of points from noise of the highest level down all levels; `fresh` has the noise of each step.
export function wayDown(noise, start, fresh, sigmas) {
  const way = [start.map((z) => sigmas[0] * z)];
  sigmas.forEach((sigma, i) => way.push(stepDown(way[i], noise(way[i], sigma), sigma, sigmas[i + 1] ?? 0, fresh[i])));
  return way;
}

// E[ε|x] where the data are a mixture of round clouds: -σ times the exact score.
export function exactNoise({ centres, deviation }, points, sigma) {
  const [variance, noise] = [deviation ** 2 + sigma ** 2, new Float64Array(points.length)];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    const squares = centres.map(([a, b]) => (x - a) ** 2 + (y - b) ** 2);
    const nearest = Math.min(...squares);
    const weights = squares.map((square) => Math.exp((nearest - square) / 2 / variance));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    centres.forEach(([a, b], k) => {
      noise[i] += ((weights[k] / total) * (x - a) * sigma) / variance;
      noise[i + 1] += ((weights[k] / total) * (y - b) * sigma) / variance;
    });
  }
  return noise;
}

// --- how well points were made

// Of clouds: how many are hit (by 1 % of the points or more), and the share of points within four deviations of one.
export function modesOf({ centres, deviation }, points) {
  const counts = centres.map(() => 0);
  for (let i = 0; i < points.length; i += 2) {
    const distances = centres.map(([a, b]) => Math.hypot(points[i] - a, points[i + 1] - b));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] <= 4 * deviation) counts[nearest] += 1;
  }
  const m = points.length / 2;
  return { hit: counts.filter((count) => count >= 0.01 * m).length, near: counts.reduce((sum, count) => sum + count, 0) / m };
}

// The share of some points that have one of the others within a distance.
export function shareNear(some, others, within) {
  let near = 0;
  for (let i = 0; i < some.length; i += 2) {
    let found = false;
    for (let k = 0; k < others.length && !found; k += 2) found = Math.hypot(some[i] - others[k], some[i + 1] - others[k + 1]) <= within;
    near += found;
  }
  return (2 * near) / some.length;
}

// --- small things

// Count a step, and keep a running mean of the cost.
function note(what, name, cost) {
  what.steps[name] += 1;
  what.costs[name] = what.costs[name] === null ? cost : 0.98 * what.costs[name] + 0.02 * cost;
}

const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const lengthSquared = (values) => values.reduce((sum, value) => sum + value * value, 0);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
