// The chart: the states, the lengths of the gradients and the shares in ∂C/∂U, one below the other, a column for each moment.

import { addText, icon, polyline } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, powerOfTen, sign, tenth } from "../shared/text.js";
import { lostAt } from "./mathematics.js";
import { percent, short } from "./words.js";

const [LEFT, RIGHT, UNIT] = [58, 10, 12];
const [LENGTHS, SHARES] = [210, 120]; // heights of two of the panels
const [LEAST, MOST] = [-26, 12]; // powers of ten beyond which nothing is drawn

// The chart is built anew when the room for it changes, or the number of units or moments.
export function buildChart(actions) {
  const place = element("div", { class: "place" });
  const node = element("div", { class: "chart" }, place, buildLegend());
  let [board, key] = [null, null];
  function update(view) {
    const plan = planOf(view.state, clamp(place.clientWidth, 300, 1100));
    const next = JSON.stringify(plan);
    if (key !== next) {
      [board, key] = [newBoard(plan, actions), next];
      place.replaceChildren(board.svg);
    }
    board.update(view);
  }
  return { node, update };
}

// Where things lie: the tops and heights of the panels, and how wide a moment is.
function planOf({ n, moments }, width) {
  const states = { top: 58, height: n * UNIT };
  const lengths = { top: states.top + states.height + 26, height: LENGTHS };
  const shares = { top: lengths.top + LENGTHS + 26, height: SHARES };
  return { width, n, moments, states, lengths, shares, step: (width - LEFT - RIGHT) / moments, bottom: shares.top + SHARES };
}

const across = ({ step }, t) => LEFT + (t - 0.5) * step;

