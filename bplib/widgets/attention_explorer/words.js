// What the explorer says in words; bplib.widgets.attention_explorer.words says the same.

import { numberText } from "../shared/text.js";
import { sizeOf } from "./mathematics.js";
import { signOf, softmaxOf } from "./network.js";

const NOTHING = 1e-12; // what is smaller may be nothing but rounding
const LEARNT = { reversal: [10, "10 digits"], recall: [13, "6 pairs"], "recall, one block": [13, "6 pairs"] };

// Three digits.
export const brief = (value) => (Math.abs(value) < NOTHING ? "0" : numberText(Number(value.toPrecision(3))));

// At most three decimals, for the narrow places of a drawing.
export function tight(value) {
  const text = brief(Number(value.toFixed(3)));
  return text === "0" && Math.abs(value) >= NOTHING ? "≈ 0" : text;
}

// A share in percent, never 0 or 100 where it is not.
export function percent(share) {
  const whole = Math.floor(100 * share + 0.5);
  if (whole === 0 && share > 0) return "< 1 %";
  return whole === 100 && share < 1 ? "> 99 %" : `${whole} %`;
}

export const listed = (values) => values.map(brief).join(", ");
export const inBrackets = (values) => (values.length === 1 ? brief(values[0]) : `(${listed(values)})`);

// --- one attention

// Who asks: the word of the query, where every token has one.
export const askerOf = ({ start, q, words, query }) => (start === "random vectors" || q.length === 1 ? "The query" : `“${words[query - 1]}”`);

export function attentionInWords(state, setting, found) {
  const parts = [forwardsInWords(askerOf(state), setting, found), maskInWords(setting, found), state.back ? backwardsInWords(setting, found) : ""];
  return parts.filter(Boolean).join(" ");
}

function forwardsInWords(who, { q, scale }, { p, y, keys, top, jacobian }) {
  const alike = brief(keys) === "1" ? "nearly all from one key" : `as if ${brief(keys)} keys shared alike`;
  if (p.length <= 6) return `${who} takes p = ${listed(p)} of the values, ${alike}: y = ${inBrackets(y)}.`;
  const scaled = scale ? `divided by √d = ${brief(Math.sqrt(q.length))}` : "not divided by √d";
  const said = `d = ${q.length}, the scores ${scaled}: the largest of ${p.length} p is ${top < 1 && brief(top) === "1" ? "> 0.999" : brief(top)}, ${alike}.`;
  return `${said} The Jacobian of the softmax has the length ${brief(jacobian)}.`;
}

function maskInWords({ visible, mask }, { p }) {
  const hidden = visible.filter((seen) => !seen).length;
  if (!hidden) return "";
  const keys = hidden === 1 ? "1 key" : `${hidden} keys`;
  if (mask === "before") return `The mask hides ${keys} before the softmax: the other p still have the sum 1.`;
  return `The mask hides ${keys} after the softmax: the sum of p is only ${brief(p.reduce((sum, one) => sum + one, 0))}.`;
}

function backwardsInWords({ mask, visible }, { p, r, gradS }) {
  const what = p.length > 6 ? `∂s, of length ${brief(sizeOf(gradS))}` : `∂s = ${listed(gradS)}`;
  const said = `Backwards r = Σ p·∂p = ${brief(r)} is taken from every ∂p; times p this is ${what}: the sum is 0.`;
  const late = mask === "after" && visible.includes(false);
  return late ? `${said} Hidden keys get a ∂s as well, as the softmax has given them a p: the mask came too late.` : said;
}

// --- trained heads

export const highest = (values) => values.indexOf(Math.max(...values));

export function answerInWords(name, tokens, answer, place) {
  const said = name === "reversal" ? digitsInWords(answer) : valueInWords(signOf(name, tokens.at(-1)), answer);
  const [learnt, what] = LEARNT[name];
  const short = tokens.length < learnt ? `It has learnt with ${what} only.` : "";
  return [said, short, looksInWords(name, tokens, answer.maps, place)].filter(Boolean).join(" ");
}

function digitsInWords({ given, wanted }) {
  const right = given.filter((one, i) => one === wanted[i]).length;
  return `The net answers ${given.join(" ")}: ${right} of ${given.length} right.`;
}

function valueInWords(key, { logits: [logits], given: [given], wanted: [wanted] }) {
  const shares = softmaxOf(logits);
  const said = `Asked for ${key} the net answers ${given} with ${percent(shares[given])}:`;
  return given === wanted ? `${said} right.` : `${said} wrong, right is ${wanted}, with ${percent(shares[wanted])}.`;
}

function looksInWords(name, tokens, maps, place) {
  const spot = (j) => `${j + 1} (“${signOf(name, tokens[j])}”)`;
  const most = (row) => `place ${spot(highest(row))}, p = ${brief(Math.max(...row))}`;
  const rows = maps.map((P) => P[place - 1]);
  if (rows.length === 1) return `Place ${spot(place - 1)} looks most at ${most(rows[0])}.`;
  const before = maps[0][highest(rows[1])];
  return `In block 2 place ${spot(place - 1)} looks most at ${most(rows[1])}; in block 1 that one looked most at ${most(before)}.`;
}
