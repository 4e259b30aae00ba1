// Above the claims: search, filters, whether to judge first, and ten claims at random.

import { button, chooser, element, input, labelled, write } from "../shared/elements.js";
import { clamp, sentenceCase } from "../shared/text.js";
import { ALL } from "./mathematics.js";
import { FILTERS, LARGEST_SEED } from "./state.js";
import { countInWords } from "./words.js";

export function buildControls(actions) {
  const parts = [buildSearch, buildTopic, buildVerdict, buildDecided, buildJudge, buildTen].map((build) => build(actions));
  const settings = element("div", { class: "settings", role: "group", "aria-label": "Which claims" }, ...parts.map((part) => part.node));
  const count = element("p", { class: "count", role: "status" });
  const update = (view) => {
    parts.forEach((part) => part.update(view));
    write(count, countInWords(view));
  };
  return { node: element("div", { class: "controls" }, settings, count), update };
}

function buildSearch({ search }) {
  const node = input("search", "query", { placeholder: "words of a claim", maxlength: 200 });
  node.addEventListener("input", () => search({ query: node.value }));
  const update = ({ state }) => node.value !== state.query && (node.value = state.query);
  return { node: labelled("search", node), update };
}

// A menu that filters.
function menu(name, title, options, { search }) {
  const node = chooser(name, options);
  node.addEventListener("change", () => search({ [name]: node.value }));
  return { node: labelled(title, node), update: ({ state }) => (node.value = state[name]) };
}

function buildTopic(actions) {
  const { claims, topics } = actions.docket;
  const size = (topic) => claims.filter((claim) => claim.topic === topic).length;
  const options = Object.keys(topics).map((topic) => [topic, `${sentenceCase(topic)} (${size(topic)})`]);
  return menu("topic", "topic", [[ALL, `All topics (${claims.length})`], ...options], actions);
}

function buildVerdict(actions) {
  const verdicts = Object.keys(actions.docket.verdicts);
  const mine = [["not judged", "I have not judged"], ["as the docket", "I judged as the docket"], ["otherwise", "I judged otherwise"]];
  const said = verdicts.map((one) => [`said ${one}`, `I said: ${one}`]);
  const theirs = verdicts.map((one) => [one, `The docket says: ${one}`]);
  return menu("verdict", "verdict", [[ALL, "All verdicts"], ...mine, ...said, ...theirs], actions);
}

function buildDecided(actions) {
  const options = actions.docket.decided.map((one) => [one, sentenceCase(one)]);
  return menu("decided", "decided by", [[ALL, "Anything"], ...options], actions);
}

function buildJudge({ save }) {
  const node = input("checkbox", "judge");
  node.addEventListener("change", () => save({ judge: node.checked }));
  const update = ({ state }) => (node.checked = state.judge);
  return { node: element("div", { class: "fields" }, element("label", {}, node, "judge first, then see")), update };
}

// A trial of oneself: ten claims, with a seed to do it again or to share it.
function buildTen({ read, save }) {
  const draw = (seed) => save({ ...FILTERS, seed, claim: "", judge: true });
  const [ten, whole] = [button("", { name: "ten" }), button("Whole docket", { name: "whole" })];
  const seed = input("number", "seed", { min: 1, max: LARGEST_SEED, step: 1 });
  const label = element("label", {}, "seed ", seed);
  ten.addEventListener("click", () => draw((read().seed % LARGEST_SEED) + 1));
  whole.addEventListener("click", () => save({ ...FILTERS, seed: 0, claim: "" }));
  seed.addEventListener("change", () => {
    const wanted = Math.round(seed.valueAsNumber);
    if (Number.isFinite(wanted)) draw(clamp(wanted, 1, LARGEST_SEED));
    seed.value = read().seed;
  });
  const update = ({ state }) => {
    write(ten, state.seed ? "Ten others" : "Ten at random");
    [label, whole].forEach((part) => (part.hidden = !state.seed));
    if (document.activeElement !== seed) seed.value = state.seed;
  };
  return { node: element("div", { class: "fields" }, ten, label, whole), update };
}
