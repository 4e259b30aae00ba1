// The runs of the race: their markers, lines and colours.

import { icon, polyline } from "../shared/drawing.js";
import { put, putAll, shape } from "../shared/elements.js";

// Outlines of Matplotlib's markers, for a radius of 1.
const around = (n, radius = () => 1, turn = 0) =>
  `M${Array.from({ length: n }, (_, i) => {
    const angle = 2 * Math.PI * (i / n + turn) - Math.PI / 2;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)].map((u) => u.toFixed(3));
  }).join("L")}Z`;
const CROSS = "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z";
const DIAGONAL = "M0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0L-1,-.5L-.5,-1Z";
const star = around(10, (i) => (i % 2 ? 0.45 : 1.25));
const MARKERS = {
  o: around(24), s: around(4, () => 1.15, 0.125), D: around(4, () => 1.15), "^": around(3, () => 1.2),
  v: around(3, () => 1.2, 0.5), p: around(5, () => 1.1), P: CROSS, X: DIAGONAL, "*": star,
};

const WIDTH = 2; // of a line
const SIZE = 5; // of a marker

export const pathOf = (points) => (points.length ? polyline(...points) : "");

export const axisNumber = (value) => String(value).replace("-", "−");

// The lines of the runs: pale all the way, strong up to the step, and a marker there.
export function runsOf(parent, styles) {
  const drawn = new Map();
  function update(runs, place, step) {
    for (const [name, part] of drawn) if (!runs.some((run) => run.name === name)) (drawn.delete(name), part.remove());
    for (const run of runs) {
      if (!drawn.has(run.name)) drawn.set(run.name, parent.appendChild(newRun(run.name, styles[run.name])));
      drawRun(drawn.get(run.name), place(run), step);
    }
  }
  return { update };
}

const dashOf = ({ dash }) => dash.map((length) => length * WIDTH).join(" ") || null;

function newRun(name, style) {
  const part = colour(shape("g", { class: "run", "data-rule": name }), style);
  part.append(
    shape("path", { class: "rest", "stroke-width": WIDTH, "stroke-dasharray": dashOf(style) }),
    shape("path", { class: "under", "stroke-width": WIDTH + 2 }),
    shape("path", { class: "way", "stroke-width": WIDTH, "stroke-dasharray": dashOf(style) }),
    shape("path", { class: "marker", d: MARKERS[style.marker] }),
  );
  return part;
}

function drawRun(part, places, step) {
  const last = Math.min(step, places.length - 1);
  const [rest, under, way, marker] = part.children;
  put(rest, "d", pathOf(places));
  for (const path of [under, way]) put(path, "d", pathOf(places.slice(0, last + 1)));
  put(marker, "transform", `translate(${places[last].map((u) => u.toFixed(1))}) scale(${SIZE})`);
}

// The sign of a run beside its name.
export function iconOf(style) {
  const node = colour(icon("-21 -8 42 16", 42, 16), style);
  put(node, "class", "run");
  node.append(shape("path", { class: "way", d: "M-20,0H20", "stroke-width": WIDTH, "stroke-dasharray": dashOf(style) }));
  node.append(shape("path", { class: "marker", d: MARKERS[style.marker], transform: `scale(${SIZE})` }));
  return node;
}

function colour(node, { light, dark }) {
  node.style.setProperty("--light", light);
  node.style.setProperty("--dark", dark);
  return node;
}

// A part of a drawing that is cut off at its frame: {clip, node}, where clip is the frame.
export function clipped(svg, id, place) {
  const clip = shape("rect", place);
  svg.append(shape("defs", {}, shape("clipPath", { id }, clip)));
  return { clip, node: shape("g", { "clip-path": `url(#${id})` }) };
}

export const resize = (svg, width, height) => putAll(svg, { viewBox: `0 0 ${width} ${height}`, width, height });
