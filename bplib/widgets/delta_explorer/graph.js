// The graph of the delta explorer: units, weights and biases, each with its numbers; what can be changed is a slider.

import { addText, newDrawing, polyline, signLegend } from "../shared/drawing.js";
import { element, KEYS, put, putAll, shape, write } from "../shared/elements.js";
import { makeSlider, oneTabStop } from "../shared/hand.js";
import { lowered, numberText } from "../shared/text.js";
import { limits, same, valueOf } from "./mathematics.js";
import { nameOf } from "./words.js";

const SPLIT = 8; // the line between a and δ in a unit, below its middle

export function buildGraph(first, actions) {
  const board = newBoard(first, actions);
  const { net, layout } = board;
  layout.captions.forEach(([x, y, words]) => addText(board.labels, "caption", x, y, words));
  net.x.forEach((_, k) => addInput(board, k));
  net.weights.forEach((_, i) => addLayer(board, i + 1));
  net.y.forEach((_, j) => addTarget(board, j));
  addCost(board);
  const legend = buildLegend(board);
  const lead = oneTabStop(board.handles.map(({ node }) => node));
  function update(state, shown) {
    board.updates.forEach((part) => part(state, shown));
    const chosen = board.handles.find(({ key }) => same(key, state.selected));
    if (chosen) lead(chosen.node);
  }
  return { node: board.svg, legend, update };
}

// The drawing, its handles {key, node} in their order for the arrow keys, and one function a part, called with (state, shown).
function newBoard({ net, layout }, actions) {
  const label = `Network with layers of ${net.sizes.join(", ")} units. Left and right go from one part to the next.`;
  const drawing = newDrawing(layout, `${label} Numbers that can be changed are sliders.`, ["wires", "lines", "discs", "labels"]);
  drawing.svg.style.minWidth = `${layout.width * 0.72}px`;
  return { ...drawing, ...actions, net, layout, handles: [], updates: [] };
}

function addLayer(board, l) {
  const W = board.net.weights[l - 1];
  W.forEach((row, j) => row.forEach((_, k) => addEdge(board, l, j, k)));
  W.forEach((_, j) => {
    addBias(board, l, j);
    addUnit(board, l, j);
  });
}

// --- what takes the focus

// A group that selects its number and, where there is a number to change, is a slider.  `grips` are other shapes by which it can
// be dragged.
function addHandle({ net, read, select, change, handles }, parent, key, kind, ...grips) {
  const node = parent.appendChild(shape("g", { ...KEYS, class: `handle ${kind}`, "data-key": String(key) }));
  handles.push({ key, node });
  node.addEventListener("focus", () => select(key));
  node.addEventListener("click", () => select(key));
  if (key[0] === "unit") {
    put(node, "role", "button");
    node.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && (event.preventDefault(), select(key)));
    return node;
  }
  put(node, "aria-label", nameOf(net, key));
  const value = () => valueOf(read().net, key);
  makeSlider(node, { value, change: (...to) => change(key, ...to), select: () => select(key), grips });
  return node;
}

function showFlags(node, { marked, selected }) {
  node.classList.toggle("marked", marked);
  node.classList.toggle("selected", selected);
}

// What a screen reader says of a slider: its number, its derivative, and the cost.
function showSlider(node, net, key, item, shown) {
  const [low, high] = limits(net, key);
  const value = valueOf(net, key);
  put(node, "aria-valuemin", low);
  put(node, "aria-valuemax", high);
  put(node, "aria-valuenow", Number(value.toFixed(6)));
  const slope = item.derivative ? `, derivative ${item.derivative.text.slice(2)}` : "";
  const cost = shown.cost.text === null ? "" : `, cost ${shown.cost.text}`;
  put(node, "aria-valuetext", `${numberText(value)}${slope}${cost}`);
  showFlags(node, item);
}

// --- inputs and targets

function addInput(board, k) {
  const [key, [x, y], r] = [["input", k], board.layout.units[0][k], board.layout.radii[0]];
  const node = addHandle(board, board.discs, key, "input");
  node.append(shape("circle", { class: "halo", cx: x, cy: y, r: r + 7 }), shape("circle", { class: "disc", cx: x, cy: y, r }));
  addText(node, "name", x, y - 9, `x${lowered(k + 1)}`);
  const number = addText(node, "number", x, y + 9);
  board.updates.push(({ net }, shown) => {
    write(number, shown.inputs[k].text);
    showSlider(node, net, key, shown.inputs[k], shown);
  });
}

