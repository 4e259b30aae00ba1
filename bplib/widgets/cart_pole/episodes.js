// The ten episodes of an iteration, a row each, every moment coloured by its advantage; and the one that is looked at, larger.

import { addText, heading, polyline } from "../shared/drawing.js";
import { element, input, labelled, put, shape, write } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, tenth } from "../shared/text.js";
import { EPISODES, lengthOf, STEEPEST, STEPS } from "./mathematics.js";

const SHEET = { width: 560, height: 312, left: 58, right: 524 };
const ROWS = { top: 4, high: 11.5 }; // the ten episodes
const ANGLE = { top: 136, bottom: 192 };
const BARS = { top: 204, bottom: 282, reach: 3 }; // A up to 3 either way
const SHADES = 6;
const timeAt = (t) => SHEET.left + (t / STEPS) * (SHEET.right - SHEET.left);
const rowAt = (i) => ROWS.top + i * ROWS.high;

export function buildEpisodes(actions) {
  const svg = shape("svg", { viewBox: `0 0 ${SHEET.width} ${SHEET.height}`, role: "img" });
  const parts = [drawFrame, drawRows, drawAngle, drawBars, drawCursor].map((draw) => draw(svg));
  const track = input("range", "moment", { min: 0, step: 1 });
  const count = element("output");
  track.addEventListener("input", () => actions.look({ moment: track.valueAsNumber }));
  followPointer(svg, (event) => actions.look(placeOf(svg, event, actions.read())));
  const label = labelled("moment", track, count);
  const node = element("div", { class: "episodes" }, heading("Ten episodes of this iteration, each moment coloured by A; below, one of them"), svg);
  node.append(element("div", { class: "fields" }, label));
  function update(shown) {
    parts.filter(Boolean).forEach((part) => part(shown));
    put(track, "max", lengthOf(shown.episode));
    if (shown.moment !== null) track.value = shown.moment;
    write(count, shown.moment === null ? "by hand" : `${shown.moment} of ${lengthOf(shown.episode)}`);
    put(track, "aria-valuetext", shown.words);
    put(svg, "aria-label", inWords(shown));
  }
  return { node, update };
}

const inWords = ({ learning, state }) => `Lengths of the ten episodes: ${learning.episodes.map(lengthOf).join(", ")}. Episode ${state.episode} is shown below.`;

// The episode and the moment under the pointer.
function placeOf(svg, event, state) {
  const { left, top, width, height } = svg.getBoundingClientRect();
  const [x, y] = [((event.clientX - left) / width) * SHEET.width, ((event.clientY - top) / height) * SHEET.height];
  const moment = Math.round(((x - SHEET.left) / (SHEET.right - SHEET.left)) * STEPS - 0.5);
  const row = Math.floor((y - ROWS.top) / ROWS.high);
  return { moment: clamp(moment, 0, STEPS), episode: row >= 0 && row < EPISODES ? row + 1 : state.episode };
}

function drawFrame(svg) {
  const middle = (ANGLE.top + ANGLE.bottom) / 2;
  const zero = (BARS.top + BARS.bottom) / 2;
  const lines = [ANGLE.top, middle, ANGLE.bottom, zero].map((y) => `M${SHEET.left},${y}H${SHEET.right}`);
  svg.append(shape("path", { class: "grid", d: lines.join("") }));
  [["12°", ANGLE.top], ["θ  0", middle], ["−12°", ANGLE.bottom], ["A  0", zero]].forEach(([text, y]) => addText(svg, "down", SHEET.left - 6, y, text));
  [0, 50, 100, 150].forEach((t) => addText(svg, "across", timeAt(t), BARS.bottom + 15, String(t)));
  addText(svg, "down", SHEET.width - 4, BARS.bottom + 15, `${STEPS} steps`);
  return null;
}

// --- the rows

