// Above the chart: what the layer is made of, how far the error goes back, and which moment is looked at.

import { button, chooser, element, input, labelled, slider } from "../shared/elements.js";
import { clamp, numberText } from "../shared/text.js";
import { CELLS, LARGEST_SEED, LONGEST } from "./network.js";
import { LIMITS } from "./state.js";

const GATES = { lstm: "bias of the gate f", gru: "bias of the gate z", rnn: "bias of a gate" };

// Sliders: name, text, step, and what is said of a value in a state.
const SLIDERS = [
  ["n", "units n", 1, (value) => (value === 1 ? "1 unit" : `${value} units`)],
  ["moments", "moments T", 1, String],
  ["radius", "radius r of U", 0.05, numberText],
  ["gain", "gain of the inputs", 0.05, numberText],
  ["keep", GATES.rnn, 0.25, (value, { kind }) => (kind === "rnn" ? "no gates" : numberText(value))],
  ["window", "window of the error", 1, (value, { moments }) => (value >= moments ? "all" : value === 1 ? "1 moment" : `${value} moments`)],
  ["moment", "look at moment t", 1, String],
];

const JUMPS = [
  ["rule", "No inputs: the rule holds", { kind: "rnn", radius: 0.9, gain: 0 }],
  ["balance", "Inputs, radius 1.5", { kind: "rnn", n: 8, moments: LONGEST, radius: 1.5, gain: 0.5 }],
  ["carousel", "LSTM, bias 5", { kind: "lstm", moments: LONGEST, radius: 1, gain: 0.5, keep: 5 }],
];

export function buildControls(actions) {
  const parts = [buildKind(actions), ...SLIDERS.map((given) => buildSlider(given, actions)), buildSeed(actions)];
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...parts.map((part) => part.node));
  node.append(element("div", { class: "jumps" }, ...jumps(actions)));
  return { node, update: ({ state }) => parts.forEach((part) => part.update(state)) };
}

function buildKind({ save }) {
  const node = chooser("kind", Object.entries(CELLS).map(([name, { title }]) => [name, title]));
  node.addEventListener("change", () => save({ kind: node.value }));
  return { node: labelled("cell", node), update: ({ kind }) => (node.value = kind) };
}

// A window that spans all moments stays one that does, also when there are more of them.
function buildSlider([name, text, step, words], { read, save }) {
  const [min, max] = LIMITS[name];
  const { node, label, say } = slider(name, text, { min, max, step });
  const all = (value) => (name === "window" || name === "moment") && value >= read().moments;
  node.addEventListener("input", () => save({ [name]: all(node.valueAsNumber) ? LONGEST : node.valueAsNumber }));
  function update(state) {
    if (name === "window" || name === "moment") node.max = state.moments;
    if (name === "keep") label.firstChild.textContent = GATES[state.kind];
    node.disabled = name === "keep" && state.kind === "rnn";
    say(state[name], words(state[name], state));
  }
  return { node: label, update };
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

function jumps({ save, original }) {
  return [...JUMPS, ["restore", "Reset", original]].map(([name, text, changes]) => {
    const node = button(text, { name });
    node.addEventListener("click", () => save({ ...changes }));
    return node;
  });
}
