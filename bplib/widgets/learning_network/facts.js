// What the verdicts rest on: numbers of a run, and questions about them.

import { canLearnFrom } from "./data.js";
import { lengthOf } from "./mathematics.js";
import { measure, rowsOf } from "./run.js";
import { UNITS } from "../shared/units.js";

export const RECENT = 20; // epochs that the words look back on
const ENOUGH = 0.97; // an accuracy
const FLAT = 0.01; // the share of the steepest slope that is next to nothing
const VANISHED = 0.01; // the share of the last layer's norm
const STUCK = 1e-6; // a norm that no learning rate of the list makes up for
const HELD = 0.5; // the share of the gradient's size from which weight decay is of its size,
const HELD_STILL = 0.25; // and where the cost stays, when most of that size is the noise of minibatches
const SHRUNK = 1 / 3; // of the weights at step 0
const ONE_HALF = Math.log(2);

export function factsOf(run, { batch_size: size, learning_rate: eta, weight_decay: decay, activation, loss, initial }) {
  const { row, trace } = measure(run);
  const [all, rows] = [rowsOf(run), recentRows(run, size)];
  const [costs, held] = [rows.map(({ cost }) => cost), rows.map((one) => one.held?.cost ?? NaN)];
  return {
    ...{ run, row, eta, decay, activation, loss, initial, costs, units: unitsOf(run), first: all[0].cost },
    ...{ start: all[0].size, alone: Math.exp(-run.pulled) },
    lasting: costs.length > RECENT / 2 && run.t >= RECENT * epochOf(run, size),
    ...{ mean: mean(costs), heldMean: mean(held), heldBest: Math.min(...all.map((one) => one.held?.cost ?? NaN)) },
    share: row.norms[0] / row.norms.at(-1),
    largest: Math.max(...row.norms),
    ...{ pull: decay * mean(rows.map(({ size: length }) => length)), push: mean(rows.map(({ norms }) => lengthOf(norms))) },
    ...{ slope: meanSlopeOfOutput(run, trace), places: placesOfBoth(run.data.training) },
  };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const epochOf = (run, size) => Math.ceil(run.data.training.m / size);

// At most 21 rows, evenly from the last 20 epochs.
function recentRows(run, size) {
  const [all, window] = [rowsOf(run), RECENT * Math.max(epochOf(run, size), run.stride)];
  const rows = all.filter(({ step }) => step >= run.t - window);
  const every = Math.ceil(rows.length / (RECENT + 1));
  return rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
}

// --- the units

// Hidden units that pass next to nothing back: of how many, how many saturated, how many dead, and layers that are all dead.
export function unitsOf({ net, data: { training }, measured }) {
  let [hidden, saturated, dead, blocked] = [0, 0, 0, 0];
  for (let l = 1; l < net.L; l++) {
    const counts = slopesOf(net, l, measured.trace, training.m).map((slopes) => judged(net.units[l], slopes));
    hidden += counts.length;
    saturated += counts.filter((kind) => kind === "saturated").length;
    const silent = counts.filter((kind) => kind === "dead").length;
    dead += silent;
    if (silent === counts.length) blocked += 1;
  }
  return { hidden, saturated, dead, blocked };
}

const slopesOf = ({ sizes, units }, l, { Z, A }, m) =>
  Array.from({ length: sizes[l] }, (_, j) =>
    Array.from({ length: m }, (_, i) => units[l].slope(Z[l][i * sizes[l] + j], A[l][i * sizes[l] + j])),
  );

function judged(unit, slopes) {
  if (unit === UNITS.relu && slopes.every((slope) => slope === 0)) return "dead";
  return unit.steepest && mean(slopes) < FLAT * unit.steepest ? "saturated" : "alive";
}

// σ′(zᴸ) on average, as a share of the steepest.
const meanSlopeOfOutput = ({ net, data }, trace) => mean(slopesOf(net, net.L, trace, data.training.m)[0]) / net.units[net.L].steepest;

// --- the points

// Places at which points of both classes lie: how many, and the largest share of all points that can be right.
export function placesOfBoth({ X, Y, m }) {
  const counts = new Map();
  for (let i = 0; i < m; i++) {
    const place = `${X[2 * i]} ${X[2 * i + 1]}`;
    if (!counts.has(place)) counts.set(place, [0, 0]);
    counts.get(place)[Y[i]] += 1;
  }
  const fewer = [...counts.values()].map((both) => Math.min(...both)).filter((n) => n > 0);
  return { count: fewer.length, best: 1 - fewer.reduce((sum, n) => sum + n, 0) / m };
}

// --- questions

export const canLearn = (run) => canLearnFrom(run.data.training);
export const isPoor = ({ row }) => row.accuracy < ENOUGH;
export const isStraight = ({ run, activation }) => run.net.L === 1 || activation === "identity";
export const isStill = ({ costs, lasting }) => lasting && !isFalling({ costs });
export const isFalling = ({ costs }) => costs[0] - mean(costs.slice(-5)) >= 0.005 * costs[0];
export const isDiverging = ({ mean: now, first }) => now > 1.5 * Math.max(first, ONE_HALF);
export const hasDeadLayer = ({ units }) => units.blocked > 0;
export const isMostlySaturated = (now) => isPoor(now) && now.units.saturated > 0 && now.units.saturated >= now.units.hidden / 2;
export const hasVanished = ({ share, run }) => run.net.L > 2 && share < VANISHED;
export const isStuck = (now) => isPoor(now) && now.largest < STUCK;
export const isAsGoodAsCanBe = (now) => isPoor(now) && now.places.count > 0 && now.row.accuracy >= now.places.best - 1e-9;
export const isOverfitting = ({ heldBest, heldMean, mean: now, row }) => heldMean > 1.3 * heldBest + 0.02 && Math.max(now, row.cost) < 0.8 * heldMean;

// Whether the slope of the output is next to nothing, and stays in δᴸ.
export const hasSaturatedOutput = (now) => isPoor(now) && now.loss !== "binary_cross_entropy" && now.slope < FLAT;

// Whether weight decay is in the way, where it is not a line that all are confined to: it has shrunk the weights to less than
// a third, which it had the time to do alone; or it pulls about as strongly as the gradient pushes.
export const isHeldByDecay = (now) => isPoor(now) && now.decay > 0 && !isStraight(now) && (hasShrunk(now) || pullsAsStrongly(now));
export const hasShrunk = ({ row, start, alone }) => Math.max(alone, row.size / start) < SHRUNK;
const pullsAsStrongly = (now) => now.lasting && now.pull >= (isStill(now) ? HELD_STILL : HELD) * now.push;

// Whether a third of the steps go up, and by 20 % on average, while the cost is still worth mentioning.
export function isRough({ costs }) {
  const ups = costs.slice(1).map((cost, i) => cost / costs[i]).filter((ratio) => ratio > 1);
  return costs.length > 5 && ups.length >= (costs.length - 1) / 3 && mean(costs) >= 0.05 && mean(ups) > 1.2;
}
