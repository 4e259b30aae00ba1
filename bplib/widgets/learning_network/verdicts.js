// How the training goes, in words: a rule for each verdict, and the first that holds is said.

import { numberText } from "../shared/text.js";
import {
  canLearn, factsOf, hasDeadLayer, hasSaturatedOutput, hasShrunk, hasVanished, isAsGoodAsCanBe, isDiverging, isFalling,
  isHeldByDecay, isMostlySaturated, isOverfitting, isPoor, isRough, isStill, isStraight, isStuck,
} from "./facts.js";

// The kind of the verdict, and its words.
export function verdictOf(run, state) {
  if (!canLearn(run)) return { kind: "waiting", words: "Points of both classes are needed before anything can be learnt: click into the plane, or type lines." };
  const now = factsOf(run, state);
  const [kind, words] = RULES_OF_VERDICTS.find(([, , holds]) => holds(now));
  return { kind, words: words(now) };
}

export const short = (value) => numberText(Number(value.toPrecision(2)));
export const percent = (share) => `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;

// --- pieces of sentences

const ofUnits = (count, all, what) => `${count} of ${all} hidden units ${count === 1 ? "is" : "are"} ${what}`;
const alsoDead = ({ units: { dead, hidden } }) => (dead ? ` ${ofUnits(dead, hidden, "dead")}: z ≤ 0 for every example.` : "");

function cureOf({ initial }) {
  const drawn = initial === "unit_normal" ? ", drawn smaller (glorot)," : ",";
  return `What helps: New weights${drawn} at a learning rate that does not bring them here again.`;
}

function overflowInWords({ run, eta }) {
  const lostAt = run.lostAt.learning_rate;
  const cure = eta < lostAt ? `It is ${numberText(eta)} now: go back to step 0.` : "Lower it, and go back to step 0.";
  return `Overflow at step ${run.t}, at the learning rate ${numberText(lostAt)}: the weights grew beyond all numbers. ${cure}`;
}

function placesInWords({ places: { count, best } }) {
  const many = count > 1 ? ` (${count} such places)` : "";
  return `Points of both classes lie at the same place${many}: nobody can tell them apart. More than ${percent(best)} right is not possible.`;
}

const saturatedInWords = (now) =>
  `${ofUnits(now.units.saturated, now.units.hidden, "saturated")}: their slopes are below 1 % of the steepest on average, so little gradient passes through them (BP2). ${isFalling(now) ? "The cost still falls. " : ""}${cureOf(now)}`;

const outputInWords = ({ slope, eta }) =>
  `The output is saturated: σ′(zᴸ) is ${short(slope)} of its steepest on average, so hardly any error is left in δᴸ (BP1). What helps: New weights at a lower learning rate than ${numberText(eta)}, or cross-entropy.`;

const straightInWords = ({ run, activation }) =>
  run.net.L === 1
    ? "Hardly moving: without a hidden layer the boundary is a straight line; add a layer."
    : `Hardly moving: layers of ${activation} units are together no more than one layer, and the boundary is a straight line. Only another activation helps.`;

function decayInWords(now) {
  const { decay, pull, push, start, row } = now;
  const shrunk = `‖W‖ was ${short(start)} at step 0 and is ${short(row.size)}`;
  const numbers = hasShrunk(now) ? shrunk : `‖λW‖ is ${short(pull)}, ‖∂C/∂W‖ ${short(push)}, means of the last epochs`;
  return `Weight decay pulls all weights to 0: ${numbers}. Lower λ (it is ${numberText(decay)}).`;
}

const vanishingInWords = ({ share, run, activation }) =>
  `The gradient vanishes with depth: ‖∂C/∂W‖ of layer 1 is ${short(share)} of that of layer ${run.net.L}. Try ${activation === "tanh" ? "" : "tanh, "}fewer layers, or larger initial weights (unit normal).`;

const slowInWords = (now) => `Hardly moving: try ${curesOfSlow(now)}.${alsoDead(now)}`;

// What lowers the cost more often than not: new weights hardly ever do, and more units only where they are few or ReLUs.
function curesOfSlow({ run, activation, eta }) {
  const adam = run.optimizer.name === "Adam";
  if (eta < (adam ? 0.001 : 0.03)) return `a much higher learning rate than ${numberText(eta)}`;
  if (activation.endsWith("relu")) return "more units, or tanh";
  const narrow = Math.min(...run.net.sizes.slice(1, -1)) < 3;
  return `${narrow ? "more units, " : ""}relu${adam ? "" : ", Adam"}, or a learning rate ten times as high`;
}

// Where the weights have grown, a lower rate alone does not bring them back.
const divergingInWords = ({ first, mean }) =>
  `Diverging: the cost was ${short(first)} at step 0, and is ${short(mean)} on average now. Lower the learning rate, and go back to step 0.`;

const fitsInWords = (now) =>
  `Learnt: ${now.row.accuracy === 1 ? "every" : "nearly every"} training point is on the right side of the boundary${now.row.held ? `, and ${percent(now.row.held.accuracy)} of the held-out ones` : ""}.${alsoDead(now)}`;

// --- the rules: kind, words, and when it holds; from the first to the last

const RULES_OF_VERDICTS = [
  ["overflow", overflowInWords, ({ run }) => run.lost],
  ["new", () => "Not trained yet. Press Play, or Slow motion to see one minibatch pass.", ({ run }) => run.t === 0],
  ["places", placesInWords, isAsGoodAsCanBe],
  [
    "dead",
    (now) => `Dead: all ReLUs of a hidden layer have z ≤ 0 for every example, so no gradient passes to it or below it (BP2). ${cureOf(now)}`,
    hasDeadLayer,
  ],
  ["saturated-output", outputInWords, hasSaturatedOutput],
  ["saturated", saturatedInWords, isMostlySaturated],
  ["diverging", divergingInWords, isDiverging],
  ["jumping", () => "Jumping: the cost goes up and down by a large part. Lower the learning rate, or take larger minibatches.", isRough],
  [
    "overfits",
    ({ heldBest, heldMean }) => `Overfitting: the held-out cost has risen from ${short(heldBest)} to ${short(heldMean)} while the training cost is lower. Fewer units, or weight decay (or more examples, which are not to be had here).`,
    isOverfitting,
  ],
  ["fits", fitsInWords, (now) => !isPoor(now)],
  ["straight", straightInWords, (now) => isStraight(now) && isStill(now)],
  ["decay", decayInWords, isHeldByDecay],
  ["vanishing", vanishingInWords, hasVanished],
  [
    "stuck",
    (now) => `Next to no gradient is left: the largest ‖∂C/∂W‖ is ${short(now.largest)}, and no learning rate makes up for that. New weights, or more units.${alsoDead(now)}`,
    isStuck,
  ],
  ["slow", slowInWords, isStill],
  ["falling", (now) => `Learning: the cost is falling.${alsoDead(now)}`, ({ costs }) => costs.at(-1) < costs[0]],
  ["begun", () => "The cost is not falling yet.", () => true],
];
