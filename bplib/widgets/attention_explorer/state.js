// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { LARGEST_D } from "./mathematics.js";
import { readSequence } from "./network.js";

export const STATE = ["page", "start", "words", "q", "k", "v", "g", "d", "seed", "scale", "causal", "mask", "query", "back", "trained", "sequence", "place"];
export const [PAGES, STARTS] = [["one attention", "trained heads"], ["worked example", "six tokens", "random vectors"]];
export const [LIMIT, LARGEST_SEED, MOST_WORDS, LONGEST_WORD, MOST_NUMBERS] = [99, 9999, 6, 8, 4];

const among = (value, known) => known.includes(value);
const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
const isVector = (vector, d) => Array.isArray(vector) && vector.length === d && vector.every((one) => typeof one === "number" && Math.abs(one) <= LIMIT);
const isWord = (word) => typeof word === "string" && word.length >= 1 && word.length <= LONGEST_WORD && !/\s/.test(word);

const CHECKS = [
  ({ page, start, mask }) => among(page, PAGES) && among(start, STARTS) && among(mask, ["before", "after"]),
  ({ scale, causal, back }) => [scale, causal, back].every((one) => typeof one === "boolean"),
  ({ d, seed }) => whole(d, 1, LARGEST_D) && whole(seed, 0, LARGEST_SEED),
  ({ words }) => Array.isArray(words) && words.length >= 2 && words.length <= MOST_WORDS && words.every(isWord),
  ({ q, words }) => Array.isArray(q) && among(q.length, [1, words.length]) && whole(q[0].length, 1, MOST_NUMBERS),
  ({ g }) => Array.isArray(g) && whole(g.length, 1, MOST_NUMBERS) && isVector(g, g.length),
  ({ q, k, v, words }) => k.length === words.length && v.length === words.length && [...q, ...k].every((row) => isVector(row, q[0].length)),
  ({ v, g }) => v.every((row) => isVector(row, g.length)),
  ({ query, q }) => whole(query, 1, q.length),
  ({ trained }, networks) => Object.hasOwn(networks, trained),
  ({ trained, sequence, place }) => (({ tokens }) => whole(place, 1, tokens.length))(readSequence(trained, String(sequence))),
];

// Raise an error where a state cannot be shown.
export function checkState(state, networks) {
  if (!CHECKS.every((holds) => holds(state, networks))) throw new RangeError("this is no state of the attention explorer");
}
