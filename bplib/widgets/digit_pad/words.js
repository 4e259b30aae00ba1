// What the digit pad says in words.

import { numberText } from "../shared/text.js";
import { isVerySmall, largestSize, SIDE, TINY } from "./mathematics.js";

// A share in percent: never 0 or 100 where it is not.
export function shareText(share) {
  const percent = Math.round(100 * share);
  if (percent === 0 && share > 0) return "< 1 %";
  if (percent === 100 && share < 1) return "> 99 %";
  return `${percent} %`;
}

export const signedText = (value) => value.toFixed(2).replace(/^-0\.00$/, "0.00").replace("-", "−");

// "3, 92 %; next 8, 5 %"
export function verdict({ state, A, order }) {
  if (!state.strokes.length) return "the pad is empty";
  const [first, second] = order.map((digit) => `${digit}, ${shareText(A.at(-1)[digit])}`);
  return `${first}; next ${second}`;
}

export const TAKEN_BACK = "the moves of the ink were taken back";
const SMALL = "The drawing is very small, and the pen is thick for it: write larger. ";

export function remark(now) {
  const { state, cost, D, order } = now;
  if (!state.strokes.length) return "The pad is empty: write a digit on it, or choose an example. What a network says of no ink means little.";
  const steps = `${state.moves} ${state.moves === 1 ? "step" : "steps"}`;
  const who = state.moves ? `With the ink moved ${steps} against ∂C/∂x, towards ${state.target}, the network` : "The network";
  const other = `the target is ${state.target}, with δ = ${signedText(D.at(-1)[state.target])}`;
  const hit = order[0] === state.target ? `${state.target} is the target` : other;
  const costs = `The cost C is ${numberText(Number(cost.toPrecision(3)))} (a sure ${state.target} would cost 0).`;
  return `${isVerySmall(state.strokes) ? SMALL : ""}${who} says ${verdict(now)}; ${hit}. ${costs} ${pixelWords(now)}`;
}

// Which pixels have the lowest and the highest derivative, of those that have room for more ink.
function pixelWords({ pixels, x }) {
  if (largestSize(pixels) <= TINY) return "No pixel has a blame above 1e−12: a little ink changes nothing, as where all units are saturated or silent.";
  const parts = [];
  const tell = (value, words) => parts.push(`${words} in ${pixelText(pixels.findIndex((one, k) => one === value && x[k] < 1))} (${numberText(Number(value.toPrecision(2)))})`);
  const withRoom = [...pixels].filter((_, k) => x[k] < 1);
  const [low, high] = [Math.min(...withRoom), Math.max(...withRoom)];
  if (low < 0) tell(low, "A little more ink lowers it fastest");
  if (high > 0) tell(high, `${low < 0 ? "and" : "A little more ink"} raises it fastest`);
  return `${parts.join(" ")}.`;
}

const pixelText = (k) => `row ${Math.floor(k / SIDE) + 1}, column ${(k % SIDE) + 1}`;
