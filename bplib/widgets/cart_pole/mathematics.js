// A policy that learns to balance a pole on a cart: the cart, the net, the advantages, one backward pass, one step of Adam.
//
// A state is [x, x′, θ, θ′], in m, m/s, radians and radians/s; an action is 1, a push to the right, or 0, one to the left.  The
// library says the same: bplib.historic.cart_pole, and run.py beside this file.

import { newGenerator } from "../shared/generator.js";

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const range = (n) => Array.from({ length: n }, (_, i) => i);

// ------------------------------------------------------------------------------------------------------------- the cart

const [GRAVITY, CART, POLE, HALF_LENGTH] = [9.8, 1, 0.1, 0.5]; // m/s², kg, kg, m
const [ON_THE_RAIL, ON_THE_PIVOT] = [0.0005, 0.000002]; // friction
export const FORCE = 10; // N
export const TAU = 0.02; // s
export const [FARTHEST, STEEPEST] = [2.4, (12 * Math.PI) / 180]; // m, radians
const SCALE = [2.4, 2, 0.21, 2];

// x″ and θ″ of a cart that is pushed by a force in N.
export function accelerations([, v, theta, w], force) {
  const [M, ml, cos, sin] = [CART + POLE, POLE * HALF_LENGTH, Math.cos(theta), Math.sin(theta)];
  const push = (force + ml * w ** 2 * sin - ON_THE_RAIL * Math.sign(v)) / M;
  const turn = (GRAVITY * sin - cos * push - (ON_THE_PIVOT * w) / ml) / (HALF_LENGTH * (4 / 3 - (POLE * cos ** 2) / M));
  return [push - (ml * turn * cos) / M, turn];
}

// A step of Euler.
export function moved([x, v, theta, w], force) {
  const [a, turn] = accelerations([x, v, theta, w], force);
  return [x + TAU * v, v + TAU * a, theta + TAU * w, w + TAU * turn];
}

export const forceOf = (action) => (action === 1 ? FORCE : -FORCE);
export const hasFailed = ([x, , theta]) => Math.abs(x) > FARTHEST || Math.abs(theta) > STEEPEST;

// -------------------------------------------------------------------------------------------------------------- the net
// 4-16-2, tanh and softmax.  All parameters stand in one vector: W¹, b¹, W², b², matrices row by row.

export const HIDDEN = 16;
const [B1, W2, B2, ALL] = [4 * HIDDEN, 5 * HIDDEN, 7 * HIDDEN, 7 * HIDDEN + 2]; // where they begin
const [WEIGHTS, EPISODE] = [1, 1000]; // what the generators are for; of iteration k, 1000 + k
const SMALL = 0.1; // times Glorot's weights of layer 2: at first the net pushes to both sides alike

export const weightInto1 = (theta, j, k) => theta[4 * j + k];
export const weightInto2 = (theta, j, k) => theta[W2 + HIDDEN * j + k];

export function firstPolicy(seed) {
  const { uniform } = newGenerator(seed, WEIGHTS);
  const theta = new Float64Array(ALL);
  const fill = (from, to, bound) => range(to - from).forEach((i) => (theta[from + i] = (2 * uniform() - 1) * bound));
  fill(0, B1, Math.sqrt(6 / (4 + HIDDEN)));
  fill(W2, B2, Math.sqrt(6 / (2 + HIDDEN)) * SMALL);
  return theta;
}

// The inputs, the hidden activations, and π, how likely a push to the left and to the right is.
export function forward(theta, state) {
  const inputs = state.map((value, k) => value / SCALE[k]);
  const hidden = new Array(HIDDEN);
  for (let j = 0; j < HIDDEN; j++) {
    let z = theta[B1 + j];
    for (let k = 0; k < 4; k++) z += theta[4 * j + k] * inputs[k];
    hidden[j] = Math.tanh(z);
  }
  const z = [0, 1].map((j) => hidden.reduce((total, a, k) => total + weightInto2(theta, j, k) * a, theta[B2 + j]));
  return { inputs, hidden, pi: softmaxOfTwo(z) };
}

function softmaxOfTwo([left, right]) {
  const top = Math.max(left, right);
  const [l, r] = [Math.exp(left - top), Math.exp(right - top)];
  return [l / (l + r), r / (l + r)];
}

// BP1 with a weight: cross-entropy with the action taken as the label, times the advantage of the moment.
export const deltaAtTheTop = ({ pi }, action, A) => [0, 1].map((j) => A * (pi[j] - (action === j ? 1 : 0)));

// BP2.
export const deltaBelow = (theta, { hidden }, top) =>
  hidden.map((a, k) => (top[0] * weightInto2(theta, 0, k) + top[1] * weightInto2(theta, 1, k)) * (1 - a * a));

// ------------------------------------------------------------------------------------------------------------ episodes

export const [EPISODES, STEPS] = [10, 200];

