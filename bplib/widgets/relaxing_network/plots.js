// The energies of the two phases of the relaxing network; where there is no energy, the residuals.

import { polyline } from "../shared/drawing.js";
import { element, put, putAll, shape, write } from "../shared/elements.js";
import { numberText, powerOfTen, tenth } from "../shared/text.js";
import { framesToShow } from "./mathematics.js";

const PLOT = { width: 210, height: 172, left: 48, right: 10, top: 24, bottom: 36 };
const [ROOM_X, ROOM_Y] = [PLOT.width - PLOT.left - PLOT.right, PLOT.height - PLOT.top - PLOT.bottom];
const LEAST = 1e-11; // residuals below are drawn there

export function buildPlots({ id }) {
  const panels = ["free", "nudged"].map((phase) => buildPanel(phase, `${id}-${phase}`));
  const note = element("p", { class: "no-energy" }, "Up and down differ: there is no energy, ");
  note.append("no one function that the states go down. The residual, largest |ρ(z) − s|, stands in its place.");
  const node = element("div", { class: "plots" }, ...panels.map((panel) => panel.node), note);
  function update({ told, scene }) {
    const [isNudged, { symmetric }] = [scene.phase === "nudged", told.net];
    put(note, "hidden", symmetric ? "" : null);
    panels[0].update(told.free, scene.from, symmetric, !isNudged);
    panels[1].update(isNudged ? scene.film : null, scene.at, symmetric, isNudged);
  }
  return { node, update };
}

// The curves of a phase: {name, values}, the one that must fall first.
function curvesOf(phase, frames, symmetric) {
  if (!symmetric) return [{ name: "", values: frames.map((frame) => Math.log10(Math.max(frame.residual, LEAST))) }];
  const E = { name: "E", values: frames.map((frame) => frame.E) };
  return phase === "free" ? [E] : [{ name: "F = E + βC", values: frames.map((frame) => frame.F) }, E];
}

const words = (kind, x, y, text) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, text);

function buildPanel(phase, id) {
  const { svg, axes, drawn } = newPanel(phase, id);
  const frame = shape("path", { class: "frame", d: `M${PLOT.left},${PLOT.top}v${ROOM_Y}h${ROOM_X}` });
  const empty = words("empty", PLOT.left + ROOM_X / 2, PLOT.top + ROOM_Y / 2, "not nudged yet");
  function update(film, at, symmetric, active) {
    svg.classList.toggle("active", active);
    const curves = film ? curvesOf(phase, film.frames, symmetric) : [];
    const scales = film ? scalesOf(film.frames, curves, symmetric) : null;
    drawn.forEach((parts, i) => drawCurve(parts, curves, i, at, scales));
    put(svg, "aria-label", film ? panelInWords(phase, film.frames[at], curves, at, symmetric) : `no ${phase} phase yet`);
    axes.replaceChildren(...(film ? axisParts(film.frames, symmetric, scales) : [empty]), frame);
  }
  return { node: svg, update };
}

function newPanel(phase, id) {
  const svg = shape("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  const room = shape("rect", { x: PLOT.left - 5, y: PLOT.top - 5, width: ROOM_X + 10, height: ROOM_Y + 10 });
  svg.append(shape("defs", {}, shape("clipPath", { id }, room)));
  svg.append(shape("text", { class: "title", x: PLOT.left, y: 9 }, `${phase} phase`));
  const axes = svg.appendChild(shape("g", {}));
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id})` }));
  const drawn = ["first", "second"].map((which) => ({
    line: inside.appendChild(shape("path", { class: `curve ${which}` })),
    dot: inside.appendChild(shape("circle", { class: `dot ${which}`, r: 4 })),
    name: svg.appendChild(shape("text", { class: "down" })),
  }));
  return { svg, axes, drawn };
}

// The last frame that is shown, the range of what is drawn, and the places of frames and values.
function scalesOf(frames, curves, symmetric) {
  const last = symmetric ? framesToShow(curves[0].values, 8) : frames.length - 1;
  const seen = curves.flatMap(({ values }) => values.slice(0, last + 1));
  const [low, high] = symmetric ? padded(seen) : [-11.5, 0.5];
  const x = (i) => PLOT.left + (Math.min(i, last) / Math.max(1, last)) * ROOM_X;
  const y = (value) => PLOT.top + ((high - value) / (high - low)) * ROOM_Y;
  return { last, low, high, x, y };
}

function drawCurve({ line, dot, name }, curves, i, at, scales) {
  for (const part of [line, dot, name]) put(part, "visibility", curves[i] ? null : "hidden");
  if (!curves[i]) return;
  const { values, name: text } = curves[i];
  const { last, x, y } = scales;
  put(line, "d", polyline(...values.slice(0, Math.min(at, last) + 1).map((value, n) => [x(n), y(value)])));
  putAll(dot, { cx: tenth(x(at)), cy: tenth(y(values[at])) });
  write(name, text);
  put(name, "visibility", at >= last ? null : "hidden");
  putAll(name, { x: PLOT.left + ROOM_X, y: tenth(y(values[last]) + (isAbove(curves, i, last) ? -11 : 12)) });
}

// Whether the name of a curve stands above its end: that of the upper one does.
function isAbove(curves, i, last) {
  const end = (n) => curves[n].values[last];
  return i === 0 ? !(curves.length > 1 && end(1) > end(0)) : end(0) < end(1);
}

function panelInWords(phase, frame, curves, at, symmetric) {
  const what = symmetric ? curves.map(({ name }) => name).join(" and ") : "residual";
  return `${phase} phase, sweep ${frame.sweep}: ${what} ${numberText(symmetric ? curves[0].values[at] : frame.residual)}`;
}

function axisParts(frames, symmetric, { last, low, high, x, y }) {
  const ticks = symmetric ? niceTicks(low, high) : [-10, -5, 0].map((n) => [n, powerOfTen(n)]);
  const moves = frames.filter(({ sweep }) => sweep === 1).length; // in a sweep
  const sweeps = last / moves;
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => sweeps / n <= 6);
  const marks = Array.from({ length: Math.floor(sweeps / every) + 1 }, (_, i) => i * every);
  return [
    ...ticks.map(([value]) => shape("path", { class: "grid", d: `M${PLOT.left},${tenth(y(value))}h${ROOM_X}` })),
    ...ticks.map(([value, text]) => words("down", PLOT.left - 5, y(value), text)),
    ...marks.map((n) => words("across", x(n * moves), PLOT.top + ROOM_Y + 11, n)),
    words("across name", PLOT.left + ROOM_X / 2, PLOT.top + ROOM_Y + 27, "sweep"),
  ];
}

function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, 0.004);
  return [low - 0.2 * pad, high + 0.16 * pad];
}

// Three or four round numbers between two others, with their texts.
export function niceTicks(low, high) {
  const raw = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const size = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
  const first = Math.ceil(low / size);
  const count = Math.floor(high / size) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const text = Math.abs((first + i) * size).toFixed(decimals);
    return [(first + i) * size, first + i < 0 ? `−${text}` : text];
  });
}
