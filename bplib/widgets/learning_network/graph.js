// The network: each unit with its map of the plane, edges with weights and derivatives, and the errors of each layer.

import { signLegend } from "../shared/drawing.js";
import { button, element, put } from "../shared/elements.js";
import { math } from "../shared/formulas.js";
import { oneTabStop } from "../shared/hand.js";
import { raised } from "../shared/text.js";
import { paintEdges, paintErrors } from "./edges.js";
import { placesOf, waysFrom } from "./layout.js";
import { newSheet, sized } from "../shared/painting.js";
import { nameOfUnit } from "./unit.js";

export const GRID = 32; // cells of a map, along each side

export function buildGraph(actions) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const [captions, hits] = [element("div", { class: "captions" }), element("div", { class: "hits", role: "group" })];
  put(hits, "aria-label", "Units of the network");
  const stage = element("div", { class: "stage" }, canvas, captions, hits);
  const node = element("div", { class: "graph" }, stage);
  const made = { key: null, places: null, sheet: null, buttons: [], lead: null };
  function update(shown) {
    const { net } = shown.run;
    const key = `${net.sizes} ${shown.width}`;
    if (made.key !== key) Object.assign(made, { key }, rebuild(net, shown.width, stage, captions, hits, actions));
    markUnits(made, shown);
    paintNetwork(canvas, made, shown);
  }
  return { node, update };
}

function rebuild(net, width, stage, captions, hits, actions) {
  const places = placesOf(net.sizes, width);
  const within = hits.contains(document.activeElement);
  stage.style.height = `${places.height}px`;
  const buttons = places.units.map(({ l, j, x, y }) => unitButton(net, l, j, x, y, places.unit, actions));
  hits.replaceChildren(...buttons);
  captions.replaceChildren(...captionsOf(net, places));
  if (within) buttons.at(-1).focus();
  return { places, buttons, lead: oneTabStop(buttons, (i) => waysFrom(places.units, i)), sheet: newSheet(GRID, buttons.length) };
}

function unitButton(net, l, j, x, y, size, { select }) {
  const node = button("", { class: "unit", "aria-label": nameOfUnit(net, l, j), "data-unit": `${l},${j}` });
  Object.assign(node.style, { left: `${x - size / 2}px`, top: `${y - size / 2}px`, width: `${size}px`, height: `${size}px` });
  node.addEventListener("focus", () => select([l, j]));
  node.addEventListener("click", () => select([l, j]));
  return node;
}

function captionsOf({ sizes, L }, { column, histogram, gap }) {
  const wide = gap > 92;
  const name = (l) => (l === 0 ? "input" : l === L ? "output" : wide ? `hidden layer ${l}` : `${l}`);
  const place = (kind, l, y, ...parts) => element("span", { class: kind, style: `left: ${column(l)}px; top: ${y}px` }, ...parts);
  const below = histogram.base + histogram.half + 2;
  return sizes.flatMap((_, l) => [place("name", l, 8, name(l)), ...(l ? [place("delta", l, below, math(`δ${raised(l)}`))] : [])]);
}

function markUnits({ buttons, lead, places }, { state, reach, run }) {
  const [l, j] = state.selected;
  places.units.forEach((unit, i) => {
    put(buttons[i], "aria-pressed", unit.l === l && unit.j === j ? "true" : "false");
    put(buttons[i], "data-lit", isLit(unit.l, reach, run.net) || null);
  });
  const chosen = places.units.findIndex((unit) => unit.l === l && unit.j === j);
  if (chosen >= 0 && !buttons.includes(document.activeElement)) lead(buttons[chosen]);
}

const isLit = (l, { now }) => (now.kind === "batch" ? l === 0 : ["forward", "delta"].includes(now.kind) && now.layer === l);

// --- painting

function paintNetwork(canvas, { places, sheet }, shown) {
  const { run, colours, trace, gradient, reach, state } = shown;
  const context = sized(canvas, places.width, places.height);
  canvas.style.width = `${places.width}px`;
  paintBand(context, places, reach, colours, run.net);
  const chosen = state.selected[0] === run.net.L ? null : state.selected;
  paintEdges(context, run.net, gradient, places, colours, { learned: gradient ? reach.learned : Infinity, chosen });
  if (trace) paintErrors(context, run.net, trace, places, colours, reach.down);
  paintUnits(context, places, sheet, shown);
}

// A lit band where the slow motion is: behind a layer, between two, or behind all.
function paintBand(context, { column, gap, top, bottom, unit, width }, { now }, colours, { L }) {
  const bands = {
    batch: () => [column(0) - unit / 2 - 6, unit + 12],
    forward: () => [column(now.layer - 1) + unit / 2, gap + 6],
    cost: () => [column(L) - unit / 2 - 6, unit + 12],
    delta: () => [column(now.layer) - unit / 2 - 6, unit + 12],
    gradient: () => [column(now.layer - 1) + unit / 2, gap - unit],
    update: () => [0, width],
  };
  if (!bands[now.kind]) return;
  const [x, w] = bands[now.kind]();
  context.fillStyle = colours.lit;
  context.fillRect(x, top - 10, w, bottom - top + 20);
}

function paintUnits(context, { units, unit }, sheet, { run, maps, colours, state }) {
  units.forEach(({ l, j }, i) => sheet.paint(i, maps.of(l, j), l === run.net.L ? colours.classes : colours.signed));
  sheet.show();
  units.forEach(({ l, j, x, y }, i) => {
    const chosen = state.selected[0] === l && state.selected[1] === j;
    context.drawImage(sheet.canvas, 0, i * GRID, GRID, GRID, x - unit / 2, y - unit / 2, unit, unit);
    context.strokeStyle = chosen ? colours.accent : colours.strong;
    context.lineWidth = chosen ? 3 : 1.25;
    context.strokeRect(x - unit / 2, y - unit / 2, unit, unit);
  });
}

export function legendOfGraph() {
  const legend = signLegend([element("span", {}, "A line is a weight, the bar beside it its derivative ∂C/∂w: it reaches all the way back where |∂C/∂w| = 1, and nowhere at 10⁻⁵.")]);
  legend.append(element("span", { class: "more" }, "In a unit: its activation over the plane. Below a layer: how many δ have which size, from 10⁻⁷ at the left to 10, positive ones upwards."));
  legend.append(element("span", { class: "more" }, "Choose a unit, with a click or the arrow keys: the plane shows its map, and its own lines stand out."));
  return legend;
}