function addTarget(board, j) {
  const [key, [x, y]] = [["target", j], board.layout.targets[j]];
  const [[ux], [cx, cy]] = [board.layout.units.at(-1)[j], board.layout.cost];
  const wire = `M${ux + board.layout.radii.at(-1)},${y}H${x - 26}M${x + 26},${y}L${cx - 38},${cy}`;
  board.wires.append(shape("path", { class: "wire", d: wire }));
  const node = addHandle(board, board.discs, key, "target");
  node.append(shape("rect", { class: "halo", x: x - 33, y: y - 26, width: 66, height: 52, rx: 11 }));
  node.append(shape("rect", { class: "disc", x: x - 26, y: y - 19, width: 52, height: 38, rx: 6 }));
  addText(node, "name", x, y - 8, `y${lowered(j + 1)}`);
  const number = addText(node, "number", x, y + 8.5);
  board.updates.push(({ net }, shown) => {
    write(number, shown.targets[j].text);
    showSlider(node, net, key, shown.targets[j], shown);
  });
}

// --- weights and biases

// A number in a box with, once it is known, its derivative below; `bottom` keeps the lower edge in place.
function numberBox(parent, x, y, bottom) {
  const reach = parent.appendChild(shape("rect", { class: "reach", y: bottom ? y - 34 : y - 17, height: 34 }));
  const box = parent.appendChild(shape("rect", { class: "box", rx: 5 }));
  const [number, derivative] = ["number", "derivative"].map((kind) => addText(parent, kind, x, 0));
  return (value, d) => {
    const height = d ? 30 : 18;
    const top = bottom ? y - height : y - height / 2;
    const width = 8 + Math.max(7.8 * value.length, 7 * (d?.text.length ?? 0));
    putAll(box, { x: x - width / 2, width, y: top, height });
    putAll(reach, { x: x - Math.max(width, 34) / 2, width: Math.max(width, 34) });
    put(number, "y", top + (d ? 8.5 : 9.5));
    put(derivative, "y", top + 22);
    write(number, value);
    write(derivative, d ? d.text : "");
    put(derivative, "data-sign", d ? d.sign : null);
  };
}

function addEdge(board, l, j, k) {
  const [key, line] = [["weight", l, j, k], lineOf(board.layout, l, j, k)];
  const grip = board.wires.appendChild(shape("path", { class: "halo", d: line.path(0, 0) }));
  const hit = board.lines.appendChild(shape("path", { class: "hit", d: line.path(0, 0) }));
  const parts = [{ class: "line", d: line.path(0, 0) }, { class: "back" }, { class: "head" }];
  const paths = parts.map((attributes) => board.lines.appendChild(shape("path", attributes)));
  const node = addHandle(board, board.labels, key, "weight", hit);
  const writeBox = numberBox(node, ...board.layout.labels[l - 1][j][k], false);
  board.updates.push(({ net }, shown) => {
    const edge = shown.edges.find((one) => same(one.key, key));
    showFlags(grip, edge);
    node.classList.toggle("unlabelled", !edge.labelled);
    drawEdge(paths, line, edge);
    writeBox(edge.text, edge.derivative);
    showSlider(node, net, key, edge, shown);
  });
}

// The line of a weight: `path(aside, gap)` runs beside its middle and ends before the units, `tip(aside)` is where it begins.
function lineOf({ units, radii }, l, j, k) {
  const [start, end] = [units[l - 1][k], units[l][j]];
  const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
  const along = [(end[0] - start[0]) / length, (end[1] - start[1]) / length];
  const [ux, uy] = along;
  const point = ([px, py], distance, aside) => [px + ux * distance - uy * aside, py + uy * distance + ux * aside];
  const path = (aside, gap) => polyline(point(start, radii[l - 1] + gap, aside), point(end, -radii[l] - gap, aside));
  return { along, path, tip: (aside) => point(start, radii[l - 1] + 2, aside) };
}

