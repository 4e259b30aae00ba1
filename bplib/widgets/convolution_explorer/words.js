// What the convolution explorer says in words; bplib.widgets.convolution_explorer.words says the same.

import { lowered, numberText } from "../shared/text.js";
import { linksAt, termsOf } from "./mathematics.js";
import { shapeOf } from "./state.js";

const LETTERS = { input: "x", weight: "w", output: "z", target: "y", delta: "δ", bias: "b" };

// "x₁₂"; in a single row of numbers "x₂".
export function nameOf(size, [kind, n]) {
  if (kind === "bias") return "b";
  const [rows, columns] = shapeOf(size, kind === "delta" ? "output" : kind);
  const place = rows === 1 ? [n % columns] : [Math.floor(n / columns), n % columns];
  return LETTERS[kind] + lowered(place.map((one) => one + 1).join(""));
}

// Three digits, for the narrow places of a drawing.
export const brief = (value) => numberText(Number(value.toPrecision(3)));

const times = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const bracketed = (value) => (value < 0 ? `(${numberText(value)})` : numberText(value));

// "1 + 1·2 + 0·(−1) = 3", where 1 is the start.
const sumInWords = (start, terms, total) =>
  `${[numberText(start), ...terms.map(({ one, other }) => `${bracketed(one)}·${bracketed(other)}`)].join(" + ")} = ${numberText(total)}`;

const WORDS = { weight: weightInWords, input: inputInWords, output: outputInWords, target: targetInWords, bias: biasInWords };

// What there is to say of the chosen number.
export const sentenceOf = (state, found, key) => WORDS[key[0]](state, found, key);

function weightInWords({ looked }, found, key) {
  const name = nameOf(found.size, key);
  if (!looked) return `${name} is chosen. At how many places is it used? Think, then look.`;
  const total = numberText(found.gradients.weight[key[1]]);
  const links = linksAt(found, key);
  const outside = links.filter(({ input }) => input === null).length;
  const zeros = outside ? ` ${times(outside, "place lies", "places lie")} in the padding and ${outside === 1 ? "adds" : "add"} 0.` : "";
  return `${name} is used at ${times(links.length, "place", "places")}, once for each output, and each adds δ·x: ∂C/∂${name} = ${total}.${zeros}`;
}

function inputInWords({ kind }, found, key) {
  const [name, links] = [nameOf(found.size, key), linksAt(found, key)];
  if (!links.length) return `No window reaches ${name}: ∂C/∂${name} = 0.`;
  const send = links.length === 1 ? "which sends" : "and each sends";
  const sum = `${name} reached ${times(links.length, "output", "outputs")}, ${send} back δ·w: ∂C/∂${name} = ${numberText(found.gradients.input[key[1]])}.`;
  const lies = kind === "convolution" ? "as it is: the way there has turned it already" : "turned by half a circle";
  return links.length > 1 ? `${sum} Seen from here the kernel lies ${lies}.` : sum;
}

function outputInWords({ bias }, found, key) {
  const terms = termsOf(found, key);
  const [z, delta] = ["output", "delta"].map((kind) => nameOf(found.size, [kind, key[1]]));
  const sum = sumInWords(bias, terms, found.values.output[key[1]]);
  return `${z} sees a window of ${terms.length} numbers: ${z} = ${sum}. It is wrong by ${delta} = ${numberText(found.delta[key[1]])}.`;
}

function targetInWords(_, found, [, n]) {
  const [y, delta] = ["target", "delta"].map((kind) => nameOf(found.size, [kind, n]));
  return `${y} is what output ${nameOf(found.size, ["output", n])} should be: ∂C/∂${y} = −${delta} = ${numberText(found.gradients.target[n])}.`;
}

function biasInWords(_, found) {
  const count = found.delta.length;
  return `b is added to each of the ${times(count, "output", "outputs")}, so it gets every δ: ∂C/∂b = ${numberText(found.gradients.bias[0])}.`;
}

// The answer to "how many terms has ∂C/∂w?".
export function answerInWords(guess, { P, Q }, name) {
  const count = P * Q;
  const why = `${times(count, "term", "terms")}, one for each of the ${P} × ${Q} outputs: every output uses every weight once.`;
  if (!Number.isFinite(guess)) return `∂C/∂${name} has ${why}`;
  return guess === count ? `Yes: ${why}` : `You said ${numberText(guess)}. ∂C/∂${name} has ${why}`;
}

// What a nudge did.
export function nudgeInWords({ size }, { key, step, slope, predicted, actual }) {
  const name = nameOf(size, key);
  return `${name} grew by ${numberText(step)}. Predicted change of C: ${numberText(slope)} · ${numberText(step)} = ${numberText(predicted)}; actual: ${numberText(actual)}.`;
}

// Which place of the padding a link begins in, or the name of its input.
export const originOf = (size, { input }) => (input === null ? "padding" : nameOf(size, ["input", input]));
