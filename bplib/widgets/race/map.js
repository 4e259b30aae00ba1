// The map of the race: the surface, the start that can be moved, and the ways of the optimisers.

import { element, KEYS, put, putAll, shape } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp } from "../shared/text.js";
import { paintContours } from "./contours.js";
import { GOAL, SURFACES } from "./mathematics.js";
import { axisNumber, clipped, resize, runsOf } from "./runs.js";

const EDGE = { left: 42, right: 6, top: 6, bottom: 34 }; // of the map, for the numbers on its axes
const HINT =
  "Drag the start or click into the map; arrow keys move it by 0.1, with Shift by 0.01. From one contour to the next the " +
  `cost grows by a factor of √10. Beside it, the dotted line is the finish, cost ${GOAL}; click there to choose a step.`;

export function buildMap(actions) {
  const { canvas, svg, ground, ways, handle } = newMap(actions.id);
  const node = element("div", { class: "map" }, element("div", { class: "picture" }, canvas, svg));
  node.append(element("p", { class: "hint" }, HINT));
  const runs = runsOf(ways, actions.styles);
  let [scales, painted] = [null, null];
  followPointer(svg, (event) => {
    const box = svg.getBoundingClientRect();
    actions.moveTo(...scales.back(event.clientX - box.left, event.clientY - box.top));
  }, { focus: handle });
  moveByKeys(handle, actions);
  function update({ state, surface, runs: all, report, size }) {
    scales = scalesOfMap(surface.bounds, size);
    if (painted !== `${state.surface} ${size}`) {
      painted = `${state.surface} ${size}`;
      paintGround({ canvas, svg, ...ground }, surface, size, scales);
    }
    runs.update(all, ({ points }) => points.map(scales.far), state.step);
    showStart(handle, state.start, surface.bounds, scales, report);
  }
  return { node, update };
}

// The elements of the map: the contours, and over them the drawing.
function newMap(id) {
  const canvas = element("canvas", { class: "contours", "aria-hidden": "true" });
  const svg = shape("svg", { role: "group", "aria-label": "Map of the surface with the ways of the optimisers" });
  const { clip, node: ways } = clipped(svg, `${id}-map`, { x: EDGE.left, y: EDGE.top });
  const axes = svg.appendChild(shape("g", { class: "axes" }));
  const frame = svg.appendChild(shape("rect", { class: "ground", x: EDGE.left, y: EDGE.top }));
  const minima = svg.appendChild(shape("g", { class: "minima" }));
  const handle = shape("g", { ...KEYS, class: "start", tabindex: 0, role: "slider", "aria-label": "starting point" });
  handle.append(shape("circle", { class: "halo", r: 13 }), shape("circle", { r: 8 }), shape("path", { d: "M-4,0H4M0,-4V4" }));
  svg.append(ways, handle);
  return { canvas, svg, ground: { clip, frame, axes, minima }, ways, handle };
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// Arrow keys move the start, Home brings it back.
function moveByKeys(handle, { read, save, moveTo, surfaceOf, original }) {
  handle.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(move || event.key === "Home")) return;
    event.preventDefault();
    const state = read();
    if (!move) return save({ start: state.surface === original.surface ? original.start : surfaceOf(state).start });
    const small = event.shiftKey ? 0.01 : 0.1;
    moveTo(state.start[0] + small * move[0], state.start[1] + small * move[1]);
  });
}

// From weights to places in the drawing, and back; `far` keeps numbers small enough for a drawing.
function scalesOfMap([left, right, bottom, top], size) {
  const side = size - EDGE.left - EDGE.right;
  const unit = (right - left) / side;
  const x = (u) => EDGE.left + ((u - left) / (right - left)) * side;
  const y = (u) => EDGE.top + ((top - u) / (top - bottom)) * side;
  const far = ([u, v]) => [clamp(x(u), -1e4, 1e4), clamp(y(v), -1e4, 1e4)];
  return { side, x, y, far, back: (px, py) => [left + (px - EDGE.left) * unit, top - (py - EDGE.top) * unit] };
}

function paintGround({ canvas, svg, clip, frame, axes, minima }, { name, bounds, minima: places }, size, scales) {
  const { side, x, y } = scales;
  resize(svg, size, side + EDGE.top + EDGE.bottom);
  for (const rect of [clip, frame]) putAll(rect, { width: side, height: side });
  canvas.width = canvas.height = Math.round(side * Math.min(2, window.devicePixelRatio || 1));
  Object.assign(canvas.style, { left: `${EDGE.left}px`, top: `${EDGE.top}px`, width: `${side}px`, height: `${side}px` });
  paintContours(canvas, SURFACES[name], bounds);
  axes.replaceChildren(...axesOfMap(bounds, scales));
  const cross = ([u, v]) => shape("path", { d: `M${x(u) - 7},${y(v)}h14M${x(u)},${y(v) - 7}v14` }, shape("title", {}, "minimum"));
  minima.replaceChildren(...places.map(cross));
}

function axesOfMap([left, right, bottom, top], { side, x, y }) {
  const text = (words, px, py, kind) => shape("text", { x: px, y: py, class: kind }, words);
  const whole = (low, high) => Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
  return [
    ...whole(left, right).map((u) => text(axisNumber(u), x(u), EDGE.top + side + 11, "across")),
    ...whole(bottom, top).map((u) => text(axisNumber(u), EDGE.left - 6, y(u), "down")),
    text("w₁", EDGE.left + side / 2, EDGE.top + side + 26, "across name"),
    text("w₂", 8, EDGE.top + side / 2, "across name"),
  ];
}

function showStart(handle, start, [left, right], { x, y }, report) {
  const place = start.map((u) => axisNumber(Number(u.toFixed(2))));
  put(handle, "transform", `translate(${x(start[0]).toFixed(1)},${y(start[1]).toFixed(1)})`);
  putAll(handle, { "aria-valuemin": left, "aria-valuemax": right, "aria-valuenow": start[0] });
  put(handle, "aria-valuetext", `w1 ${place[0]}, w2 ${place[1]}. ${report}`);
}
