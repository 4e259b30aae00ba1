// What the numbers, units and stages of the delta explorer are called.

import { lowered, raised } from "../shared/text.js";
import { stages } from "./mathematics.js";

// Four digits and a power of ten, for numbers that are compared with each other.
export function scientificText(value, digits = 3) {
  if (value === 0) return "0";
  const [head, power] = value.toExponential(digits).split("e");
  return `${head}×10${raised(Number(power))}`.replace("-", "−");
}

export const symbol = (name, l, ...units) => name + raised(l) + units.map((unit) => lowered(unit + 1)).join("");

export function unitName(net, l, j) {
  const L = net.weights.length;
  if (l === 0) return `input ${j + 1}`;
  if (l === L) return `output unit ${j + 1}`;
  return L > 2 ? `unit ${j + 1} of hidden layer ${l}` : `hidden unit ${j + 1}`;
}

export function symbolOf([kind, i, j, k]) {
  if (kind === "weight") return symbol("w", i, j, k);
  if (kind === "bias") return symbol("b", i, j);
  if (kind === "unit") return i === 0 ? `x${lowered(j + 1)}` : symbol("a", i, j);
  return `${kind === "input" ? "x" : "y"}${lowered(i + 1)}`;
}

export function nameOf(net, key) {
  const [kind, i, j, k] = key;
  const mark = ` (${symbolOf(key)})`;
  if (kind === "weight") return `weight from ${unitName(net, i - 1, k)} to ${unitName(net, i, j)}${mark}`;
  if (kind === "bias") return `bias of ${unitName(net, i, j)}${mark}`;
  if (kind === "unit") return unitName(net, i, j);
  return `${kind} ${i + 1}${mark}`;
}

export function stageLabel(net, { kind, layer: l }) {
  if (kind === "input") return "x";
  if (kind === "forward") return `z${raised(l)} a${raised(l)}`;
  if (kind === "cost") return "C";
  if (kind === "delta") return `δ${raised(l)}`;
  if (kind === "everything") return "all";
  return net.weights.length > 3 ? `∂w${raised(l)}` : `∂w${raised(l)} ∂b${raised(l)}`;
}

export function stageSentence(net, { kind, layer: l }) {
  const L = net.weights.length;
  const layer = l === L ? "the output layer" : L > 2 ? `hidden layer ${l}` : "the hidden layer";
  if (kind === "input") return "The input is given.";
  if (kind === "forward") return `Forward: weighted inputs and activations of ${layer}.`;
  if (kind === "cost") return "Forward: the cost of the outputs.";
  if (kind === "delta" && l === L) return "Backward: the error δ of the output layer, by BP1.";
  if (kind === "delta") return `Backward: the error δ of ${layer}, by BP2.`;
  if (kind === "gradient") return `Backward: the derivatives for weights and biases into ${layer}, by BP3 and BP4.`;
  return "Everything is computed. Select a number to see its equation, drag it to change it.";
}

export function stageWords(net, stage) {
  const list = stages(net);
  return `Step ${stage} of ${list.length - 1}. ${stageSentence(net, list[stage])}`;
}
