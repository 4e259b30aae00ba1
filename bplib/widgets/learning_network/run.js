// A run: a network that learns from minibatches, step by step, and what was measured on the way.
//
// A run depends on the settings and on the number of steps alone: the same state is the same picture everywhere.

import { forward, newParameters, newTrace } from "../shared/dense.js";
import { newGenerator } from "../shared/generator.js";
import { INITIAL, shuffled } from "./generator.js";
import { backward, costOf, lengthOf, newNetwork } from "./mathematics.js";
import { newOptimizer } from "./optimizers.js";

export const MOST_STEPS = 40000;
const KEPT = 300; // rows of the history, at most; then every other is dropped
const [WEIGHTS, ORDER] = [1, 2]; // what the generators are for

export const RATES = ["optimizer", "learning_rate", "batch_size", "weight_decay"]; // may change on the way

// A new run at step 0; `data` is {training, held}.
export function newRun(settings, data) {
  const generator = newGenerator(settings.seed, WEIGHTS);
  const net = newNetwork(settings, (n, inputs) => INITIAL[settings.initial](n, inputs, generator));
  const run = { net, data, t: 0, lost: false, lostAt: null, pulled: 0, taken: 0, order: [], at: 0, draws: newGenerator(settings.seed, ORDER) };
  Object.assign(run, { optimizer: null, gradient: newParameters(net.sizes), traces: new Map(), stride: 1, history: [], measured: null });
  if (data.training.m) note(run);
  return run;
}

// Room for a pass through m examples, made once.
function roomFor({ net, traces }, m, what = "") {
  const key = `${what}${m}`;
  if (!traces.has(key)) traces.set(key, newTrace(net.sizes, m));
  return traces.get(key);
}

// The examples of the next minibatch, by their places; the last one of an epoch may be smaller.
export function nextBatch(run, size) {
  if (run.at >= run.order.length) [run.order, run.at] = [shuffled(run.data.training.m, run.draws), 0];
  return run.order.slice(run.at, run.at + size);
}

// Both passes for the next minibatch; nothing is changed by it.
export function look(run, { batch_size: size }) {
  const { training } = run.data;
  const batch = nextBatch(run, size);
  const X = Float64Array.from(batch.flatMap((i) => [training.X[2 * i], training.X[2 * i + 1]]));
  const Y = Float64Array.from(batch, (i) => training.Y[i]);
  const trace = forward(run.net, X, roomFor(run, batch.length, "batch "));
  backward(run.net, trace, Y, run.gradient);
  return { batch, trace, Y, gradient: run.gradient, ...costOf(run.net, trace, Y) };
}

// A step; where the numbers overflow, the last finite weights come back and the run is lost.
export function step(run, rates) {
  if (run.lost) return;
  const { batch, gradient } = look(run, rates);
  if (run.optimizer?.name !== rates.optimizer) run.optimizer = newOptimizer(rates.optimizer, run.net);
  const before = run.net.flat.slice();
  run.optimizer.take(gradient, rates);
  run.pulled += rates.learning_rate * rates.weight_decay;
  run.at += batch.length;
  run.taken += batch.length;
  run.t += 1;
  run.measured = null;
  if (!run.net.flat.every(Number.isFinite)) giveUp(run, before, rates);
  else if (run.t % run.stride === 0) note(run);
}

// The rates are kept: the present ones may be others by the time that somebody reads of it.
function giveUp(run, before, rates) {
  run.net.flat.set(before);
  Object.assign(run, { lost: true, lostAt: rates });
}

// What can be said of the present weights, over all examples.
export function measure(run) {
  if (run.measured) return run.measured;
  const { net, data } = run;
  const { training, held } = data;
  const trace = forward(net, training.X, roomFor(run, training.m, "training "));
  const gradient = backward(net, trace, training.Y, (run.whole ??= newParameters(net.sizes)));
  const row = { step: run.t, ...costOf(net, trace, training.Y), held: null, norms: gradient.W.slice(1).map(lengthOf), size: sizeOf(net) };
  if (held) row.held = costOf(net, forward(net, held.X, roomFor(run, held.m, "held ")), held.Y);
  return (run.measured = { row, trace, gradient });
}

// The length of all weights together.
const sizeOf = ({ W }) => lengthOf(W.slice(1).map(lengthOf));

// Note a row of the history, if it can be drawn.
function note(run) {
  const { row } = measure(run);
  if (!isFiniteRow(row)) return;
  run.history.push(row);
  if (run.history.length <= KEPT) return;
  run.stride *= 2;
  run.history = run.history.filter((one) => one.step % run.stride === 0);
}

const isFiniteRow = ({ cost, norms }) => [cost, ...norms].every(Number.isFinite);

// The history up to now, whether or not the present step was noted.
export function rowsOf(run) {
  const { row } = measure(run);
  return run.history.at(-1).step === row.step || run.lost || !isFiniteRow(row) ? run.history : [...run.history, row];
}

// --- from a state to its run

// The rates that hold at step t: those of the past up to its end, then the present ones.
export const ratesAt = (state, t) => state.past.find(({ until }) => t < until) ?? state;

// Go on to a step, or until enough() says so; returns whether the run is there.
export function advance(run, state, target, enough = () => false) {
  while (run.t < target && !run.lost) {
    step(run, ratesAt(state, run.t));
    if (enough()) break;
  }
  return run.t >= target || run.lost;
}
