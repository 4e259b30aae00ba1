// Above the network: the buttons that let it learn, and the settings.

import { button, chooser, element, enable, labelled, offer, slider, write } from "../shared/elements.js";
import { numberText } from "../shared/text.js";
import { OWN } from "./data.js";
import { INITIAL } from "./generator.js";
import { RULES } from "./optimizers.js";
import { MOST_STEPS } from "./run.js";
import { stagesOf } from "./slow.js";
import { COSTS, UNITS } from "../shared/units.js";

const SPEEDS = [1, 2, 5, 10, 20, 50, 100];

export function buildTransport(actions) {
  const play = button("Play", { class: "primary", name: "play" });
  const [once, slow, next] = [button("One step", { name: "step" }), button("Slow motion", { name: "slow" }), button("", { name: "next" })];
  const [fresh, back] = [button("New weights", { name: "fresh" }), button("Back to step 0", { name: "back" })];
  const speed = oneSetting("speed", SPEEDS.map((n) => [n, n]), Number, { change: (changes) => actions.setSpeed(changes.speed) });
  const count = element("output", { class: "count" });
  const moves = [[play, "playOrPause"], [once, "oneStep"], [slow, "slowOrStop"], [next, "nextStage"], [fresh, "freshWeights"], [back, "backToStart"]];
  moves.forEach(([node, name]) => node.addEventListener("click", actions[name]));
  const node = element("div", { class: "transport", role: "group", "aria-label": "Learning" }, play, once, slow, next, fresh, back);
  node.append(labelled("steps a frame", speed.node), count);
  function update({ run, state, learnable, playing, filming, waiting }) {
    const able = learnable && !run.lost && run.t < MOST_STEPS;
    write(play, playing ? "Pause" : "Play");
    write(slow, filming ? "Stop" : "Slow motion");
    write(next, state.stage === stagesOf(run.net).length - 1 ? "Make the step" : "Next stage");
    [play, once, slow, next].forEach((one) => enable(one, able || (one === play && playing)));
    speed.update(state);
    write(count, countInWords(run, state, waiting));
  }
  return { node, update };
}

function countInWords({ t, taken, data }, { steps }, waiting) {
  if (waiting) return `computing step ${t} of ${steps}`;
  const epoch = Math.floor(taken / Math.max(1, data.training.m));
  return `step ${t}, epoch ${epoch}${t >= MOST_STEPS ? ", the last one" : ""}`;
}

// --- the settings

export const LEARNING_RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200];
const DECAYS = [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1];

export function buildSettings({ read, change, problems }) {
  const [data, hidden] = [buildData({ read, change, problems }), buildHidden({ read, change })];
  const listed = (name, options, asValue = String) => oneSetting(name, options, asValue, { read, change });
  const named = (map) => Object.entries(map).map(([name, { title }]) => [name, title]);
  const plain = (names) => names.map((name) => [name, name.replace("_", " ")]);
  const units = [listed("activation", plain(Object.keys(UNITS))), listed("initial", plain(Object.keys(INITIAL)))];
  const rates = [listed("optimizer", named(RULES)), listed("learning_rate", numbers(LEARNING_RATES), Number), listed("batch_size", numbers(SIZES), Number)];
  const others = [listed("loss", named(COSTS)), ...rates, listed("weight_decay", numbers(DECAYS), Number)];
  const texts = ["activation", "initial weights", "cost", "optimiser", "learning rate η", "batch size", "weight decay λ"];
  const lists = [...units, ...others];
  const group = (label, ...nodes) => element("div", { class: "settings", role: "group", "aria-label": label }, ...nodes);
  const label = (one) => labelled(texts[lists.indexOf(one)], one.node);
  const node = element("div", { class: "all-settings" }, group("Data", ...data.nodes), group("Network", ...hidden.nodes, ...units.map(label)));
  node.append(group("Rule", ...others.map(label)));
  function update(shown) {
    [data, hidden, ...lists].forEach((one) => one.update(shown.state));
  }
  return { node, update };
}

const numbers = (values) => values.map((value) => [value, numberText(value)]);

// A list for a setting; a present value that is not on it is added.
function oneSetting(name, options, asValue, { read, change }) {
  const node = chooser(name, options);
  node.addEventListener("change", () => change({ [name]: asValue(node.value) }));
  function update(state) {
    const known = options.some(([value]) => value === state[name]);
    offer(node, known ? options : [...options, [state[name], numberText(Number(state[name]))]]);
    node.value = state[name];
  }
  return { node, update };
}

function buildData({ change, problems }) {
  const problem = chooser("problem", [...Object.keys(problems), OWN].map((name) => [name, name]));
  const noise = slider("noise", "noise, times the usual", { min: 0, max: 3, step: 0.25 });
  problem.addEventListener("change", () => change({ problem: problem.value }));
  noise.node.addEventListener("input", () => change({ noise: noise.node.valueAsNumber }));
  function update(state) {
    problem.value = state.problem;
    noise.label.hidden = state.problem === OWN;
    noise.say(state.noise, numberText(state.noise));
  }
  return { nodes: [labelled("data set", problem), noise.label], update };
}

// How many hidden layers, and for each how many units.
function buildHidden({ read, change }) {
  const count = chooser("layers", [0, 1, 2, 3, 4].map((n) => [n, n]));
  const units = [1, 2, 3, 4].map((l) => chooser(`units${l}`, [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, n])));
  const labels = units.map((node, i) => labelled(`units of layer ${i + 1}`, node));
  count.addEventListener("change", () => {
    const { hidden } = read();
    change({ hidden: Array.from({ length: Number(count.value) }, (_, i) => hidden[i] ?? hidden.at(-1) ?? 4) });
  });
  units.forEach((node, i) => node.addEventListener("change", () => change({ hidden: read().hidden.map((n, k) => (k === i ? Number(node.value) : n)) })));
  function update({ hidden }) {
    count.value = hidden.length;
    labels.forEach((label, i) => (label.hidden = i >= hidden.length));
    hidden.forEach((n, i) => (units[i].value = n));
  }
  return { nodes: [labelled("hidden layers", count), ...labels], update };
}
