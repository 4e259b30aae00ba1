// The depth explorer: a random network of up to 60 layers, its signals, its δ and its gradients, with what theory predicts.
//
//   controls.js   the settings          panels.js   the pictures          words.js   the sentence
//
// render builds the page and then only changes what differs.

import { element, put, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { buildControls } from "./controls.js";
import { measured } from "./mathematics.js";
import { drawn } from "./network.js";
import { buildCosines, buildSizes, buildStrip, places } from "./panels.js";
import { checkState, STATE } from "./state.js";
import { predicted } from "./theory.js";
import { sentences, short } from "./words.js";

export function render({ model, el }) {
  const read = () => traitsOf(model, STATE);
  const original = model.get("original");
  [read(), original].forEach(checkState);
  const actions = { id: newId("depth-explorer"), read, save, original };
  const controls = buildControls(actions);
  const parts = [buildStrip, buildSizes, buildCosines, buildTable].map((build) => build(actions));
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const body = element("div", { class: "body" }, ...parts.map(({ node }) => node));
  mount(element("section", { class: "depth-explorer", "aria-label": "The depth explorer: a random deep network" }, controls.node, sentence, body), el);
  const draw = drawing(read, controls, parts, sentence);
  function save(changes) {
    assign(model, changes);
    draw();
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, unfollow);
}

// What brings the page up to date with the state, where that has changed.
function drawing(read, controls, parts, sentence) {
  const normals = remembered(drawn);
  let last = null;
  return () => {
    const state = read();
    const key = JSON.stringify(state);
    if (key === last) return;
    last = key;
    const [found, theory] = [measured(state, normals(state.seed)), predicted(state)];
    controls.update(state);
    parts.forEach((part) => part.update({ state, found, theory }));
    write(sentence, sentences(state, found, theory));
    put(sentence, "data-lost", [...found.z, ...found.delta].some((value) => !Number.isFinite(value)) || null);
  };
}

// The last answer of a function is kept: the normals change with the seed alone.
function remembered(make) {
  let [asked, answer] = [null, null];
  return (value) => {
    if (value !== asked) [asked, answer] = [value, make(value)];
    return answer;
  };
}

// --- the numbers

const NUMBERS = [["z", "rms z"], ["delta", "rms δ"], ["gradient", "‖∂C/∂W‖"], ["cosine", "cosine"]];

function buildTable() {
  const heads = [0, 1, 2].map(() => element("th", { scope: "col" }, "layer"));
  const cells = NUMBERS.map(() => heads.map(() => element("td")));
  const head = element("tr", {}, element("th", { scope: "col" }, "measured (predicted)"), ...heads);
  const rows = NUMBERS.map(([, title], n) => element("tr", {}, element("th", { scope: "row" }, title), ...cells[n]));
  const node = element("div", { class: "numbers" }, element("table", {}, head, ...rows));
  function update({ state, found, theory }) {
    const shown = places(state.depth);
    heads.forEach((one, i) => write(one, `layer ${shown[i] ?? state.depth}`));
    [heads, ...cells].forEach((row) => row.forEach((cell, i) => (cell.hidden = i >= shown.length)));
    NUMBERS.forEach(([name], n) => shown.forEach((l, i) => write(cells[n][i], `${short(found[name][l - 1])} (${short(theory[name][l - 1])})`)));
  }
  return { node, update };
}

export default { render };
