// The graph of the graph explorer: its nodes with values and gradients, its edges with local derivatives.

import { addText, newDrawing } from "../shared/drawing.js";
import { KEYS, put, putAll, shape, write } from "../shared/elements.js";
import { makeSlider, oneTabStop } from "../shared/hand.js";
import { BOX, layout } from "./layout.js";
import { LIMIT, parentsOf } from "./mathematics.js";
import { picture } from "./picture.js";
import { labelOf } from "./progress.js";

export function buildGraph({ expression, names }, actions) {
  const { steps } = expression;
  const places = layout(steps.map(parentsOf));
  const label = `Graph of ${expression.text}. Inputs are sliders. Left and right go from one node to the next.`;
  const drawing = newDrawing(places, label, ["halos", "wires", "discs", "labels"]);
  drawing.svg.style.minWidth = `${places.width * 0.7}px`;
  const edges = places.edges.map((edge) => addEdge(drawing, edge));
  const nodes = steps.map((step, i) => addNode(drawing, { step, i, name: names[i], place: places.nodes[i] }, actions));
  const lead = oneTabStop(nodes.map(({ node }) => node));
  function update(state, now) {
    const shown = picture(state, now);
    edges.forEach((draw, i) => draw(shown.edges[i]));
    nodes.forEach(({ draw }, i) => draw(shown.nodes[i], state, now));
    lead(nodes[state.selected].node);
  }
  // Where the graph is wider than its place, scroll so that a node is in view.
  function reveal(i) {
    const middle = (places.nodes[i][0] / places.width) * drawing.svg.clientWidth;
    drawing.svg.parentNode.scrollLeft = middle - drawing.svg.parentNode.clientWidth / 2;
  }
  return { node: drawing.svg, expression, reveal, update };
}

// --- an edge, with its local derivative

function addEdge({ halos, wires, labels }, { points, label: [x, y] }) {
  const d = curve(points);
  const halo = halos.appendChild(shape("path", { class: "halo", d }));
  const line = wires.appendChild(shape("path", { class: "line", d }));
  const ahead = wires.appendChild(shape("path", { class: "head", d: arrow(points.at(-1), -1) }));
  const back = wires.appendChild(shape("path", { class: "head back", d: arrow(points[0], 1) }));
  const box = labels.appendChild(shape("rect", { class: "box", rx: 4, height: 18, y: y - 9 }));
  const number = addText(labels, "slope", x, y);
  return (edge) => {
    for (const part of [halo, box]) part.classList.toggle("marked", edge.marked);
    for (const part of [line, ahead, back, number]) put(part, "data-sign", edge.sign);
    line.classList.toggle("flowed", edge.flowed);
    for (const part of [line, back, number]) part.classList.toggle("lost", edge.lost);
    put(back, "visibility", edge.flowed ? null : "hidden");
    write(number, edge.text ?? "");
    const width = edge.text ? 8 + 7.4 * edge.text.length : 0;
    putAll(box, { width, x: x - width / 2 });
  };
}

// A curve through points, level at each of them; a triangle with its tip at a point; the lower part of a rounded box.
function curve(points) {
  const piece = ([x0, y0], [x1, y1]) => `C${(x0 + x1) / 2},${y0} ${(x0 + x1) / 2},${y1} ${x1},${y1}`;
  return `M${points[0]}${points.slice(1).map((point, i) => piece(points[i], point)).join("")}`;
}

const arrow = ([x, y], way) => `M${x},${y}l${way * 8},-4v8Z`;

function lowerPart({ x, y, width, height, rx }) {
  const [top, bottom] = [y + height * 0.63, y + height];
  return `M${x},${top}H${x + width}V${bottom - rx}a${rx},${rx} 0 0 1 -${rx},${rx}H${x + rx}a${rx},${rx} 0 0 1 -${rx},-${rx}Z`;
}

// --- a node: a button, or a slider for an input

function addNode({ halos, discs }, { step, i, name, place }, actions) {
  const isInput = step.operation === "input";
  const node = discs.appendChild(shape("g", { ...KEYS, class: `node ${isInput ? "input" : "operation"}`, "data-step": i }));
  const parts = partsOfNode(node, halos, place, isInput);
  node.addEventListener("focus", () => actions.select(i));
  node.addEventListener("click", () => actions.select(i));
  if (isInput) slideInput(node, step.name, i, actions);
  else put(node, "role", "button");
  function draw(shown, state, now) {
    drawNode(node, parts, shown, now);
    if (isInput) return putAll(node, valueInWords(state.values[step.name], shown));
    const seen = [parts.value, parts.gradient, parts.remark].map((text) => text.textContent).filter(Boolean);
    const words = seen.join(", ") + (shown.gradient === null ? ": not computed yet" : "");
    put(node, "aria-label", `${name}: ${labelOf(step)}, ${words}`);
    put(node, "aria-pressed", shown.selected ? "true" : "false");
  }
  return { node, draw };
}

function partsOfNode(node, halos, [x, y], isInput) {
  const { width, height } = BOX;
  const [left, top] = [x - width / 2, y - height / 2];
  const frame = { x: left, y: top, width, height, rx: isInput ? 16 : 5 };
  const halo = { x: left - 6, y: top - 6, width: width + 12, height: height + 12, rx: isInput ? 20 : 10 };
  const glow = halos.appendChild(shape("rect", { class: "halo", ...halo }));
  node.append(shape("rect", { class: "disc", ...frame }));
  const tint = node.appendChild(shape("path", { class: "tint", d: lowerPart(frame) }));
  const lines = { title: -18, value: -1, gradient: 18, remark: height / 2 + 13 };
  const texts = Object.entries(lines).map(([kind, dy]) => [kind, addText(node, kind, x, y + dy)]);
  return { glow, tint, ...Object.fromEntries(texts) };
}

function drawNode(node, { glow, tint, title, value, gradient, remark }, shown, now) {
  for (const flag of ["selected", "partial", "broken", "slipped", "wrong"]) node.classList.toggle(flag, shown[flag]);
  glow.classList.toggle("marked", shown.marked);
  node.classList.toggle("waiting", shown.value === null);
  write(title, shown.title);
  write(value, shown.value ?? (shown.broken ? "no value" : "value"));
  write(gradient, shown.gradient ?? "grad");
  if (shown.broken && now.run.problem === null) write(gradient, "stops here");
  write(remark, shown.remark ?? "");
  for (const part of [tint, gradient]) {
    put(part, "data-sign", shown.sign);
    part.classList.toggle("waiting", shown.gradient === null);
  }
}

function slideInput(node, name, i, { read, change, select }) {
  const value = () => read().values[name];
  makeSlider(node, { value, change: (...to) => change(name, ...to), select: () => select(i) });
  putAll(node, { "aria-label": `input ${name}`, "aria-valuemin": -LIMIT, "aria-valuemax": LIMIT });
}

function valueInWords(value, shown) {
  const words = [shown.value, shown.gradient, shown.remark].filter(Boolean).join(", ");
  return { "aria-valuenow": Number(value.toFixed(6)), "aria-valuetext": words };
}
