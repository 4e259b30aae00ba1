// The plane: the points, and behind them what the selected unit says; one's own points are set and dragged here.

import { heading } from "../shared/drawing.js";
import { element, put, write } from "../shared/elements.js";
import { traceLine } from "./contour.js";
import { MOST_POINTS, OWN, placed } from "./data.js";
import { GRID } from "./graph.js";
import { FULL } from "./own.js";
import { newSheet, sized } from "../shared/painting.js";
import { nameOfUnit } from "./unit.js";
import { percent } from "./verdicts.js";

const NEAR = 12; // pixels: this close to a point the hand takes it

export function buildPlane(actions) {
  const canvas = element("canvas", { role: "img", class: "plane-canvas" });
  const [title, key] = [heading("The plane"), element("p", { class: "plane-key" })];
  const node = element("div", { class: "plane" }, title, canvas, key);
  const [sheet, memory] = [newSheet(GRID, 1), {}];
  letPlacePoints(canvas, actions, memory);
  function update(shown) {
    Object.assign(memory, { side: shown.side, limits: shown.run.data.limits });
    const { net } = shown.run;
    const [l, j] = shown.state.selected;
    write(title, l === net.L ? "The plane: the output" : `The plane: ${nameOfUnit(net, l, j)}`);
    write(key, keyInWords(shown));
    put(canvas, "aria-label", planeInWords(shown));
    put(canvas, "data-own", shown.state.problem === OWN || null);
    paintPlane(canvas, sheet, shown);
  }
  return { node, update };
}

const keyInWords = ({ run, state }) =>
  `○ class 0, △ class 1${run.data.held ? "; small and hollow: held out" : ""}. ${lineInWords(run.net, state.selected[0])}`;

// Where the line is, for what the units of a layer answer; softplus is above 0 everywhere.
function lineInWords({ names, L }, l) {
  if (l === L) return "The line is where the output is one half.";
  if (l === 0) return "The line is where this input is 0.";
  if (names[l] === "softplus") return "There is no line: softplus is nowhere 0.";
  const place = { sigmoid: "is one half", relu: "begins to be above 0" }[names[l]] ?? "is 0";
  return `The line is where the activation ${place}.`;
}

function planeInWords({ run, row, state }) {
  const { training } = run.data;
  const ones = training.Y.filter((y) => y === 1).length;
  const right = row ? ` ${percent(row.accuracy)} of them are on the right side of the boundary.` : "";
  return `${state.problem}: ${training.m - ones} points of class 0, ${ones} of class 1.${right}`;
}

// --- painting

function paintPlane(canvas, sheet, { run, side, maps, colours, state, seen }) {
  const [l, j] = state.selected;
  const [output, map, context] = [l === run.net.L, maps.of(l, j), sized(canvas, side, side)];
  canvas.style.width = canvas.style.height = `${side}px`;
  sheet.paint(0, map, output ? colours.classes : colours.signed);
  sheet.show();
  context.drawImage(sheet.canvas, 0, 0, GRID, GRID, 0, 0, side, side);
  paintLine(context, map, levelOf(run.net, l), side / GRID, colours.ink);
  const place = placing(run.data.limits, side);
  if (run.data.held) paintPoints(context, run.data.held, place, colours, { radius: 2.5, hollow: true });
  paintPoints(context, run.data.training, place, colours, { radius: 3.6 });
  if (seen) paintRings(context, run.data.training, seen.batch, place, colours);
}

// The level of the line: in the middle of what a unit can answer.
const levelOf = ({ units, L }, l) => (units[l]?.ends ? (units[l].ends[0] + units[l].ends[1]) / 2 : l === L ? 0.5 : 0);

function paintLine(context, map, level, cell, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.75;
  context.beginPath();
  traceLine(map, GRID, level, (x0, y0, x1, y1) => {
    context.moveTo(x0 * cell, y0 * cell);
    context.lineTo(x1 * cell, y1 * cell);
  });
  context.stroke();
}

const placing = ([left, right, bottom, top], side) => (x, y) => [((x - left) / (right - left)) * side, ((top - y) / (top - bottom)) * side];

function paintPoints(context, { X, Y, m }, place, colours, { radius, hollow = false }) {
  [0, 1].forEach((kind) => {
    context.beginPath();
    for (let i = 0; i < m; i++) if (Y[i] === kind) mark(context, kind, ...place(X[2 * i], X[2 * i + 1]), radius);
    context.lineWidth = hollow ? 1 : 0.9;
    context.fillStyle = kind ? colours.pink : colours.teal;
    context.strokeStyle = hollow ? context.fillStyle : colours.paper;
    if (!hollow) context.fill();
    context.stroke();
  });
}

function mark(context, kind, x, y, r) {
  if (kind === 0) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 7);
    return;
  }
  context.moveTo(x, y - 1.3 * r);
  context.lineTo(x + 1.15 * r, y + 0.8 * r);
  context.lineTo(x - 1.15 * r, y + 0.8 * r);
  context.closePath();
}

function paintRings(context, { X }, batch, place, colours) {
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  for (const i of batch) {
    context.beginPath();
    context.arc(...place(X[2 * i], X[2 * i + 1]), 8, 0, 7);
    context.stroke();
  }
}

// --- one's own points: a click sets one, a drag moves the one that is near

function letPlacePoints(canvas, { read, setPoints, classToSet, say }, memory) {
  let held = null;
  const here = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    const [l, r, b, t] = memory.limits;
    return [l + ((event.clientX - left) / memory.side) * (r - l), t - ((event.clientY - top) / memory.side) * (t - b)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    const { problem, points } = read();
    if (problem !== OWN || event.button !== 0) return;
    event.preventDefault();
    const [x, y] = here(event);
    held = nearest(points, x, y, (NEAR / memory.side) * (memory.limits[1] - memory.limits[0]));
    if (held !== null) return canvas.setPointerCapture(event.pointerId);
    if (points.length >= MOST_POINTS) return say(FULL);
    setPoints([...points, placed(x, y, classToSet())]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (held === null) return;
    setPoints(read().points.map((point, i) => (i === held ? placed(...here(event), point[2]) : point)));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, () => (held = null));
}

function nearest(points, x, y, reach) {
  const distances = points.map(([px, py]) => Math.hypot(px - x, py - y));
  const least = Math.min(...distances);
  return least <= reach ? distances.indexOf(least) : null;
}
