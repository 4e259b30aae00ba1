// Below the graph of the delta explorer: the equations; learning, the selected number, and the nudge.

import { button, chooser, element, input, putAll } from "../shared/elements.js";
import { equationList, inWords, pairsRow } from "../shared/equations.js";
import { numberText, sentenceCase } from "../shared/text.js";
import { generalEquations, topic } from "./equations.js";
import { mathNodes } from "../shared/formulas.js";
import { buildLearning } from "./learning.js";
import { derivativeOf, isParameter, limits, nudge, nudgedNetwork, valueOf } from "./mathematics.js";
import { nameOf, scientificText, symbolOf } from "./words.js";

export function buildSide(first, actions) {
  const [list, chosen, nudging, learning] = [buildEquations(), buildChosen(first, actions), buildNudge(actions), buildLearning(actions)];
  const filled = element("div", { class: "filled" });
  const box = element("div", { class: "selected-box", role: "group", "aria-label": "Selected" });
  box.append(...chosen.nodes, nudging.node);
  const columns = [[list.node, filled], [learning.node, box]].map((parts) => element("div", { class: "column" }, ...parts));
  const node = element("div", { class: "side" }, ...columns);
  function update(state, shown) {
    list.update(state);
    filled.replaceChildren(...shown.lines.map(equationLine));
    chosen.update(state, shown);
    nudging.update(state);
    learning.update(state);
  }
  return { node, update, stop: learning.stop };
}

// --- the equations

// The equations in matrix form; those in use are lit.
function buildEquations() {
  const list = equationList();
  function update(state) {
    const { kind, l } = topic(state);
    list.update(generalEquations(state.net), ({ uses }) => uses.includes(kind) || uses.includes(kind + l));
  }
  return { node: list.node, update };
}

export const spokenLine = ({ tag, tokens, note }) => `${tag}: ${inWords(tokens)}${note ? `. ${note}` : ""}`;

const BREAKS = /^[=+]|^− |^−$/; // a line may break before a sign, not inside a product

function equationLine({ tag, tokens, note }) {
  const isSlope = tag === "slope";
  const row = pairsRow(tokens, spokenLine({ tag, tokens }), BREAKS, mathNodes);
  if (note) row.append(element("span", { class: "note" }, note));
  const label = element("b", {}, isSlope ? "" : tag);
  return element("div", { class: `equation${isSlope ? " slope-line" : ""}`, "data-tag": tag }, label, row);
}

// --- the selected number

// All that can be selected.
const keysOf = (net) => [
  ...net.x.map((_, k) => ["input", k]),
  ...net.weights.flatMap((W, i) =>
    W.flatMap((row, j) => [...row.map((_, k) => ["weight", i + 1, j, k]), ["bias", i + 1, j], ["unit", i + 1, j]]),
  ),
  ...net.y.map((_, j) => ["target", j]),
];

function buildChosen({ net }, { read, select, change }) {
  const keys = keysOf(net);
  const choices = keys.map((key) => [String(key), sentenceCase(nameOf(net, key))]);
  const chosen = chooser("selected", choices, { "aria-label": "Selected number or unit" });
  const field = input("number", "value", { step: "0.1", "aria-label": "Its value" });
  const [name, slope] = [element("span", { class: "field-name", "aria-hidden": "true" }), element("span", { class: "slope" })];
  chosen.addEventListener("change", () => select(keys.find((key) => String(key) === chosen.value)));
  field.addEventListener("input", () => Number.isFinite(field.valueAsNumber) && change(read().selected, field.valueAsNumber, 6));
  field.addEventListener("change", () => (field.value = valueOf(read().net, read().selected)));
  const row = element("div", { class: "fields" }, element("label", {}, name, field), slope);
  function update({ net: now, selected: key }, shown) {
    if (chosen.value !== String(key)) chosen.value = String(key);
    row.hidden = valueOf(now, key) === null;
    writeField(field, name, now, key);
    const g = isParameter(key) && key[1] >= shown.now.learned ? derivativeOf(shown.gradient, key) : null;
    slope.replaceChildren(...(g === null ? [] : mathNodes(`∂C/∂${symbolOf(key)} = ${numberText(g)}`)));
  }
  return { nodes: [chosen, row], update };
}

function writeField(field, name, net, key) {
  const [value, [low, high]] = [valueOf(net, key), limits(net, key)];
  name.replaceChildren(...mathNodes(symbolOf(key)), " =");
  putAll(field, { "aria-label": `Value of the ${nameOf(net, key)}`, min: low, max: high });
  if (value !== null && field.valueAsNumber !== value) field.value = Number(value.toFixed(6));
}

// --- the nudge: what its derivative foretells, and what the cost does

const SIZES = [0.1, 0.01, 0.001];

function buildNudge(actions) {
  const { read, saveNetwork, nudged } = actions;
  const last = () => nudged(read().net);
  const step = chooser("epsilon", SIZES.map((value) => [value, value]), { "aria-label": "by ε =, size of the nudge" });
  const [push, back] = [button("Nudge", { name: "nudge" }), button("Take back", { name: "take-back" })];
  const [forecast, table] = [element("p", { class: "forecast" }), element("table", {})];
  const result = element("div", { class: "result", "aria-live": "polite" }, table);
  push.addEventListener("click", () => {
    const { net: before, selected: key } = read();
    const made = { before, key, epsilon: Number(step.value) };
    saveNetwork(nudgedNetwork(made), made);
  });
  back.addEventListener("click", () => {
    if (last()) saveNetwork(last().before);
    push.focus();
  });
  step.addEventListener("change", () => last() || writeForecast(forecast, read(), step));
  const row = element("div", { class: "fields" }, push, element("label", {}, "by ε =", step), back);
  const node = element("div", { class: "nudge", role: "group", "aria-label": "Nudge one weight or bias" }, row, forecast, result);
  function update(state) {
    node.hidden = !isParameter(state.selected);
    if (node.hidden) return;
    const made = last();
    forecast.hidden = Boolean(made);
    result.hidden = back.hidden = !made;
    if (made) writeResult(table, made);
    else writeForecast(forecast, state, step);
  }
  return { node, update };
}

function writeForecast(node, { net, selected: key }, step) {
  const { predicted } = nudge(net, key, Number(step.value));
  node.replaceChildren("Predicted: ", ...mathNodes(`ΔC ≈ ∂C/∂${symbolOf(key)} · ε = `), scientificText(predicted));
}

function writeResult(table, { before, key, epsilon }) {
  const [from, to] = [valueOf(before, key), valueOf(before, key) + epsilon].map(numberText);
  const caption = `${symbolOf(key)} went from ${from} to ${to}. From the same start:`;
  const titles = ["ε", "predicted ΔC", "actual ΔC", "difference"];
  const rows = SIZES.map((size) => rowOf(nudge(before, key, size), size === epsilon));
  table.replaceChildren(
    element("caption", {}, ...mathNodes(caption)),
    element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title))),
    ...rows,
  );
}

function rowOf({ epsilon, predicted, actual, difference }, now) {
  const cell = (value, digits) => element("td", {}, scientificText(value, digits));
  const head = element("th", { scope: "row" }, String(epsilon));
  return element("tr", { class: now ? "now" : "" }, head, cell(predicted), cell(actual), cell(difference, 1));
}
