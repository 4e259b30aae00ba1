// Above the pictures: the rule for A, γ, and what lets the net play and learn.

import { button, chooser, element, enable, labelled, slider, write } from "../shared/elements.js";
import { RULES } from "./mathematics.js";
import { MOST_ITERATIONS } from "./state.js";
import { decimals } from "./words.js";

export const MANY = 30;

const TITLES = { baseline: "reward-to-go less the mean (baseline)", "sign error": "sign error: −A of the baseline" };

export function buildControls(actions) {
  const parts = [buildRule, buildGamma, buildFresh].map((build) => build(actions));
  const settings = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...parts.map(({ node }) => node));
  const moves = buildMoves(actions);
  const node = element("div", { class: "controls" }, settings, moves.node);
  const update = (shown) => [...parts, moves].forEach((part) => part.update(shown));
  return { node, update };
}

function buildRule({ change }) {
  const node = chooser("rule", RULES.map((rule) => [rule, TITLES[rule] ?? rule]));
  node.addEventListener("change", () => change({ rule: node.value }));
  return { node: labelled("the advantage A of a moment", node), update: ({ state }) => (node.value = state.rule) };
}

function buildGamma({ change }) {
  const { node, label, say } = slider("gamma", "γ, discount", { min: 0, max: 1, step: 0.01 });
  node.addEventListener("input", () => change({ gamma: node.valueAsNumber }));
  return { node: label, update: ({ state }) => say(state.gamma, decimals(state.gamma)) };
}

function buildFresh({ fresh }) {
  const node = button("Other first weights", { name: "fresh" });
  node.addEventListener("click", fresh);
  return { node, update: () => {} };
}

function buildMoves({ playOrStop, nextEpisode, learn, back }) {
  const play = button("Play the episode", { name: "play" });
  const next = button("Next of the ten", { name: "next" });
  const one = button("1 iteration", { name: "one" });
  const many = button(`${MANY} iterations`, { name: "many", class: "primary" });
  const start = button("Back to iteration 0", { name: "back" });
  const acts = [[play, playOrStop], [next, nextEpisode], [one, () => learn(1)], [many, () => learn(MANY)], [start, back]];
  acts.forEach(([node, act]) => node.addEventListener("click", act));
  function update({ state: { iterations }, running }) {
    write(play, running ? "Stop" : "Play the episode");
    const able = iterations < MOST_ITERATIONS;
    [[one, able], [many, able], [start, iterations > 0]].forEach(([node, on]) => enable(node, on));
  }
  const node = element("div", { class: "buttons", role: "group", "aria-label": "Play and learn" }, play, next, one, many, start);
  return { node, update };
}
