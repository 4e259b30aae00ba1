// The plane with its point, the circle of inputs, and the staircase of the cosine.

import { heading, icon } from "../shared/drawing.js";
import { element, KEYS, put, shape, write } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, numberText, tenth } from "../shared/text.js";
import { CELLS, HIGHEST, WIDEST } from "./mathematics.js";
import { short } from "./words.js";

const [WIDE, HIGH] = [400, 372];
const FRAME = { x: 44, y: 8, width: 348, height: 320 };
const BOTTOM = FRAME.y + FRAME.height;
const SQUARE = { x: 60, y: 8, width: 320, height: 320 };
const text = (kind, x, y, ...words) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, ...words.flat());
const turned = (kind, x, y, ...words) => shape("text", { class: kind, transform: `translate(${x},${y}) rotate(-90)` }, ...words.flat());
const sigma = (below) => ["σ", shape("tspan", { class: "below", dy: 4 }, below), shape("tspan", { dy: -4 }, "²")];
const pathOf = (points) => `M${points.map((point) => point.map(tenth).join(",")).join("L")}`;
const dotsOf = (points) => points.map((point) => `M${point.map(tenth).join(",")}h0`).join("") || null;

function canvas(id, kind, title, frame, attributes) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, ...attributes });
  const clip = shape("clipPath", { id: `${id}-${kind}` }, shape("rect", frame));
  svg.append(shape("defs", {}, clip));
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-${kind})` }));
  svg.append(shape("rect", { class: "frame", ...frame }));
  const add = (name) => inside.appendChild(shape("path", { class: name }));
  return { svg, inside, add, node: element("div", { class: kind }, heading(title), svg) };
}

// --- the plane of σ_w² and σ_b²

export const RANGE = { weights: [0.05, WIDEST], biases: [0.01, HIGHEST] }; // of the point
const acrossAt = (weights) => FRAME.x + (weights / WIDEST) * FRAME.width;
const downAt = (biases) => BOTTOM - (biases / HIGHEST) * FRAME.height;
const placeOf = ({ weights, biases }) => [acrossAt(weights), downAt(biases)];

export function buildPlane(actions) {
  const { id, shipped } = actions;
  const { svg, inside, node } = canvas(id, "plane", "The plane of the two variances", FRAME, { role: "group" });
  inside.append(...cells(shipped.log_chi), shape("path", { class: "critical", d: pathOf(shipped.line.map(([w, b]) => [acrossAt(w), downAt(b)])) }));
  inside.append(text("region", acrossAt(0.7), downAt(0.8), "order"), text("region", acrossAt(4.3), downAt(0.8), "chaos"));
  svg.append(...axesOfPlane(), ...shipped.trained.flatMap(discOf));
  const point = svg.appendChild(buildPoint(actions));
  followPointer(svg, (event) => actions.save(placeUnder(svg, event)), { focus: point });
  node.append(element("p", { class: "under legend" }, ...legendOfPlane()));
  function update({ state, point: found }) {
    put(point, "transform", `translate(${placeOf(state).map(tenth).join(",")})`);
    put(point, "aria-valuenow", state.weights);
    put(point, "aria-valuetext", `${coordinates(state)}: ${found.kind}, χ₁ = ${short(found.chi)}`);
    put(svg, "aria-label", `σ_w² across, σ_b² upwards; ${coordinates(state)}. ${learntInWords(shipped.trained)}`);
  }
  return { node, update };
}

const coordinates = ({ weights, biases }) => `σ_w² = ${numberText(weights)}, σ_b² = ${numberText(biases)}`;

function learntInWords(trained) {
  const best = trained.reduce((a, b) => (b.share > a.share ? b : a));
  return `Of the starts that were tried, with 40 layers, that from ${coordinates(best)} leads furthest in 120 steps: ${percent(best.share)}`;
}
const percent = (share) => `${Math.round(100 * share)} %`;

// ln χ₁ as cells: its sign is the colour, its size one of eight shades.
function cells(logs) {
  const paths = { positive: Array(8).fill(""), negative: Array(8).fill("") };
  logs.forEach((log, i) => (paths[log > 0 ? "positive" : "negative"][shadeOf(log)] += cellAt(i)));
  return Object.entries(paths).flatMap(([sign, shades]) =>
    shades.map((d, i) => shape("path", { class: `cell ${sign}`, "fill-opacity": ((i + 1) * 0.085).toFixed(3), d: d || "M0,0" })),
  );
}
const shadeOf = (log) => Math.min(7, Math.floor(8 * (1 - Math.exp(-2.5 * Math.abs(log)))));

function cellAt(i) {
  const [column, row] = [i % CELLS[0], Math.floor(i / CELLS[0])];
  const across = (n) => tenth(FRAME.x + (n / CELLS[0]) * FRAME.width);
  const down = (n) => tenth(BOTTOM - (n / CELLS[1]) * FRAME.height);
  return `M${across(column)},${down(row)}H${across(column + 1)}V${down(row + 1)}H${across(column)}z`;
}

function axesOfPlane() {
  return [
    ...[0, 1, 2, 3, 4, 5].map((w) => text("across", acrossAt(w), BOTTOM + 13, String(w))),
    ...[0, 0.5, 1].map((b) => text("down", FRAME.x - 5, downAt(b), String(b))),
    text("across name", FRAME.x + FRAME.width / 2, BOTTOM + 32, sigma("w")),
    turned("across name", 8, FRAME.y + FRAME.height / 2, sigma("b")),
  ];
}

// What was learnt from a place, as a number on a disc.
function discOf({ weights, biases, share }) {
  const [x, y] = placeOf({ weights, biases });
  return [shape("circle", { class: "disc", cx: tenth(x), cy: tenth(y), r: 10.5 }), text("across share", x, y, String(Math.round(100 * share)))];
}

function legendOfPlane() {
  const entries = [["cell positive", "M1,1h20v10h-20z", "χ₁ > 1"], ["cell negative", "M1,1h20v10h-20z", "χ₁ < 1"], ["critical", "M1,6h20", "χ₁ = 1"]];
  return [...entries.map(entry), element("span", {}, "numbers: % right after 120 steps with 40 layers (10 is chance)")];
}

const entry = ([kind, d, words]) => element("span", { class: "entry" }, icon("0 0 22 12", 22, 12, shape("path", { class: kind, d })), words);

// --- the point: by mouse and touch anywhere in the plane, by arrow keys when it has the focus

function buildPoint({ read, save }) {
  const marks = [shape("circle", { class: "target", r: 14 }), shape("circle", { class: "halo", r: 7 }), shape("circle", { class: "core", r: 4.5 })];
  const [low, high] = RANGE.weights;
  const names = { role: "slider", "aria-label": "The point in the plane", "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": low };
  const node = shape("g", { class: "point", tabindex: 0, ...names, ...KEYS }, ...marks);
  node.addEventListener("keydown", (event) => {
    const change = moveOf(event);
    if (!change) return;
    event.preventDefault();
    const { weights, biases } = read();
    save(within({ weights: weights + change[0], biases: biases + change[1] }));
  });
  return node;
}

// The steps of the arrow keys; with Shift a fifth of them.
function moveOf({ key, shiftKey }) {
  const size = shiftKey ? 0.2 : 1;
  const moves = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowDown: [0, -0.02], ArrowUp: [0, 0.02] };
  return moves[key]?.map((step) => step * size);
}

// A place with so many decimals as are of use, and within the ends.
export const within = ({ weights, biases }) => ({
  weights: clamp(Number(weights.toFixed(2)), ...RANGE.weights),
  biases: clamp(Number(biases.toFixed(3)), ...RANGE.biases),
});

function placeUnder(svg, event) {
  const box = svg.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((length) => (length / box.width) * WIDE);
  return within({ weights: ((x - FRAME.x) / FRAME.width) * WIDEST, biases: ((BOTTOM - y) / FRAME.height) * HIGHEST });
}

// --- the circle

const RADIUS = 105;
const [MIDDLE_X, MIDDLE_Y] = [SQUARE.x + SQUARE.width / 2, SQUARE.y + SQUARE.height / 2];
const onScreen = ([x, y]) => [MIDDLE_X + RADIUS * x, MIDDLE_Y - RADIUS * y];

export function buildCircle({ id }) {
  const { svg, inside, add, node } = canvas(id, "circle", "A circle of inputs, carried upwards", SQUARE, { role: "img" });
  inside.append(shape("circle", { class: "start", cx: MIDDLE_X, cy: MIDDLE_Y, r: RADIUS }));
  const [curve, dots] = [add("curve"), add("dots inputs")];
  const title = svg.appendChild(text("across name", MIDDLE_X, BOTTOM + 20, ""));
  node.append(element("p", { class: "under legend" }, "dashed: the inputs; seen in the plane in which it is most like a circle"));
  function update({ state, points, measured }) {
    const places = points.map(onScreen);
    put(curve, "d", `${pathOf(places)}z`);
    put(dots, "d", dotsOf(places));
    const where = state.layer ? `after ${state.layer} ${state.layer === 1 ? "layer" : "layers"}` : "the inputs";
    const radius = Math.sqrt(points.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / points.length);
    write(title, `${where}: radius ${short(radius)} of 1`);
    const cosine = `points 54° apart have the cosine ${short(measured.at(-1))}`;
    put(svg, "aria-label", `A circle of 60 inputs, ${where}: its radius is ${short(radius)} of 1, and ${cosine}`);
  }
  return { node, update };
}

// --- the map of the cosine, and the staircase

const cosineAt = ([before, after]) => [SQUARE.x + clamp(before, 0, 1) * 0.97 * SQUARE.width, BOTTOM - clamp(after, 0, 1) * 0.97 * SQUARE.height];
const STEPS = Array.from({ length: 41 }, (_, i) => i / 40);

export function buildStaircase({ id }) {
  const { svg, add, node } = canvas(id, "stairs", "The cosine of two inputs, from layer to layer", SQUARE, { role: "img" });
  const [diagonal, map, stairs, dots, rest] = ["diagonal", "map", "staircase", "dots pairs", "rest"].map(add);
  put(diagonal, "d", pathOf([[0, 0], [1, 1]].map(cosineAt)));
  svg.append(...axesOfStaircase());
  node.append(element("p", { class: "under legend" }, ...legendOfStairs()));
  function update({ state, point, predicted, measured }) {
    put(map, "d", pathOf(STEPS.map((c) => cosineAt([c, point.map(c)]))));
    const corners = predicted.slice(1).flatMap((c, l) => [[predicted[l], c], [c, c]]);
    put(stairs, "d", pathOf([[predicted[0], 0], ...corners].map(cosineAt)));
    put(dots, "d", dotsOf(measured.slice(1).map((c, l) => cosineAt([measured[l], c]))));
    put(rest, "d", dotsOf([cosineAt([point.cosine, point.cosine])]));
    const ends = [predicted, measured].map((values) => short(values.at(-1)));
    const now = `${ends[1]} after ${state.layer} layers, predicted ${ends[0]}`;
    put(svg, "aria-label", `The cosine of two inputs, 0.588 at first, is ${now}; it ends at c* = ${short(point.cosine)}`);
  }
  return { node, update };
}

function axesOfStaircase() {
  return [
    ...[0, 0.5, 1].map((c) => text("across", cosineAt([c, 0])[0], BOTTOM + 13, String(c))),
    ...[0, 0.5, 1].map((c) => text("down", SQUARE.x - 5, cosineAt([0, c])[1], String(c))),
    text("across name", MIDDLE_X, BOTTOM + 32, "cosine before a layer"),
    turned("across name", 20, MIDDLE_Y, "cosine after it"),
  ];
}

function legendOfStairs() {
  const [line, dot] = ["M1,6h20", "M11,6h0"];
  return [["map", line, "predicted map"], ["staircase", line, "layer by layer"], ["dots pairs", dot, "measured"], ["rest", dot, "c*"]].map(entry);
}
