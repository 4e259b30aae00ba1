// The page of the trained heads: a sequence is typed, a net answers, and the maps of its blocks say where each place looks.

import { addText, heading, newDrawing } from "../shared/drawing.js";
import { button, chooser, element, input, KEYS, labelled, put, shape, write } from "../shared/elements.js";
import { newGenerator } from "../shared/generator.js";
import { oneTabStop } from "../shared/hand.js";
import { tenth } from "../shared/text.js";
import { addBars, NUMBERS } from "./bars.js";
import { buildMap } from "./map.js";
import { freshSequence, pathFrom, readSequence, signOf, softmaxOf } from "./network.js";
import { brief } from "./words.js";

const NETS = { reversal: "reversal: 1 block", recall: "recall: 2 blocks", "recall, one block": "recall: 1 block" };
const TASKS = { reversal: "up to 10 digits; the answer is the digits backwards", recall: "pairs of a key a–h and a value 0–7, then a key to ask for" };
const PATH = "Where the chosen place looks, block by block. Left and right go from place to place.";
const FRESH_PURPOSE = 17;

export function buildHeads(actions) {
  const parts = [buildAsking(actions), buildPath(actions), buildShares(), buildMaps(actions)];
  const [asking, path, shares, maps] = parts.map((part) => part.node);
  const legend = element("p", { class: "legend" });
  const body = element("div", { class: "heads" }, element("div", {}, path, legend), shares, maps);
  const node = element("div", {}, asking, body);
  function update(view) {
    parts.forEach((part) => part.update(view));
    const net = view.networks[view.state.trained];
    const right = `${brief(100 * net.right)} % of its answers to fresh sequences are right.`;
    write(legend, `Lines: where the chosen place looks, as thick as p; those of a lower block as far as they reach it. Dotted: the way around attention. ${right}`);
  }
  return { node, update };
}

// --- what is typed

function buildAsking(actions) {
  const net = chooser("trained", Object.entries(NETS));
  const text = input("text", "sequence", { spellcheck: "false", autocomplete: "off", autocapitalize: "off", maxlength: 60 });
  const [words, problem] = [element("span", {}, TASKS.recall), element("p", { class: "problem", role: "status" })];
  const fresh = button("Fresh sequence", { name: "fresh" });
  let count = 0;
  net.addEventListener("change", () => actions.type(net.value, keptFor(net.value, text.value, actions)));
  text.addEventListener("input", () => actions.type(net.value, text.value));
  fresh.addEventListener("click", () => actions.type(net.value, freshSequence(net.value, newGenerator(++count, FRESH_PURPOSE).uniform)));
  const reset = button("Reset", { name: "restart" });
  reset.addEventListener("click", () => actions.save({ ...actions.original, page: actions.read().page }));
  const label = element("label", {}, words, text);
  const fields = element("div", { class: "settings", role: "group", "aria-label": "Sequence" }, labelled("trained net", net), label, element("div", { class: "jumps" }, fresh, reset));
  function update({ state, typed }) {
    net.value = state.trained;
    write(words, TASKS[state.trained === "reversal" ? "reversal" : "recall"]);
    if (text.value !== (typed?.text ?? state.sequence)) text.value = typed?.text ?? state.sequence;
    put(text, "aria-invalid", typed ? "true" : null);
    write(problem, typed ? `${typed.problem} Below stands the last sequence that it could read.` : "");
  }
  return { node: element("div", {}, fields, problem), update };
}

// Both nets of recall read the same sequence.
const keptFor = (name, text, { networks }) => (readSequence(name, text).problem ? networks[name].first : text);

// --- the path

const [MARGIN, LEVEL, BOX] = [54, 78, 26];

function buildPath(actions) {
  const node = element("div", { class: "path" });
  let [drawn, key] = [null, ""];
  function update(view) {
    const width = Math.max(300, Math.min(node.clientWidth, 620));
    const { tokens, answer } = view.heads;
    const next = JSON.stringify([width, tokens.length, answer.maps.length]);
    if (next !== key) {
      [drawn, key] = [newPath(width, tokens.length, answer.maps.length, actions), next];
      node.replaceChildren(drawn.svg);
    }
    drawn.update(view);
  }
  return { node, update };
}

function newPath(width, T, blocks, actions) {
  const plan = { width, height: 40 + LEVEL * blocks + BOX + 4, T, blocks, step: (width - MARGIN - 2) / T };
  const drawing = newDrawing(plan, PATH, ["lines", "parts", "cells"]);
  const board = { ...drawing, plan };
  addText(drawing.parts, "caption", 2, 10, "answer");
  for (let level = 0; level < blocks; level++) addText(drawing.parts, "caption", 2, heightOf(plan, level), `block ${blocks - level}`);
  addText(drawing.parts, "caption", 2, heightOf(plan, blocks) + BOX / 2, "typed");
  const parts = [addAnswers(board), addStations(board), addTokens(board, actions)];
  const update = (view) => {
    const levels = pathFrom(view.heads.answer.maps, view.state.place - 1);
    drawing.lines.replaceChildren(...linesOf(plan, view.heads.answer.maps, levels, view.state.place - 1));
    parts.forEach((part) => part(view, levels));
  };
  return { svg: drawing.svg, update };
}

const heightOf = (plan, level) => 34 + LEVEL * level;
const acrossOf = (plan, j) => MARGIN + (j + 0.5) * plan.step;

