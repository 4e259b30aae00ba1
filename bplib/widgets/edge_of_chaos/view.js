// The edge of chaos: a point in the plane of σ_w² and σ_b², and what random tanh layers from there do to a circle of inputs.
//
// render builds the page and then only changes what differs.

import { button, element, put, slider, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { numberText } from "../shared/text.js";
import { circle, drawnOnce, LAYERS, meanCosine, pointAt, seen, staircase } from "./mathematics.js";
import { buildCircle, buildPlane, buildStaircase, RANGE } from "./panels.js";
import { verdict } from "./words.js";

const STATE = ["weights", "biases", "layer"];

export function render({ model, el }) {
  const read = () => traitsOf(model, STATE);
  const [original, shipped] = ["original", "shipped"].map((name) => model.get(name));
  [read(), original].forEach(checkState);
  const actions = { id: newId("edge-of-chaos"), read, save, original, shipped };
  const controls = buildControls(actions);
  const parts = [buildPlane, buildCircle, buildStaircase].map((build) => build(actions));
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const body = element("div", { class: "body" }, ...parts.map(({ node }) => node));
  mount(element("section", { class: "edge-of-chaos", "aria-label": "The edge of chaos: deep tanh networks" }, controls.node, sentence, body), el);
  const draw = drawing(read, [controls, ...parts], sentence);
  function save(changes) {
    assign(model, changes);
    draw();
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, unfollow);
}

// Raise an error where a state that came in an address is no place of the plane, or no layer.
export function checkState({ weights, biases, layer }) {
  const inside = Object.entries({ weights, biases }).every(([name, value]) => value >= RANGE[name][0] && value <= RANGE[name][1]);
  if (!inside || !Number.isInteger(layer) || layer < 0 || layer > LAYERS) throw new RangeError("this is no state of the edge of chaos");
}

// What brings the page up to date with the state, where that has changed.
function drawing(read, parts, sentence) {
  const normals = drawnOnce();
  let last = null;
  return () => {
    const state = read();
    const key = JSON.stringify(state);
    if (key === last) return;
    last = key;
    const shown = everythingAt(state, normals);
    parts.forEach((part) => part.update(shown));
    write(sentence, verdict(shown.point));
    put(sentence, "data-kind", shown.point.kind);
  };
}

function everythingAt(state, normals) {
  const point = pointAt(state);
  const levels = circle(state, point.length, normals);
  return {
    state,
    point,
    points: seen(levels.at(-1), point.length),
    measured: levels.map(meanCosine),
    predicted: staircase(point.map, state.layer),
  };
}

// --- the settings

const PLACES = [
  ["order", "order", { weights: 1, biases: 0.05 }],
  ["edge", "edge", { weights: 1.76, biases: 0.05 }],
  ["chaos", "chaos", { weights: 4, biases: 0.05 }],
];

function buildControls({ save, original }) {
  const sigma = (below, words) => element("span", {}, "σ", element("sub", {}, below), words);
  const [weights, biases] = [["weights", sigma("w", "², n × the variance of a weight")], ["biases", sigma("b", "², the variance of a bias")]].map(
    ([name, text]) => slider(name, text, { min: RANGE[name][0], max: RANGE[name][1], step: 0.01 }),
  );
  const layer = slider("layer", "layers passed", { min: 0, max: LAYERS, step: 1 });
  for (const { node } of [weights, biases, layer]) node.addEventListener("input", () => save({ [node.name]: node.valueAsNumber }));
  const jumps = [...PLACES, ["restore", "Reset", original]].map(([name, text, changes]) => jump(name, text, () => save({ ...changes })));
  const labels = [weights, biases, layer].map(({ label }) => label);
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...labels, element("div", { class: "jumps" }, ...jumps));
  function update({ state }) {
    weights.say(state.weights, numberText(state.weights));
    biases.say(state.biases, numberText(state.biases));
    layer.say(state.layer, String(state.layer));
  }
  return { node, update };
}

function jump(name, text, go) {
  const node = button(text, { name });
  node.addEventListener("click", go);
  return node;
}

export default { render };