// The weight as a line, and its derivative as an arrow beside it that runs back.
function drawEdge([line, back, head], { path, tip, along }, edge) {
  put(line, "stroke-width", edge.line ? edge.line.width.toFixed(2) : "0");
  put(line, "data-sign", edge.line?.sign ?? null);
  const aside = edge.line ? edge.line.width / 2 + 4 : 0;
  put(back, "stroke-width", edge.back ? edge.back.width.toFixed(2) : "0");
  put(back, "d", edge.back ? path(aside, 5) : null);
  put(head, "d", edge.back ? arrowHead(tip(aside), along, 3 + edge.back.width) : null);
  for (const part of [back, head]) put(part, "data-sign", edge.back?.sign ?? null);
}

// A triangle that points against `along`, with its tip at `tip`.
function arrowHead(tip, [ux, uy], size) {
  const [back, side] = [size * 1.7, size * 0.75];
  const corner = (turn) => [tip[0] + ux * back - uy * side * turn, tip[1] + uy * back + ux * side * turn];
  return `${polyline(tip, corner(1), corner(-1))}Z`;
}

function addBias(board, l, j) {
  const key = ["bias", l, j];
  const node = addHandle(board, board.labels, key, "bias");
  const writeBox = numberBox(node, ...board.layout.biases[l - 1][j], true);
  board.updates.push(({ net }, shown) => {
    const item = shown.biases.find((one) => same(one.key, key));
    writeBox(item.text, item.derivative);
    showSlider(node, net, key, item, shown);
  });
}

// --- units and the cost

function addUnit(board, l, j) {
  const [key, [x, y], r] = [["unit", l, j], board.layout.units[l][j], board.layout.radii[l]];
  const node = addHandle(board, board.discs, key, "unit");
  const half = Math.sqrt(r * r - SPLIT * SPLIT);
  const lower = `M${x - half},${y + SPLIT}A${r},${r} 0 0 0 ${x + half},${y + SPLIT}Z`;
  const tint = shape("path", { class: "tint", d: lower });
  const halo = shape("circle", { class: "halo", cx: x, cy: y, r: r + 7 });
  node.append(halo, shape("circle", { class: "disc", cx: x, cy: y, r }), tint);
  const texts = [["z", -20], ["a", -3], ["delta", 20.5]].map(([name, dy]) => addText(node, name, x, y + dy));
  board.updates.push(({ net }, shown) => {
    const unit = shown.units.find((one) => same(one.key, key));
    showFlags(node, unit);
    drawUnit(node, texts, tint, unit);
    const seen = texts.map((text) => text.textContent).join(", ");
    put(node, "aria-label", `${nameOf(net, key)}: ${seen}${unit.delta ? "" : ": not computed yet"}`);
  });
}

function drawUnit(node, [z, a, delta], tint, unit) {
  node.classList.toggle("waiting", unit.z === null);
  write(z, unit.z ?? "z");
  write(a, unit.a ?? "a");
  write(delta, unit.delta ? unit.delta.text : "δ");
  for (const part of [delta, tint]) {
    part.classList.toggle("waiting", !unit.delta);
    put(part, "data-sign", unit.delta?.sign ?? null);
  }
  put(node, "aria-pressed", unit.selected ? "true" : "false");
}

function addCost({ discs, layout: { cost: [x, y] }, updates }) {
  const total = discs.appendChild(shape("g", { class: "cost", role: "img" }));
  total.append(shape("rect", { class: "halo", x: x - 46, y: y - 31, width: 92, height: 62, rx: 12 }));
  total.append(shape("rect", { class: "disc", x: x - 39, y: y - 24, width: 78, height: 48, rx: 7 }));
  addText(total, "name", x, y - 10, "C");
  const number = addText(total, "number", x, y + 10);
  updates.push((_, { cost }) => {
    write(number, cost.text ?? "");
    total.classList.toggle("marked", cost.marked);
    put(total, "aria-label", cost.text === null ? "cost: not computed yet" : `cost ${cost.text}`);
  });
}

function buildLegend({ updates }) {
  const scale = element("span", {});
  const help = element("span", {}, "Drag a number up or down, or use the arrow keys; left and right go to the next one.");
  const legend = signLegend([], { "stroke-width": 3.5 });
  legend.append(scale, help);
  updates.push(({ net, show }, { now, largest }) => {
    const visible = now.learned <= net.weights.length && show !== "weights";
    write(scale, visible ? `thin arrow: ∂C/∂w, the widest is ${numberText(largest)}` : "");
  });
  return legend;
}