function drawRows(svg) {
  const ground = shape("rect", { class: "chosen", x: SHEET.left - 2, width: SHEET.right - SHEET.left + 4, height: ROWS.high + 1 });
  const kinds = ["positive", "negative"].flatMap((sign) => Array.from({ length: SHADES }, (_, i) => ({ sign, shade: i + 1 })));
  const paths = kinds.map(({ sign, shade }) => svg.appendChild(shape("path", { class: "shade", "data-sign": sign, "stroke-opacity": tenth(0.15 + (0.85 * shade) / SHADES) })));
  const lengths = Array.from({ length: EPISODES }, (_, i) => addText(svg, "length", 0, rowAt(i) + ROWS.high / 2 + 0.5));
  const names = Array.from({ length: EPISODES }, (_, i) => addText(svg, "down small", SHEET.left - 8, rowAt(i) + ROWS.high / 2 + 0.5, String(i + 1)));
  svg.append(ground);
  let drawn = null;
  return ({ allA, state }) => {
    put(ground, "y", rowAt(state.episode - 1) - 0.5);
    [names, lengths].forEach((texts) => texts.forEach((text, i) => text.classList.toggle("bold", i === state.episode - 1)));
    if (allA === drawn) return;
    drawn = allA;
    const boxes = kinds.map(({ sign, shade }) => boxesOf(allA, sign === "positive" ? 1 : -1, shade));
    paths.forEach((path, i) => put(path, "d", boxes[i]));
    lengths.forEach((text, i) => {
      put(text, "x", tenth(timeAt(allA[i].length) + 4));
      write(text, String(allA[i].length));
    });
  };
}

export const shadeOf = (A) => clamp(Math.ceil((Math.abs(A) / 2) * SHADES), 1, SHADES);

// The moments of one sign and one shade, neighbours as one line.
function boxesOf(allA, sign, shade) {
  const fits = (a) => a * sign > 0 && shadeOf(a) === shade;
  const runsOf = (list, i) => {
    let d = "";
    for (let t = 0, from = -1; t <= list.length; t++) {
      const inside = t < list.length && fits(list[t]);
      if (inside && from < 0) from = t;
      if (inside || from < 0) continue;
      d += `M${tenth(timeAt(from))},${tenth(rowAt(i) + ROWS.high / 2)}H${tenth(timeAt(t))}`;
      from = -1;
    }
    return d;
  };
  return allA.map(runsOf).join("") || null;
}

// --- the one that is looked at

function drawAngle(svg) {
  const line = svg.appendChild(shape("path", { class: "angle" }));
  const [middle, half] = [(ANGLE.top + ANGLE.bottom) / 2, (ANGLE.bottom - ANGLE.top) / 2];
  const height = ([, , theta]) => middle - (clamp(theta / STEEPEST, -1.1, 1.1)) * half;
  return ({ episode: { states, end } }) => put(line, "d", polyline(...[...states, end].map((state, t) => [timeAt(t), height(state)])));
}

function drawBars(svg) {
  const bars = [1, -1].map((sign) => ({ sign, path: svg.appendChild(shape("path", { class: "bars", "data-sign": sign > 0 ? "positive" : "negative" })) }));
  const [zero, unit, wide] = [(BARS.top + BARS.bottom) / 2, (BARS.bottom - BARS.top) / 2 / BARS.reach, timeAt(1) - timeAt(0)];
  const bar = (a, t) => `M${tenth(timeAt(t) + 0.1 * wide)},${zero}v${tenth(-clamp(a, -BARS.reach, BARS.reach) * unit)}h${tenth(0.8 * wide)}V${zero}z`;
  return ({ ownA }) => bars.forEach(({ sign, path }) => put(path, "d", ownA.map((a, t) => (a * sign > 0 ? bar(a, t) : "")).join("") || null));
}

function drawCursor(svg) {
  const cursor = svg.appendChild(shape("path", { class: "cursor" }));
  return ({ moment, state }) => {
    put(cursor, "visibility", moment === null ? "hidden" : null);
    const x = tenth(timeAt(moment + 0.5));
    put(cursor, "d", `M${x},${ANGLE.top - 6}V${BARS.bottom}M${x},${rowAt(state.episode - 1)}v${ROWS.high}`);
  };
}