function newBoard(plan, actions) {
  const { width, bottom } = plan;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${bottom + 34}`, width, height: bottom + 34, role: "img" });
  const board = { ...plan, svg, id: actions.id };
  const below = plan.states.top + plan.states.height; // behind a state, which is not opaque, it would change its colour
  board.here = svg.appendChild(shape("rect", { class: "here", y: below, width: tenth(plan.step), height: bottom - below }));
  const parts = [addTimes, addStates, addLengths, addShares, addCut].map((add) => add(board));
  letPoint(board, actions);
  function update(view) {
    put(board.here, "x", tenth(LEFT + (view.moment - 1) * plan.step));
    parts.forEach((part) => part(view));
    put(svg, "aria-label", chartInWords(view));
  }
  return { svg, update };
}

// Pointing looks at a moment; pressing keeps it.
function letPoint({ svg, width, step, moments }, { hover, save }) {
  const momentAt = (event) => {
    const { left, width: seen } = svg.getBoundingClientRect();
    return clamp(Math.ceil((((event.clientX - left) / seen) * width - LEFT) / step), 1, moments);
  };
  svg.addEventListener("pointermove", (event) => event.pointerType === "mouse" && hover(momentAt(event)));
  svg.addEventListener("pointerleave", () => hover(null));
  followPointer(svg, (event) => save({ moment: momentAt(event) }));
}

const addPanel = ({ svg, width, states }, { top, height }, words) => {
  svg.append(shape("rect", { class: "frame", x: LEFT, y: top, width: width - LEFT - RIGHT, height }));
  addText(svg, "title", LEFT, top - (top === states.top ? 26 : 12), words);
};

function addTimes({ svg, moments, bottom, ...plan }) {
  const every = [1, 2, 5, 10, 20].find((one) => one * plan.step >= 22) ?? 20;
  const shown = Array.from({ length: moments }, (_, i) => i + 1).filter((t) => t === 1 || t === moments || (t % every === 0 && moments - t >= every * 0.7));
  shown.forEach((t) => addText(svg, "across", across(plan, t), bottom + 12, String(t)));
  addText(svg, "across title", (LEFT + plan.width - RIGHT) / 2, bottom + 27, "moment t");
  return () => {};
}

// --- the states, and the error's way back above them

function addStates(board) {
  const { svg, n, moments, states, step } = board;
  addPanel(board, states, "states h, forwards");
  const cells = Array.from({ length: moments }, (_, i) =>
    Array.from({ length: n }, (_, j) => svg.appendChild(shape("rect", { class: "state", x: tenth(LEFT + i * step), y: states.top + j * UNIT, width: tenth(step + 0.4), height: UNIT }))),
  );
  const [way, use] = ["way", "use"].map((kind) => svg.appendChild(shape("path", { class: kind })));
  const name = addText(svg, "across use", 0, states.top - 15, "U");
  return ({ state, found, moment }) => {
    cells.forEach((column, i) => column.forEach((cell, j) => paint(cell, found.states[i][j])));
    const end = across(board, moments - state.window + 1) - 3;
    put(way, "d", `M${tenth(across(board, moments))},12H${tenth(end)}m6,-4l-6,4l6,4`);
    put(use, "d", useOf(across(board, moment - 1), step, states.top));
    put(name, "x", tenth(across(board, moment - 0.5)));
  };
}

// An arrow from one moment to the next: where U is used.  Where a moment is narrow it is wider than the step, or it would be a blot.
function useOf(x, step, top) {
  const wide = Math.max(step, 16);
  return `M${tenth(x + (step - wide) / 2)},${top - 2}q${tenth(wide / 2)},-10 ${tenth(wide)},0m-1,-5v5h-5`;
}

function paint(cell, value) {
  put(cell, "data-sign", sign(value));
  put(cell, "fill-opacity", Math.min(1, Math.abs(value)).toFixed(2));
}

// --- the lengths of the gradients

function addLengths(board) {
  const { svg, id, lengths } = board;
  addPanel(board, lengths, "|∂C/∂h|, backwards, on a logarithmic axis");
  const axes = svg.appendChild(shape("g"));
  svg.append(shape("clipPath", { id: `${id}-lengths` }, shape("rect", { x: LEFT - 3, y: lengths.top, width: board.width - LEFT - RIGHT + 6, height: LENGTHS })));
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-lengths)` }));
  const [lost, rule, cell, length] = ["lost", "rule", "dots cell", "dots length"].map((kind) => inside.appendChild(shape("path", { class: kind })));
  return ({ found, rule: ruled }) => {
    const { height, ticks } = decades([...found.length, ...(found.cell ?? []), ...ruled]);
    const down = (value) => lengths.top + (1 - height(value)) * LENGTHS;
    drawTicks(axes, board, ticks);
    put(length, "d", dotsOf(board, found.length, down));
    put(cell, "d", found.cell ? dotsOf(board, found.cell, down) : null);
    put(rule, "d", lineOf(board, ruled, down));
    const t = lostAt(found);
    put(lost, "d", t ? `M${LEFT},${lengths.top}h${tenth(t * board.step)}v${LENGTHS}h${tenth(-t * board.step)}z` : null);
  };
}

const drawable = (value) => value > 0 && value < Infinity;

// An axis of powers of ten with room for all that can be drawn: height(value) from 0 to 1, and pairs of a height and a power.
function decades(values) {
  const powers = values.filter(drawable).map((value) => clamp(Math.log10(value), LEAST, MOST));
  const [lowest, highest] = [Math.min(-0.5, ...powers), Math.max(0.5, ...powers)];
  const step = [1, 2, 5, 10].find((one) => (highest - lowest) / one <= 6) ?? 10;
  const [low, high] = [Math.floor(lowest / step - 0.05) * step, Math.ceil(highest / step + 0.05) * step];
  const heightOf = (power) => (power - low) / (high - low);
  const ticks = Array.from({ length: (high - low) / step + 1 }, (_, i) => low + i * step);
  return { height: (value) => heightOf(Math.log10(value)), ticks: ticks.map((power) => [heightOf(power), power]) };
}

function drawTicks(axes, { lengths, width }, ticks) {
  const key = JSON.stringify(ticks);
  if (axes.dataset.key === key) return;
  axes.dataset.key = key;
  const down = ([height]) => lengths.top + (1 - height) * LENGTHS;
  const grid = shape("path", { class: "grid", d: ticks.map((tick) => `M${LEFT},${tenth(down(tick))}H${width - RIGHT}`).join("") });
  axes.replaceChildren(grid, ...ticks.map((tick) => shape("text", { class: "down", x: LEFT - 6, y: tenth(down(tick)) }, powerOfTen(tick[1]))));
}