// Level 0 is behind the last block, the last level the tokens.
function linesOf(plan, maps, levels, place) {
  return levels.slice(0, -1).flatMap((reach, level) => {
    const P = maps.at(-1 - level);
    const ends = [heightOf(plan, level), heightOf(plan, level + 1)];
    const around = reach.flatMap((one, i) => (one > 0.05 || i === place ? [shape("path", { class: "around", d: `M${tenth(acrossOf(plan, i))},${ends[0]}V${ends[1]}` })] : []));
    const looks = reach.flatMap((one, i) => P[i].map((p, j) => lookFrom(plan, ends, i, j, one * p)));
    return [...around, ...looks.filter(Boolean)];
  });
}

function lookFrom(plan, [top, bottom], i, j, weight) {
  if (weight < 0.015) return null;
  const [from, to, bend] = [acrossOf(plan, i), acrossOf(plan, j), (top + bottom) / 2].map(tenth);
  return shape("path", { class: "look", d: `M${from},${top}C${from},${bend} ${to},${bend} ${to},${bottom}`, "stroke-width": (0.8 + 8 * weight).toFixed(2) });
}

// Answers stand above the places that give them: above all, or above the last.
function addAnswers({ parts, plan }) {
  const texts = Array.from({ length: plan.T }, (_, j) => addText(parts, "across given", tenth(acrossOf(plan, j)), 10));
  return ({ heads: { answer } }) =>
    texts.forEach((text, j) => {
      const n = j - plan.T + answer.given.length;
      const right = answer.given[n] === answer.wanted[n];
      write(text, n < 0 ? "" : `${answer.given[n]}${right ? "" : "✗"}`);
      text.classList.toggle("wrong", !right);
    });
}

function addStations({ parts, plan }) {
  const rows = Array.from({ length: plan.blocks }, (_, level) =>
    Array.from({ length: plan.T }, (_, j) => parts.appendChild(shape("circle", { class: "dot", cx: tenth(acrossOf(plan, j)), cy: heightOf(plan, level), r: 5 }))),
  );
  return (_, levels) => rows.forEach((row, level) => row.forEach((dot, j) => put(dot, "fill-opacity", Math.min(1, levels[level][j]).toFixed(2))));
}

function addTokens({ cells, plan }, actions) {
  const top = heightOf(plan, plan.blocks);
  const nodes = Array.from({ length: plan.T }, (_, j) => {
    const node = cells.appendChild(shape("g", { ...KEYS, class: "token", role: "button" }));
    const width = Math.max(24.2, Math.min(plan.step - 2, 34));
    node.append(shape("rect", { class: "box", x: tenth(acrossOf(plan, j) - width / 2), y: top, width: tenth(width), height: BOX, rx: 4 }));
    const text = addText(node, "across value", tenth(acrossOf(plan, j)), top + BOX / 2 + 0.5);
    const look = () => actions.save({ place: j + 1 });
    ["focus", "click"].forEach((event) => node.addEventListener(event, look));
    node.addEventListener("pointerdown", () => node.focus({ preventScroll: true }));
    return { node, text };
  });
  const lead = oneTabStop(nodes.map(({ node }) => node));
  return ({ state, heads: { tokens } }) => {
    nodes.forEach(({ node, text }, j) => sayToken(node, text, j, signOf(state.trained, tokens[j]), state.place === j + 1));
    lead(nodes[state.place - 1].node);
  };
}

function sayToken(node, text, j, sign, chosen) {
  write(text, sign);
  put(node, "aria-label", `${sign}, place ${j + 1}`);
  put(node, "aria-pressed", String(chosen));
  node.classList.toggle("chosen", chosen);
}

// --- the answer's softmax

function buildShares() {
  const [title, place] = [heading(""), element("div")];
  let [drawn, key] = [null, 0];
  function update(view) {
    const { answer, tokens } = view.heads;
    const n = Math.max(0, view.state.place - 1 - tokens.length + answer.given.length);
    const p = softmaxOf(answer.logits[answer.given.length === 1 ? 0 : n]);
    if (key !== p.length) {
      [drawn, key] = [newShares(p.length), p.length];
      place.replaceChildren(drawn.svg);
    }
    write(title, answer.given.length === 1 ? "The answer, value by value" : `The answer at place ${n + 1}, digit by digit`);
    drawn.update(p, answer.wanted[answer.given.length === 1 ? 0 : n]);
  }
  return { node: element("div", { class: "shares" }, title, place), update };
}

function newShares(count) {
  const [step, height] = [37, 84];
  const svg = shape("svg", { viewBox: `0 0 ${count * step + 4} ${height + NUMBERS + 26}`, role: "img" });
  svg.style.maxWidth = `${count * step + 4}px`;
  const bars = addBars(svg, { left: 2, step, top: 6, height, count });
  const names = Array.from({ length: count }, (_, j) => addText(svg, "across name", 2 + (j + 0.5) * step, height + NUMBERS + 16, String(j)));
  function update(p, wanted) {
    bars(p, { ends: [0, 1], texts: p.map((one) => one.toFixed(2)) });
    names.forEach((name, j) => name.classList.toggle("wanted", j === wanted));
    put(svg, "aria-label", `Shares: ${p.map((one, j) => `${j} ${one.toFixed(2)}`).join(", ")}. Right is ${wanted}.`);
  }
  return { svg, update };
}

// --- the maps

function buildMaps({ save }) {
  const maps = [1, 2].map((block) => buildMap(`Block ${block}: a row for each place that looks. Click a row.`, (row) => save({ place: row + 1 })));
  const node = element("div", { class: "maps" }, ...maps.map((map) => map.node));
  const update = ({ state, heads: { tokens, answer } }) =>
    maps.forEach((map, block) => {
      map.node.hidden = block >= answer.maps.length;
      if (!map.node.hidden) map.update({ P: answer.maps[block], names: tokens.map((token) => signOf(state.trained, token)), row: state.place - 1 });
    });
  return { node, update };
}
