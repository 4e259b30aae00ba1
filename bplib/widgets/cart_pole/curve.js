// The learning curve: how long the episodes of each iteration last; paler, the curves of other rules with the same first weights.

import { addText, heading, icon, polyline } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { tenth } from "../shared/text.js";
import { RULES, STEPS } from "./mathematics.js";
import { decimals } from "./words.js";

const CHART = { left: 40, right: 440, top: 12, bottom: 150 };
const FIRST = 30; // iterations that are shown at the start
const kindOfCurve = (rule) => `curve rule-${RULES.indexOf(rule) + 1}`;
const heightOf = (length) => CHART.bottom - (length / STEPS) * (CHART.bottom - CHART.top);
const nameOfCurve = ({ rule, gamma }) => `${rule}, γ ${decimals(gamma)}`;

export function buildCurve() {
  const svg = shape("svg", { viewBox: "0 0 460 190", role: "img" });
  const grid = [0, 100, 200].map((length) => `M${CHART.left},${tenth(heightOf(length))}H${CHART.right}`).join("");
  svg.append(shape("path", { class: "grid", d: grid }));
  [0, 100, 200].forEach((length) => addText(svg, "down", CHART.left - 6, heightOf(length), String(length)));
  const marks = [0, 1, 2, 3].map(() => addText(svg, "across", 0, CHART.bottom + 14));
  addText(svg, "across name", (CHART.left + CHART.right) / 2, CHART.bottom + 30, "iterations");
  const [pale, own, dot] = [shape("g", { class: "others" }), shape("path"), shape("circle", { r: 4 })];
  svg.append(pale, own, dot);
  const legend = element("p", { class: "legend" });
  const node = element("div", { class: "learning-curve" }, heading("Steps per episode, the mean of ten"), svg, legend);
  return { node, update: updating({ svg, marks, pale, own, dot, legend }) };
}

function updating({ svg, marks, pale, own, dot, legend }) {
  return ({ learning: { lengths }, state, others }) => {
    const last = Math.max(FIRST, ...[lengths, ...others.map((one) => one.lengths)].map((list) => Math.ceil((list.length - 1) / FIRST) * FIRST));
    const across = (i) => CHART.left + (i / last) * (CHART.right - CHART.left);
    const wayOf = (list) => polyline(...list.map((length, i) => [across(i), heightOf(length)]));
    marks.forEach((mark, i) => (put(mark, "x", across((i * last) / 3)), write(mark, String((i * last) / 3))));
    pale.replaceChildren(...others.map((one) => shape("path", { class: kindOfCurve(one.rule), d: wayOf(one.lengths) })));
    const now = { class: kindOfCurve(state.rule), d: wayOf(lengths), cx: across(lengths.length - 1), cy: heightOf(lengths.at(-1)) };
    for (const name of ["class", "d"]) put(own, name, now[name]);
    for (const name of ["class", "cx", "cy"]) put(dot, name, now[name]);
    legend.replaceChildren(...[state, ...others].map(keyOf));
    put(svg, "aria-label", `Learning curve: ${decimals(lengths[0], 1)} steps at first, now ${decimals(lengths.at(-1), 1)}.`);
  };
}

function keyOf(one, i) {
  const swatch = icon("0 0 26 8", 26, 8, shape("path", { class: kindOfCurve(one.rule), d: "M1,4H25" }));
  return element("span", { class: i ? "other" : "own" }, swatch, ` ${nameOfCurve(one)}`);
}
