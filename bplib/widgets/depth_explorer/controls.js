// Above the pictures: what the network is made of.

import { button, chooser, element, input, labelled, slider } from "../shared/elements.js";
import { clamp, numberText } from "../shared/text.js";
import { DEEPEST, WIDTH } from "./network.js";
import { LARGEST_SEED } from "./state.js";

const [LEAST, MOST] = [-1, 2.2]; // log10 σ_w² at the ends of its slider

const CHOICES = {
  activation: {
    title: "f",
    options: [["sigmoid", "sigmoid"], ["tanh", "tanh"], ["relu", "ReLU"], ["selu", "SELU"], ["identity", "identity"]],
  },
  norm: {
    title: "norm before f",
    options: [["none", "none"], ["batch", "batch norm"], ["layer", "layer norm"], ["rms", "RMS norm"]],
  },
  residual: {
    title: "way around",
    options: [["off", "none"], ["naive", "with α = 1"], ["root", "with α = 1/√B"], ["rezero", "with α = 0 (ReZero)"]],
  },
};

// Rules for σ_w²; at layers of one width Glorot's is LeCun's.
const RULES = [
  ["lecun", 1, "LeCun, Glorot"],
  ["he", 2, "He"],
  ["unit", WIDTH, "N(0, 1)"],
];

export function buildControls(actions) {
  const choices = Object.keys(CHOICES).map((name) => () => buildChoice(name, actions));
  const parts = [buildDepth, buildWeights, buildBiases, ...choices, buildSeed].map((build) => build(actions));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...parts.map(({ node }) => node));
  node.append(element("div", { class: "jumps" }, ...jumps(actions)));
  return { node, update: (state) => parts.forEach((part) => part.update(state)) };
}

const sigma = (below, words) => element("span", {}, "σ", element("sub", {}, below), words);

function buildDepth({ save }) {
  const { node, label, say } = slider("depth", "depth L", { min: 1, max: DEEPEST, step: 1 });
  node.addEventListener("input", () => save({ depth: node.valueAsNumber }));
  return { node: label, update: ({ depth }) => say(depth, depth === 1 ? "1 layer" : `${depth} layers`) };
}

function buildWeights({ save }) {
  const { node, label, say } = slider("weights", sigma("w", "², n × the variance of a weight"), { min: LEAST, max: MOST, step: 0.01 });
  node.addEventListener("input", () => save({ weights: Number((10 ** node.valueAsNumber).toPrecision(3)) }));
  return { node: label, update: ({ weights }) => say(clamp(Math.log10(weights), LEAST, MOST), weightsInWords(weights)) };
}

function weightsInWords(weights) {
  const [, , name] = RULES.find(([, value]) => value === weights) ?? [];
  return name ? `${numberText(weights)} (${name})` : numberText(weights);
}

function buildBiases({ save }) {
  const { node, label, say } = slider("biases", sigma("b", "², the variance of a bias"), { min: 0, max: 1, step: 0.01 });
  node.addEventListener("input", () => save({ biases: node.valueAsNumber }));
  return { node: label, update: ({ biases }) => say(clamp(biases, 0, 1), numberText(biases)) };
}

function buildChoice(name, { save }) {
  const { title, options } = CHOICES[name];
  const node = chooser(name, options);
  node.addEventListener("change", () => save({ [name]: node.value }));
  return { node: labelled(title, node), update: (state) => (node.value = state[name]) };
}

function buildSeed({ read, save }) {
  const node = input("number", "seed", { min: 0, max: LARGEST_SEED, step: 1 });
  node.addEventListener("change", () => {
    const seed = Math.round(node.valueAsNumber);
    save({ seed: Number.isFinite(seed) ? clamp(seed, 0, LARGEST_SEED) : read().seed });
    node.value = read().seed;
  });
  return { node: labelled("seed", node), update: ({ seed }) => (node.value = seed) };
}

// Buttons for the rules, and the way back.
function jumps({ save, original }) {
  const places = RULES.map(([name, weights, text]) => [name, `${text}: ${weights}`, { weights }]);
  return [...places, ["restore", "Reset", original]].map(([name, text, changes]) => {
    const node = button(text, { name });
    node.addEventListener("click", () => save({ ...changes }));
    return node;
  });
}