const pointsOf = (board, values, down) => values.map((value, i) => [value, across(board, i + 1), down(value)]).filter(([value]) => drawable(value));
const dotsOf = (board, values, down) => pointsOf(board, values, down).map(([, x, y]) => `M${tenth(x)},${tenth(y)}h0`).join("") || null;

function lineOf(board, values, down) {
  const points = pointsOf(board, values, down).map(([, x, y]) => [x, y]);
  return points.length > 1 ? polyline(...points) : null;
}

// --- the shares in ∂C/∂U

function addShares(board) {
  const { svg, shares, moments, step } = board;
  addPanel(board, shares, "what each use of U adds to ∂C/∂U, in %");
  const zero = svg.appendChild(shape("path", { class: "zero" }));
  const bars = Array.from({ length: moments }, (_, i) => svg.appendChild(shape("rect", { class: "bar", x: tenth(LEFT + (i + 0.12) * step), width: tenth(0.76 * step) })));
  const [high, low] = [0, 1].map(() => addText(svg, "down", LEFT - 6, 0));
  return ({ state, found: { share } }) => {
    const [most, least] = [Math.max(0.01, ...share), Math.min(0, ...share)];
    const down = (value) => shares.top + 4 + ((most - value) / (most - least)) * (SHARES - 8);
    put(zero, "d", `M${LEFT},${tenth(down(0))}H${board.width - RIGHT}`);
    bars.forEach((bar, i) => drawBar(bar, share[i], down, i < moments - state.window));
    [[high, most], [low, least]].forEach(([text, value]) => (put(text, "y", tenth(down(value))), write(text, percent(value))));
  };
}

function drawBar(bar, value, down, cut) {
  const [top, bottom] = [down(Math.max(0, value)), down(Math.min(0, value))];
  put(bar, "y", tenth(top));
  put(bar, "height", tenth(bottom - top));
  put(bar, "data-sign", sign(value));
  bar.classList.toggle("cut", cut);
}

// --- where the window ends

// Beyond it lies a veil on the gradient, which then does not get there.
function addCut({ svg, states, lengths, moments, step, bottom }) {
  const veil = svg.appendChild(shape("rect", { class: "veil", x: LEFT, y: lengths.top, height: LENGTHS }));
  const line = svg.appendChild(shape("path", { class: "cutline" }));
  return ({ state: { window } }) => {
    const beyond = (moments - window) * step;
    put(veil, "width", tenth(beyond));
    put(line, "d", beyond > 0 ? `M${tenth(LEFT + beyond)},${states.top - 52}V${bottom}` : null);
  };
}

// --- in words

function chartInWords({ state, found }) {
  const shown = [...new Set([1, Math.ceil(state.moments / 2), state.moments])];
  const told = shown.map((t) => `${short(found.length[t - 1])} and ${percent(found.share[t - 1])} at t = ${t}`);
  return `By moment: states, |∂C/∂h| on a logarithmic axis, and the share of each use of U in ∂C/∂U: ${told.join("; ")}.`;
}

function buildLegend() {
  const dot = (kind) => icon("0 0 16 10", 16, 10, shape("path", { class: `dots ${kind}`, d: "M8,5h0" }));
  const line = (kind) => icon("0 0 30 10", 30, 10, shape("path", { class: kind, d: "M1,5H29" }));
  const entries = [[dot("length"), "|∂C/∂h|"], [dot("cell"), "|∂C/∂c| (LSTM)"], [line("rule"), "the simple rule"], [line("cutline"), "the window ends: what lies beyond it is cut away"]];
  const nodes = entries.map(([picture, words]) => element("span", { class: "entry" }, picture, words));
  return element("p", { class: "legend" }, ...nodes, "Blue: positive, orange: negative. The arrow is the error's way back.");
}
