// Orders of visits in which a backward pass goes wrong: where it does so, and what of its result is then wrong.

import { numberText } from "../shared/text.js";
import { backward, edgesOf } from "./mathematics.js";

// The right order, and two that programs take by mistake.
export const VISITS = [
  ["right", "right: a node waits for all its shares"],
  ["too early", "too early: level by level"],
  ["overwriting", "overwriting: = in place of +="],
];

const NEAR = 1e-9; // sums in another order differ by less, compared with what is added

// The shares that a step has in the end: all that came, or what came since it was last overwritten.
export function sharesOf({ shares }, i) {
  const mine = shares.filter(({ to }) => to === i);
  return mine.slice(Math.max(0, mine.findLastIndex(({ overwritten }) => overwritten)));
}

// Where a backward pass went wrong so far: `early`, the steps that handed on too early, `overwritten`, those whose shares were
// overwritten, and `lost`, the shares that got no further.
export function slipsOf(back) {
  if (!back) return { early: [], overwritten: [], lost: [] };
  const overwritten = [...new Set(back.shares.filter((share) => share.overwritten).map(({ to }) => to))];
  const lost = back.shares.filter((share) => share.late || !sharesOf(back, share.to).includes(share));
  return { early: back.early, overwritten, lost };
}

// The steps whose gradient is wrong at the end of a backward pass, as pairs of a step and its right gradient.
export function wrongOf(expression, run, back) {
  const right = backward(expression, run).grads;
  const differs = (i) => isFar(right[i], back.grads[i], back.shares.filter(({ to }) => to === i));
  return right.flatMap((gradient, i) => (differs(i) ? [[i, gradient]] : []));
}

function isFar(right, found, shares) {
  return Math.abs(found - right) > NEAR * Math.max(...[right, found, ...shares.map(({ share }) => share)].map(Math.abs));
}

// --- in words

// What went wrong at the visit of a step, or null.
export function slipSentence({ expression: { steps }, names }, { step, back }) {
  const mine = back.shares.filter(({ from }) => from === step);
  if (back.early.includes(step)) return earlySentence(steps, names, back, mine[0]);
  const late = mine.find((share) => share.late);
  if (late) return `Too late: ${names[late.to]} has handed on already, and what ${names[step]} brings stays there.`;
  const over = mine.find((share) => share.overwritten);
  return over ? `Overwriting: ${names[over.to]} had ${numberText(over.before)}, which is lost.` : null;
}

function earlySentence(steps, names, { arrived }, { from, handed }) {
  const [all, come] = [edgesOf(steps).filter(({ parent }) => parent === from).length, arrived[from]];
  const so = `${come} of its ${all} shares ${come > 1 ? "have" : "has"} come`;
  return `Too early: ${names[from]} hands on ${numberText(handed)} when only ${so}.`;
}

// What an order of visits has made of the gradients, or null for the right one.
export function verdict({ names, visits }, { slips, wrong, back }) {
  if (visits === "right") return null;
  const at = listed(visits === "too early" ? slips.early : slips.overwritten, names);
  if (at === null) return RIGHT_HERE[visits];
  const [done, lost] = DONE[visits];
  if (wrong.length === 0) return `${at} ${done}, and yet every gradient is right: at these inputs ${lost} makes no difference.`;
  const [i, right] = wrong[0];
  const others = ["", " One other is wrong too."][wrong.length - 1] ?? ` ${wrong.length - 1} others are wrong too.`;
  return `Wrong: grad ${names[i]} is ${numberText(back.grads[i])}, right is ${numberText(right)}.${others} ${at} ${done}.`;
}

const DONE = {
  "too early": ["handed on before all shares had come", "what came too late"],
  overwriting: ["kept only the share that came last", "what was overwritten"],
};
const RIGHT_HERE = {
  "too early": "In this graph level by level is right too: no node hands on before all its shares have come.",
  overwriting: "In this graph nothing is overwritten, and the result is right: no node gets more than one share.",
};

function listed(steps, names) {
  const all = steps.map((i) => names[i]);
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : (all[0] ?? null);
}

// What stands below a node at which the pass went wrong, or whose gradient is wrong in the end; or null.
export function slipRemark({ slips, wrong }, i) {
  const found = wrong.find(([step]) => step === i);
  const right = found ? `right: ${numberText(found[1])}` : null;
  if (slips.early.includes(i)) return ["too early", right].filter(Boolean).join("; ");
  return right ?? (slips.overwritten.includes(i) ? "overwritten" : null);
}
