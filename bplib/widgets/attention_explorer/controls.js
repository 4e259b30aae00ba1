// Above the drawing of one attention: where its numbers come from, what is switched on, and the number that is chosen.

import { button, chooser, element, input, labelled, offer, put, slider, write } from "../shared/elements.js";
import { clamp } from "../shared/text.js";
import { nameOfCell } from "./cells.js";
import { cellOf, resized, withWords } from "./mathematics.js";
import { LARGEST_SEED, LIMIT, LONGEST_WORD, MOST_NUMBERS, MOST_WORDS, STARTS } from "./state.js";

export function buildControls(actions) {
  const builds = [buildStart, buildWords, buildQuery, buildSize, buildDimension, buildSeed, buildSwitches, buildMask, buildNumber, buildButtons];
  const parts = builds.map((build) => build(actions));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...parts.map((part) => part.node));
  return { node, update: (view) => parts.forEach((part) => part.update(view)) };
}

const isRandom = ({ start }) => start === "random vectors";

// A control with its label; `seen` says of a state whether it is there.
function control(title, input, seen, show) {
  const node = labelled(title, input);
  const update = (view) => {
    node.hidden = !seen(view.state);
    show(view, node);
  };
  return { node, update };
}

function buildStart({ save, starts }) {
  const node = chooser("start", STARTS.map((name) => [name, name]));
  node.addEventListener("change", () => save({ ...starts[node.value], start: node.value, causal: false, mask: "before" }));
  return control("numbers of", node, () => true, ({ state }) => (node.value = state.start));
}

function buildWords({ read, save, table }) {
  const node = input("text", "words", { spellcheck: "false", autocomplete: "off", maxlength: MOST_WORDS * (LONGEST_WORD + 1) });
  node.addEventListener("change", () => {
    const words = node.value.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS).map((word) => word.slice(0, LONGEST_WORD));
    if (words.length >= 2) save(withWords(read(), words, table));
    node.value = read().words.join(" ");
  });
  const show = ({ state }) => document.activeElement !== node && (node.value = state.words.join(" "));
  return control(`tokens, 2 to ${MOST_WORDS}`, node, (state) => !isRandom(state), show);
}

function buildQuery({ save }) {
  const node = chooser("query", []);
  node.addEventListener("change", () => save({ query: Number(node.value) }));
  const show = ({ state }) => {
    offer(node, state.words.map((word, i) => [i + 1, `${i + 1}: ${word}`]));
    node.value = state.query;
  };
  return control("who asks", node, (state) => !isRandom(state) && state.q.length > 1, show);
}

function buildSize({ read, save, table }) {
  const node = chooser("size", Array.from({ length: MOST_NUMBERS }, (_, i) => [i + 1, i + 1]));
  node.addEventListener("change", () => save(resized(read(), Number(node.value), table)));
  return control("numbers in a vector", node, (state) => !isRandom(state), ({ state }) => (node.value = state.q[0].length));
}

// d doubles from step to step.
function buildDimension({ save }) {
  const { node, label, say } = slider("d", "d of random vectors", { min: 0, max: 8, step: 1 });
  node.addEventListener("input", () => save({ d: 2 ** node.valueAsNumber }));
  const update = ({ state }) => {
    label.hidden = !isRandom(state);
    say(Math.log2(state.d), String(state.d));
  };
  return { node: label, update };
}

function buildSeed({ read, save }) {
  const node = input("number", "seed", { min: 0, max: LARGEST_SEED, step: 1 });
  node.addEventListener("change", () => {
    const seed = Math.round(node.valueAsNumber);
    save({ seed: Number.isFinite(seed) ? clamp(seed, 0, LARGEST_SEED) : read().seed });
    node.value = read().seed;
  });
  return control("seed", node, isRandom, ({ state }) => (node.value = state.seed));
}

function buildSwitches({ save }) {
  const [scale, causal] = ["scale", "causal"].map((name) => {
    const node = input("checkbox", name);
    node.addEventListener("change", () => save({ [name]: node.checked }));
    return node;
  });
  const look = element("label", {}, causal, "causal mask");
  const node = element("div", { class: "fields" }, element("label", {}, scale, "scores / √d"), look);
  const update = ({ state }) => {
    [scale.checked, causal.checked] = [state.scale, state.causal];
    look.hidden = isRandom(state) || state.q.length === 1;
  };
  return { node, update };
}

function buildMask({ save }) {
  const node = chooser("mask", [["before", "before the softmax"], ["after", "after the softmax"]]);
  node.addEventListener("change", () => save({ mask: node.value }));
  const masked = (state) => state.causal && !isRandom(state) && state.q.length > 1;
  return control("mask", node, masked, ({ state }) => (node.value = state.mask));
}

// The number that is chosen in the drawing, to be typed.
function buildNumber(actions) {
  const node = input("number", "number", { min: -LIMIT, max: LIMIT, step: 0.1 });
  const fill = (state, chosen) => (node.value = Number(cellOf(state, chosen).toFixed(4)));
  node.addEventListener("change", () => {
    actions.change(actions.chosen(), node.valueAsNumber, 4);
    fill(actions.read(), actions.chosen()); // what was typed may lie outside of its range, or be no number
  });
  const show = ({ state, chosen }, label) => {
    write(label.firstChild, `${nameOfCell(state, chosen)} =`);
    if (document.activeElement !== node) fill(state, chosen);
  };
  return control("number", node, (state) => !isRandom(state), show);
}

function buildButtons({ read, save, original }) {
  const [back, reset] = [button("", { name: "back" }), button("Reset", { name: "restore" })];
  back.addEventListener("click", () => save({ back: !read().back }));
  reset.addEventListener("click", () => save({ ...original, page: read().page }));
  const update = ({ state }) => {
    write(back, state.back ? "Hide the way back" : "Show the way back");
    back.classList.toggle("primary", !state.back);
    put(back, "aria-expanded", String(state.back));
  };
  return { node: element("div", { class: "jumps" }, back, reset), update };
}
