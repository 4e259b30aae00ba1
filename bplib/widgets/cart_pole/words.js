// What the explorer says in words.

import { lengthOf, meanLength, STEPS, TAU } from "./mathematics.js";

// A number with so many decimals and a true minus sign; no minus before a zero.
export const decimals = (value, n = 2) => value.toFixed(n).replace(/^-(?=[0.]*$)/, "").replace("-", "−");

export const SIDES = ["left", "right"];
const counted = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const ofPushes = (n) => `${n} push${n === 1 ? "" : "es"}`;
const seconds = (steps) => `${decimals(steps * TAU, 1)} s`;

const SAID = {
  "total return": "Every moment of an episode gets the same A: the push that saved the pole and the one that threw it.",
  "reward-to-go": "A is what still came after the moment. It is never negative: every push that was made is made likelier, early ones more.",
  baseline: "A is what still came, less the mean of all moments: blue pushes are made likelier, orange ones rarer.",
  "sign error": "A has the wrong sign: what went before a long life is made rarer, what went before a fall is made likelier.",
};

// How far the learning is, and what the rule does.
export function stateInWords({ rule, iterations }, { episodes }) {
  const lengths = episodes.map(lengthOf);
  const span = `from ${Math.min(...lengths)} to ${Math.max(...lengths)}`;
  const when = iterations ? `After ${counted(iterations, "iteration")}` : "Before the first iteration";
  const so = `${when} the ten episodes last ${decimals(meanLength(episodes), 1)} steps on average, ${span}.`;
  return `${so} ${SAID[rule]}`;
}

// How an episode ended.
export function endInWords({ actions, end: [x, , theta] }) {
  const after = `After ${ofPushes(actions.length)}, ${seconds(actions.length)},`;
  if (actions.length === STEPS) return `${after} the episode is cut off: the pole still stands. The last moments have a small R only because of that.`;
  return `${after} ${Math.abs(theta) > 0.2 ? `the pole leans ${theta < 0 ? "left" : "right"} beyond 12°` : "the cart has left its rail"}.`;
}

// What δ makes of the push of a moment.
export function momentInWords(action, A) {
  if (Math.abs(A) < 0.005) return `A ≈ 0: how likely this push is stays nearly as it is.`;
  return `A ${A > 0 ? ">" : "<"} 0: a step against δ makes a push to the ${SIDES[action]} ${A > 0 ? "likelier" : "rarer"} here.`;
}

// How it goes while somebody pushes.
export function handInWords({ steps, pushes, fallen, over }) {
  const so = `The net drives, you push against it: ${ofPushes(pushes)} so far, ${seconds(steps)}.`;
  if (fallen) return `${so} It has failed. Push again for a new try.`;
  return over ? `${so} It still stands, and that is enough.` : so;
}
