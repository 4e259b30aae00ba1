// How the training goes, in words: a rule for each verdict, and the first that holds is said.

import { numberText } from "../shared/text.js";
import { canLearnFrom } from "./data.js";
import { measure, rowsOf } from "./run.js";
import { UNITS } from "./units.js";

export const RECENT = 20; // epochs that the words look back on
export const [FLAT, VANISHED] = [0.01, 0.01]; // the share of the steepest slope, and of the last layer's norm, that is next to nothing
const [ONE_HALF, ENOUGH] = [Math.log(2), 0.97];

// The kind of the verdict, and its words.
export function verdictOf(run, state) {
  if (!canLearnFrom(run.data.training)) return { kind: "waiting", words: "Points of both classes are needed before anything can be learnt." };
  const now = factsOf(run, state);
  const [kind, words] = RULES_OF_VERDICTS.find(([, , holds]) => holds(now));
  return { kind, words: words(now) };
}

function factsOf(run, { batch_size: size, learning_rate: eta, activation }) {
  const { row } = measure(run);
  const rows = recentRows(run, size);
  const costs = rows.map(({ cost }) => cost);
  const held = rows.map((one) => one.held?.cost ?? NaN);
  const all = rowsOf(run);
  return {
    ...{ run, row, eta, activation, costs, units: unitsOf(run), first: all[0].cost, lasting: costs.length > RECENT / 2 && isLong(run, size) },
    ...{ mean: mean(costs), heldMean: mean(held), heldBest: Math.min(...all.map((one) => one.held?.cost ?? NaN)) },
    share: row.norms[0] / row.norms.at(-1),
  };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const epochOf = (run, size) => Math.ceil(run.data.training.m / size);
const isLong = (run, size) => run.t >= RECENT * epochOf(run, size);

// At most 21 rows, evenly from the last 20 epochs.
function recentRows(run, size) {
  const [all, window] = [rowsOf(run), RECENT * Math.max(epochOf(run, size), run.stride)];
  const rows = all.filter(({ step }) => step >= run.t - window);
  const every = Math.ceil(rows.length / (RECENT + 1));
  return rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
}

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

// --- the rules: kind, words, and when it holds; from the first to the last

const ofUnits = (count, all, what) => `${count} of ${all} hidden units ${count === 1 ? "is" : "are"} ${what}`;
const CURE = "What helps: New weights, at a learning rate that does not bring them here again.";
const alsoDead = ({ dead, hidden }) => (dead ? ` ${ofUnits(dead, hidden, "dead")}: z ≤ 0 for every example.` : "");
const isPoor = ({ row }) => row.accuracy < ENOUGH;

const RULES_OF_VERDICTS = [
  [
    "overflow",
    ({ run, eta }) => `Overflow at step ${run.t}: the weights grew beyond all numbers. Lower the learning rate (it is ${numberText(eta)}), and go back to step 0.`,
    ({ run }) => run.lost,
  ],
  ["new", () => "Not trained yet. Press Play, or Slow motion to see one minibatch pass.", ({ run }) => run.t === 0],
  [
    "dead",
    () => `Dead: all ReLUs of a hidden layer have z ≤ 0 for every example, so no gradient passes to it or below it (BP2). ${CURE}`,
    ({ units }) => units.blocked > 0,
  ],
  [
    "saturated",
    ({ units }) => `${ofUnits(units.saturated, units.hidden, "saturated")}: their slopes are below 1 % of the steepest on average, so next to no gradient passes (BP2). ${CURE}`,
    (now) => isPoor(now) && now.units.saturated > 0 && now.units.saturated >= now.units.hidden / 2,
  ],
  [
    "diverging",
    ({ first, row }) => `Diverging: the cost grew from ${short(first)} to ${short(row.cost)}. Lower the learning rate.`,
    ({ mean: now, first }) => now > 1.5 * Math.max(first, ONE_HALF),
  ],
  ["jumping", () => "Jumping: the cost goes up and down by a large part. Lower the learning rate, or take larger minibatches.", ({ costs }) => isRough(costs)],
  [
    "overfits",
    ({ heldBest, heldMean }) => `Overfitting: the held-out cost has risen from ${short(heldBest)} to ${short(heldMean)} while the training cost is lower. Fewer units, or weight decay, or more examples.`,
    ({ heldBest, heldMean, mean: now, row }) => heldMean > 1.3 * heldBest + 0.02 && Math.max(now, row.cost) < 0.8 * heldMean,
  ],
  [
    "fits",
    ({ row, units }) => `Learnt: ${row.accuracy === 1 ? "every" : "nearly every"} training point is on the right side of the boundary${row.held ? `, and ${percent(row.held.accuracy)} of the held-out ones` : ""}.${alsoDead(units)}`,
    (now) => !isPoor(now),
  ],
  [
    "vanishing",
    ({ share, run, activation }) =>
      `The gradient vanishes with depth: ‖∂C/∂W‖ of layer 1 is ${short(share)} of that of layer ${run.net.L}. ${activation === "sigmoid" ? "The slope of a sigmoid is at most 1/4: try tanh or ReLU, or fewer layers." : "Try other initial weights, or fewer layers."}`,
    ({ share, run }) => run.net.L > 2 && share < VANISHED,
  ],
  [
    "slow",
    ({ units, run }) => `Hardly moving: ${run.net.L > 1 ? "try a higher learning rate, new weights, or more units." : "without a hidden layer the boundary is a straight line; add a layer."}${alsoDead(units)}`,
    ({ costs, lasting }) => lasting && costs[0] - mean(costs.slice(-5)) < 0.005 * costs[0],
  ],
  ["falling", ({ units }) => `Learning: the cost is falling.${alsoDead(units)}`, ({ costs }) => costs.at(-1) < costs[0]],
  ["begun", () => "The cost is not falling yet.", () => true],
];

// Whether a third of the steps go up, and by 20 % on average, while the cost is still worth mentioning.
function isRough(costs) {
  const ups = costs.slice(1).map((cost, i) => cost / costs[i]).filter((ratio) => ratio > 1);
  return costs.length > 5 && ups.length >= (costs.length - 1) / 3 && mean(costs) >= 0.05 && mean(ups) > 1.2;
}

export const short = (value) => numberText(Number(value.toPrecision(2)));
export const percent = (share) => `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