// The episodes of iteration k: of each its states, its actions, and the state in which it ended.
export function batch(theta, seed, k) {
  const { uniform } = newGenerator(seed, EPISODE + k);
  const drawn = range(EPISODES * (4 + STEPS)).map(uniform);
  const start = (i) => drawn.slice(4 * i, 4 * i + 4).map((u) => 0.1 * u - 0.05);
  const chance = (i) => (t) => drawn[EPISODES * (4 + t) + i];
  return range(EPISODES).map((i) => episode(theta, start(i), chance(i)));
}

function episode(theta, start, chance) {
  const [states, actions] = [[], []];
  let state = start;
  while (actions.length < STEPS && !hasFailed(state)) {
    const action = chance(actions.length) < forward(theta, state).pi[1] ? 1 : 0;
    states.push(state);
    actions.push(action);
    state = moved(state, forceOf(action));
  }
  return { states, actions, end: state };
}

export const lengthOf = ({ actions }) => actions.length;
export const meanLength = (episodes) => mean(episodes.map(lengthOf));

// -------------------------------------------------------------------------------------------------------- the advantage

export const RULES = ["total return", "reward-to-go", "baseline", "sign error"];
const NOTHING = 1e-8; // added where A is divided

// R_t = 1 + γ R_{t+1}: the reward is 1 for each step.
export function rewardsToGo(steps, gamma) {
  const R = new Array(steps);
  for (let [t, later] = [steps - 1, 0]; t >= 0; t--) R[t] = later = 1 + gamma * later;
  return R;
}

// A of each moment, a list for each episode.  Whatever the rule, A is divided by its size.
export function advantages(episodes, rule, gamma) {
  const rewards = episodes.map((one) => rewardsToGo(lengthOf(one), gamma));
  if (rule === "total return") return inUnitsOfTheirMean(rewards.map((R) => R.map(() => R[0])));
  if (rule === "reward-to-go") return inUnitsOfTheirMean(rewards);
  const A = standardized(rewards);
  return rule === "sign error" ? A.map((one) => one.map((a) => -a)) : A;
}

function inUnitsOfTheirMean(lists) {
  const size = mean(lists.flat()) + NOTHING; // rewards are positive
  return lists.map((R) => R.map((one) => one / size));
}

// Without the mean of all moments, and divided by their deviation.
function standardized(lists) {
  const all = lists.flat();
  const middle = mean(all);
  const size = Math.sqrt(mean(all.map((one) => (one - middle) ** 2))) + NOTHING;
  return lists.map((R) => R.map((one) => (one - middle) / size));
}

// ------------------------------------------------------------------------------------------------------------- learning

// ∂C/∂θ, the mean over all moments of all episodes.
export function gradient(theta, episodes, A) {
  const g = new Float64Array(ALL);
  const m = sum(episodes.map(lengthOf));
  episodes.forEach(({ states, actions }, i) => {
    states.forEach((state, t) => addMoment(g, theta, forward(theta, state), actions[t], A[i][t] / m));
  });
  return g;
}

function addMoment(g, theta, trace, action, A) {
  const top = deltaAtTheTop(trace, action, A);
  const below = deltaBelow(theta, trace, top);
  addLayer(g, 0, B1, below, trace.inputs);
  addLayer(g, W2, B2, top, trace.hidden);
}

function addLayer(g, weights, biases, delta, inputs) {
  for (let j = 0; j < delta.length; j++) {
    g[biases + j] += delta[j]; // BP3
    for (let k = 0; k < inputs.length; k++) g[weights + j * inputs.length + k] += delta[j] * inputs[k]; // BP4
  }
}

const [RATE, BETA1, BETA2, EPSILON] = [0.02, 0.9, 0.999, 1e-8];

// A step of Adam: t counts the steps, m and v are its averages.
export function adam({ theta, m, v, t }, g) {
  const [m1, v1] = [m.map((one, i) => BETA1 * one + (1 - BETA1) * g[i]), v.map((one, i) => BETA2 * one + (1 - BETA2) * g[i] ** 2)];
  const [sum1, sum2] = [1 - BETA1 ** (t + 1), 1 - BETA2 ** (t + 1)];
  const next = theta.map((one, i) => one - (RATE * (m1[i] / sum1)) / (Math.sqrt(v1[i] / sum2) + EPSILON));
  return { theta: next, m: m1, v: v1, t: t + 1 };
}

// What there is before iteration 0, and after one more; `episodes` are those from which the next iteration learns, `lengths` the mean
// lengths of the episodes of the iterations so far, and of these.
export function newLearning(seed) {
  const theta = firstPolicy(seed);
  const episodes = batch(theta, seed, 0);
  return { theta, m: new Float64Array(ALL), v: new Float64Array(ALL), t: 0, episodes, lengths: [meanLength(episodes)] };
}

export function iterated(learning, { rule, gamma, seed }) {
  const { theta, episodes, lengths } = learning;
  const learnt = adam(learning, gradient(theta, episodes, advantages(episodes, rule, gamma)));
  const played = batch(learnt.theta, seed, learnt.t);
  return { ...learnt, episodes: played, lengths: [...lengths, meanLength(played)] };
}
