// The two planes: what D says of every place and what each made point is to do; and which way the noise goes at a level.

import { heading } from "../shared/drawing.js";
import { element, put, write } from "../shared/elements.js";
import { newSheet, sized } from "../shared/painting.js";
import { MOST_POINTS, OWN, placed } from "./data.js";
import { exactNoise, noiseOf } from "./mathematics.js";
import { answersOf } from "./networks.js";
import { madeByDiffusion, madeByGame, SIGMAS } from "./run.js";
import { diffusionInWords, gameInWords } from "./words.js";

const EDGE = 1.8; // the planes reach from -EDGE to EDGE
const [GRID, ARROWS, WISHES] = [44, 17, 90]; // cells of the field; arrows in a row; made points that have one
const [PER_WISH, LONGEST_WISH] = [0.1, 0.5]; // length of an arrow for a gradient of length 1, and the longest one
const LONGEST_NOISE = 2.2; // a longer noise has no longer arrow
const APART = 0.07; // of the points of a line that is drawn

// The centres of n by n cells, row by row from the top, flat.
function centresOf(n) {
  const at = (i) => ((2 * i + 1) / n - 1) * EDGE;
  return Float64Array.from({ length: 2 * n * n }, (_, k) => (k % 2 ? -at(Math.floor((k >> 1) / n)) : at((k >> 1) % n)));
}
const [CELLS, PLACES] = [centresOf(GRID), centresOf(ARROWS)];

export function buildGamePlane(actions) {
  const sheet = newSheet(GRID, 1);
  return buildPlane(actions, { name: "game", title: "What D says, and what it would have each made point do" }, (canvas, shown) => {
    const { run, state, colours } = shown;
    const brush = newBrush(canvas, shown.side, colours);
    if (!run.learnable) return "No points yet.";
    sheet.paint(0, { values: answersOf(run.game.D, CELLS), stride: 1, from: 0, middle: 0.5, reach: 0.85 }, colours.signed);
    sheet.show();
    brush.context.drawImage(sheet.canvas, 0, 0, GRID, GRID, 0, 0, shown.side, shown.side);
    const made = madeByGame(run, state.goal);
    brush.crosses(run.real);
    brush.discs(made.points);
    brush.arrows(made.points.subarray(0, 2 * WISHES), made.wishes, (length) => Math.min(PER_WISH * length, LONGEST_WISH));
    return gameInWords(run, made);
  });
}

export function buildNoisePlane(actions) {
  return buildPlane(actions, { name: "noise", title: "Which way the noise is named, and points on their way down" }, (canvas, shown) => {
    const { run, state, colours } = shown;
    const brush = newBrush(canvas, shown.side, colours);
    if (!run.learnable) return "No points yet.";
    const [made, sigma] = [madeByDiffusion(run), SIGMAS[Math.min(state.place, SIGMAS.length - 1)]];
    const cell = (2 * EDGE) / ARROWS;
    const length = (size) => (Math.min(size, LONGEST_NOISE) / LONGEST_NOISE) * cell * 0.95;
    if (state.exact && run.clouds) brush.arrows(PLACES, exactNoise(run.clouds, PLACES, sigma), length, { ghost: true });
    brush.arrows(PLACES, noiseOf(run.denoiser.net)(PLACES, sigma), length);
    brush.crosses(run.real);
    brush.discs(made.way[state.place]);
    return diffusionInWords(run, made, state);
  });
}

function buildPlane(actions, { name, title }, paint) {
  const canvas = element("canvas", { role: "img", class: "plane-canvas", "data-plane": name });
  const node = element("div", { class: "plane" }, heading(title), canvas);
  letDraw(canvas, actions);
  function update(shown) {
    canvas.style.width = canvas.style.height = `${shown.side}px`;
    put(canvas, "data-own", shown.state.data === OWN || null);
    put(canvas, "aria-label", paint(canvas, shown));
  }
  return { node, update };
}

// One's own points: set by a click, or many of them along a line that is drawn.
function letDraw(canvas, { read, setPoints, say }) {
  let last = null;
  function set(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [x, y] = placed(((event.clientX - left) / width - 0.5) * 2 * EDGE, (0.5 - (event.clientY - top) / height) * 2 * EDGE);
    if (last && Math.hypot(x - last[0], y - last[1]) < APART) return;
    last = [x, y];
    const { points } = read();
    if (points.length >= MOST_POINTS) return say(`${MOST_POINTS} points are all that fit here.`);
    setPoints([...points, last]);
  }
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || read().data !== OWN) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = null;
    set(event);
  });
  canvas.addEventListener("pointermove", (event) => last && set(event));
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(end, () => (last = null));
}

// --- painting

function newBrush(canvas, side, colours) {
  const context = sized(canvas, side, side);
  const scale = side / (2 * EDGE);
  const place = (points, i) => [side / 2 + points[i] * scale, side / 2 - points[i + 1] * scale];
  const tools = { context, scale, place, colours };
  return {
    context,
    crosses: (points) => paintCrosses(tools, points),
    discs: (points) => paintDiscs(tools, points),
    arrows: (points, against, length, { ghost = false } = {}) => paintArrows(tools, { points, against, length, ghost }),
  };
}

function paintCrosses({ context, place, colours }, points) {
  context.strokeStyle = colours.muted;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = place(points, i);
    context.moveTo(x - 2, y);
    context.lineTo(x + 2, y);
    context.moveTo(x, y - 2);
    context.lineTo(x, y + 2);
  }
  context.stroke();
}

function paintDiscs({ context, place, colours }, points) {
  context.fillStyle = colours.violet;
  context.strokeStyle = colours.paper;
  context.lineWidth = 0.75;
  for (let i = 0; i < points.length; i += 2) {
    context.beginPath();
    context.arc(...place(points, i), 2.6, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

// Arrows from points, against vectors: downhill where these are gradients, out of the noise where they are noise.
function paintArrows({ context, scale, place, colours }, { points, against, length, ghost }) {
  context.strokeStyle = ghost ? colours.ochre : colours.ink;
  context.lineWidth = ghost ? 4.5 : 1.3;
  context.globalAlpha = ghost ? 0.45 : 1;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const size = Math.hypot(against[i], against[i + 1]);
    const long = length(size) * scale;
    if (!(long >= 0.75)) continue;
    paintArrow(context, place(points, i), [(-against[i] / size) * long, (against[i + 1] / size) * long], ghost ? 0 : Math.min(4, long / 2.5));
  }
  context.stroke();
  context.globalAlpha = 1;
}

function paintArrow(context, [x, y], [dx, dy], head) {
  const [endX, endY] = [x + dx, y + dy];
  context.moveTo(x, y);
  context.lineTo(endX, endY);
  if (!head) return;
  const angle = Math.atan2(dy, dx);
  for (const turn of [2.6, -2.6]) {
    context.moveTo(endX, endY);
    context.lineTo(endX + head * Math.cos(angle + turn), endY + head * Math.sin(angle + turn));
  }
}

// What the marks mean, below a plane.
export function buildLegend() {
  const words = element("p", { class: "legend" });
  return { node: words, update: ({ state, run }) => write(words, legendOf(state, run)) };
}

function legendOf({ exact }, { clouds }) {
  const ghost = exact && clouds ? ", thick ochre lines: exact" : "";
  return `+ real points, ● made ones. Left: blue where D says “real”, orange where it says “made”; an arrow is −∂C/∂x of a made point, a tenth as long as the gradient, at most half a unit. Right: arrows against the noise that the network names, −a = σ · score${ghost}.`;
}
