// The attention explorer: one attention with all its numbers, forwards and backwards, and trained heads to play with.
//
//   controls.js   the settings     board.js   the drawing of one attention     heads.js   the page of the trained heads
//   words.js      the sentences    cells.js, bars.js, map.js   what drawings are made of
//
// render builds the page and then only changes what differs.

import { button, element, put, write } from "../shared/elements.js";
import { assign, ending, follow, mount, traitsOf, watchSize } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { buildBoard } from "./board.js";
import { buildControls } from "./controls.js";
import { buildHeads } from "./heads.js";
import { cellOf, computed, settingOf, withCell } from "./mathematics.js";
import { answerOf, readSequence, wantedOf } from "./network.js";
import { NETWORKS } from "./networks.js";
import { checkState, LIMIT, PAGES, STATE } from "./state.js";
import { answerInWords, attentionInWords, highest } from "./words.js";

const LABEL = "The attention explorer: one attention with its numbers, and trained heads";
const LEGENDS = {
  numbers: "Drag a number up or down, or go to it with ← and → and press ↑ and ↓.",
  signs: "Blue: positive, orange and dashed: negative.",
  back: "An arrow has the sign of its largest number, and is as thick as the gradient is long. Empty bars: ∂p before the mean r is taken away. The bars of ∂s have room for a quarter of the span of ∂p: none can be larger, as p·(1 − p) is at most ¼.",
};

export function render({ model, el }) {
  const actions = actionsOn(model, () => draw());
  [actions.read(), actions.original].forEach((state) => checkState(state, actions.networks));
  const [tabs, controls, board, heads] = [buildTabs, buildControls, buildBoard, buildHeads].map((build) => build(actions));
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const legend = element("p", { class: "legend" });
  const first = element("div", {}, board.node, legend);
  const asking = heads.node.firstChild; // what is typed stands above the sentence
  const root = element("section", { class: "attention-explorer", "aria-label": LABEL }, tabs.node, controls.node, asking, sentence, first, heads.node);
  mount(root, el);
  function draw() {
    const view = actions.view();
    const one = view.state.page === PAGES[0];
    [controls.node, first].forEach((node) => (node.hidden = !one));
    [asking, heads.node].forEach((node) => (node.hidden = one));
    tabs.update(view);
    (one ? [controls, board] : [heads]).forEach((part) => part.update(view));
    write(sentence, view.sentence);
    write(legend, legendOf(view.state));
  }
  const unfollow = follow(model, STATE, () => (actions.forget(), draw()));
  return ending(el, unfollow, watchSize([root], draw));
}

function legendOf({ start, back }) {
  const { numbers, signs, back: arrows } = LEGENDS;
  return [start === "random vectors" ? "" : numbers, signs, back ? arrows : ""].filter(Boolean).join(" ");
}

function buildTabs({ save }) {
  const tabs = ["One attention", "Trained heads"].map((text, i) => {
    const node = button(text, { name: ["one", "heads"][i] });
    node.addEventListener("click", () => save({ page: PAGES[i] }));
    return node;
  });
  const update = ({ state }) => tabs.forEach((tab, i) => put(tab, "aria-pressed", String(state.page === PAGES[i])));
  return { node: element("div", { class: "tabs", role: "group", "aria-label": "Pages" }, ...tabs), update };
}

// What the parts of the page do to the state, and what they show: `local` is what no record holds.
function actionsOn(model, draw) {
  const local = { chosen: null, typed: null };
  const read = () => traitsOf(model, STATE);
  const [original, starts, table] = ["original", "starts", "table"].map((name) => model.get(name));
  const networks = NETWORKS;
  function save(changes) {
    local.typed = null;
    assign(model, changes);
    draw();
  }
  // Somebody else changed the state: what could not be read is forgotten.
  const forget = () => readSequence(read().trained, read().sequence).problem || (local.typed?.before !== read().sequence && (local.typed = null));
  const shared = { read, save, original, starts, table, networks, forget };
  return { ...shared, ...choosing(local, shared, draw), ...typing(local, shared, draw), view: () => viewOf(read(), local, networks) };
}

function choosing(local, { read, save }, draw) {
  const chosen = () => chosenIn(read(), local.chosen);
  function choose(key) {
    if (String(key) === String(chosen())) return;
    local.chosen = key;
    draw();
  }
  function change(key, value, decimals) {
    const next = Number(clamp(value, -LIMIT, LIMIT).toFixed(decimals));
    if (!Number.isNaN(next) && next !== cellOf(read(), key)) save(withCell(read(), key, next));
  }
  return { chosen, choose, change };
}

// A number that is not there any more gives way to the first one of the query.
function chosenIn(state, chosen) {
  const [which, row, column] = chosen ?? ["q", 0, 0];
  const found = which === "g" ? state.g : state[which][which === "q" ? state.query - 1 : row];
  return found?.[column] === undefined ? ["q", state.query - 1, 0] : [which, which === "q" ? state.query - 1 : row, column];
}

// A sequence that the net can read goes into the state; another one stays in its field, with what is wrong.
function typing(local, { read, save }, draw) {
  function type(trained, text) {
    const { tokens, problem } = readSequence(trained, text);
    if (!problem) return save({ trained, sequence: text, place: tokens.length });
    local.typed = { text, problem, before: read().sequence };
    draw();
  }
  return { type };
}

// All that is shown.
function viewOf(state, local, networks) {
  if (state.page === PAGES[0]) {
    const setting = settingOf(state);
    const found = computed(setting);
    return { state, setting, found, chosen: chosenIn(state, local.chosen), sentence: attentionInWords(state, setting, found) };
  }
  const { tokens } = readSequence(state.trained, state.sequence);
  const { maps, logits } = answerOf(networks[state.trained], tokens);
  const answer = { maps, logits, given: logits.map(highest), wanted: wantedOf(state.trained, tokens) };
  return { state, networks, typed: local.typed, heads: { tokens, answer }, sentence: answerInWords(state.trained, tokens, answer, state.place) };
}

export default { render };
