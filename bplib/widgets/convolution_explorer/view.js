// The convolution explorer: input, kernel and outputs as numbers that can be chosen and changed, with the links between them.
//
//   controls.js   the settings     grids.js, layout.js   the drawing     side.js   the sum     matrices.js   the tied matrix
//
// render builds the page and then only changes what differs.

import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, traitsOf, watchSize } from "../shared/model.js";
import { buildControls } from "./controls.js";
import { buildGrids } from "./grids.js";
import { computed, nudged, termsOf, withNumber } from "./mathematics.js";
import { buildMatrices } from "./matrices.js";
import { buildSide, typed } from "./side.js";
import { checkState, chosenFrom, flatKey, STATE } from "./state.js";
import { sentenceOf } from "./words.js";

const LABEL = "The convolution explorer: input, kernel and outputs, and the links between them";

export function render({ model, el }) {
  const actions = actionsOn(model, () => draw());
  [actions.read(), actions.original].forEach((state) => checkState(state, actions.examples));
  const [controls, grids, side, matrices] = [buildControls, buildGrids, buildSide, buildMatrices].map((build) => build(actions));
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const body = element("div", { class: "body" }, grids.node, side.node, matrices.node);
  mount(element("section", { class: "convolution-explorer", "aria-label": LABEL }, controls.node, sentence, body), el);
  function draw() {
    const view = actions.view();
    [controls, grids, side, matrices].forEach((part) => part.update(view));
    write(sentence, sentenceOf(view.state, view.found, view.key));
  }
  const unfollow = follow(model, STATE, () => (actions.forget(), draw()));
  return ending(el, unfollow, side.stop, watchSize([grids.node], draw));
}

// What the parts of the page do to the state, and what they show: `local` is what no record holds.
function actionsOn(model, draw) {
  const local = { hovered: null, count: null, guess: null, nudge: null };
  const read = () => traitsOf(model, STATE);
  const [original, examples, table, circle] = ["original", "examples", "table", "circle"].map((name) => model.get(name));
  function save(changes, kept = {}) {
    Object.assign(local, { hovered: null, count: null, guess: null, nudge: null }, kept);
    const next = { ...read(), ...changes };
    assign(model, { ...changes, ...(flatKey(next) ? {} : { chosen: ["weight", 0, 0] }) });
    local.saved = JSON.stringify(read());
    draw();
  }
  return { read, save, original, examples, table, circle, ...looking(local, read, save, draw), ...changing(read, save) };
}

// What is looked at.
function looking(local, read, save, draw) {
  const here = (changes) => (Object.assign(local, changes), draw());
  function choose(key) {
    const { size } = computed(read());
    if (String(flatKey(read())) !== String(key)) save({ chosen: chosenFrom(size, key) });
  }
  const hover = (key) => String(key) !== String(local.hovered) && here({ hovered: key, count: null });
  const look = (guess) => save({ looked: true }, { guess });
  const show = (count) => here({ count, hovered: null });
  // Somebody else changed the state: what was said of the one before is old.
  const forget = () => JSON.stringify(read()) !== local.saved && Object.assign(local, { hovered: null, count: null, nudge: null, guess: null });
  return { choose, hover, look, show, forget, view: () => viewOf(read(), local) };
}

// All that is shown.
function viewOf(state, { hovered, count, guess, nudge }) {
  const [found, chosen] = [computed(state), flatKey(state)];
  const key = hovered ?? chosen;
  const covered = key[0] === "weight" && !state.looked;
  const terms = covered ? [] : termsOf(found, key);
  return { state, found, chosen, key, covered, terms, count: count ?? terms.length, guess, nudge };
}

// What changes a number.
function changing(read, save) {
  const valueOf = ([kind, n]) => computed(read()).values[kind][n];
  const keyed = ({ x, kernel, bias, targets }) => ({ x, kernel, bias, targets });
  function change(key, value, decimals) {
    const next = typed(key[0], Number(value.toFixed(decimals)));
    if (next !== null && next !== valueOf(key)) save(keyed(withNumber(read(), key, next)));
  }
  function nudge(step) {
    const done = nudged(read(), flatKey(read()), step);
    save(keyed(done.after), { nudge: done });
  }
  const type = (value) => (Number.isFinite(value) ? change(flatKey(read()), value, 4) : save({}));
  return { valueOf, change, nudge, type };
}

export default { render };
