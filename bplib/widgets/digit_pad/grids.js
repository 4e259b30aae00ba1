// Grids of cells: ink, activations, errors and derivatives as colours, and those that have a sign with the sign.

import { heading } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { numberText, sign } from "../shared/text.js";
import { largestSize, SIDE, TINY } from "./mathematics.js";
import { TAKEN_BACK } from "./words.js";

const CELL = 20; // in units of the drawing
const LARGE = 26; // pixels of a cell in the pictures of 8 by 8, where there is room
const [PLAIN, STRONG] = [0.2, 0.6]; // a share of the largest from which a cell has its sign, and from which it is dark

// Cells in rows; update(values, largest, names) colours them, `kind` is "ink" or "signed".
function newGrid(columns, count, kind, attributes = {}) {
  const rows = Math.ceil(count / columns);
  const size = { viewBox: `-1 -1 ${columns * CELL + 2} ${rows * CELL + 2}`, width: columns * CELL + 2, ...attributes };
  const svg = shape("svg", { ...size, role: "img", class: `grid ${kind}` });
  const cells = Array.from({ length: count }, (_, i) => newCell(svg, (i % columns) * CELL, Math.floor(i / columns) * CELL));
  const [pale, dark] = ["on-pale", "on-dark"].map((name) => svg.appendChild(shape("path", { class: name })));
  function update(values, largest, nameOf) {
    const shares = Array.from(values, (value) => (largest > TINY ? value / largest : 0));
    shares.forEach((share, i) => {
      put(cells[i].node, "data-sign", sign(share));
      put(cells[i].node, "fill-opacity", Math.abs(share).toFixed(3));
      write(cells[i].title, `${nameOf(i)}: ${numberText(values[i])}`);
    });
    if (kind !== "signed") return;
    const mark = (low, high) => shares.map((share, i) => markOf(share, low, high, i % columns, Math.floor(i / columns))).join("");
    put(pale, "d", mark(PLAIN, STRONG));
    put(dark, "d", mark(STRONG, Infinity));
  }
  return { svg, update };
}

function newCell(svg, x, y) {
  const title = shape("title");
  const node = shape("rect", { class: "cell", x, y, width: CELL, height: CELL }, title);
  svg.append(shape("rect", { class: "under", x, y, width: CELL, height: CELL }), node);
  return { node, title };
}

// A plus or a minus in the middle of a cell whose size lies in a range.
function markOf(share, low, high, column, row) {
  if (Math.abs(share) < low || Math.abs(share) >= high) return "";
  const [x, y] = [(column + 0.5) * CELL, (row + 0.5) * CELL];
  return `M${x - 4},${y}h8${share > 0 ? `M${x},${y - 4}v8` : ""}`;
}

const pixelName = (i) => `row ${Math.floor(i / SIDE) + 1}, column ${(i % SIDE) + 1}`;

// --- the pictures of 8 by 8

export function buildInput() {
  const { svg, update } = newGrid(SIDE, SIDE * SIDE, "ink", { width: SIDE * LARGE });
  const note = element("p", { class: "note" });
  function show({ state, x, drawn, takenBack }) {
    update(x, 1, pixelName);
    const most = largestSize(x.map((value, k) => value - drawn[k]));
    write(note, state.moves ? `moved ${state.moves} ${state.moves === 1 ? "step" : "steps"} towards ${state.target}, by at most ${numberText(most)}` : takenBack ? TAKEN_BACK : "the share of ink, 0 to 1");
    put(svg, "aria-label", `The input, 8 by 8: ${state.strokes.length ? "the drawing, centred and scaled" : "empty"}; ${note.textContent}`);
  }
  return { node: element("div", { class: "part" }, heading("What it sees: x"), svg, note), update: show };
}

export function buildBlame() {
  const { svg, update } = newGrid(SIDE, SIDE * SIDE, "signed", { width: SIDE * LARGE });
  const note = element("p", { class: "note" });
  function show({ pixels, state, written }) {
    tellLargest(update, note, shownIf(written, pixels), pixelName);
    put(svg, "aria-label", `∂C/∂x of the 64 pixels for the target ${state.target}; ${note.textContent}`);
  }
  const legend = element("p", { class: "note" }, "+ more ink there raises the cost", element("br"), "− more ink there lowers it");
  return { node: element("div", { class: "part" }, heading("Pixels’ blame: ∂C/∂x"), svg, legend, note), update: show };
}

// --- the hidden units, layer by layer

export function buildUnits() {
  const node = element("div", { class: "units" });
  let [built, rows] = ["", []];
  function update(now) {
    const sizes = now.A.slice(1, -1).map((a) => a.length);
    if (String(sizes) !== built) {
      built = String(sizes);
      rows = sizes.map(newLayer);
      node.replaceChildren(...rows.map((row) => row.node));
    }
    rows.forEach((row) => row.update(now));
  }
  return { node, update };
}

function newLayer(count, index, sizes) {
  const l = index + 1;
  const columns = Math.min(count, count > 64 ? 16 : 10);
  const which = sizes.length > 1 ? `Hidden layer ${l}` : "Hidden units";
  const [a, delta] = [0, 1].map(() => newGrid(columns, count, "signed"));
  const [ofA, ofDelta] = [0, 1].map(() => element("p", { class: "note" }));
  function update({ A, D, written }) {
    tellLargest(a.update, ofA, shownIf(written, A[l]), unitName);
    tellLargest(delta.update, ofDelta, shownIf(written, D[l]), unitName);
    put(a.svg, "aria-label", `${which}: activations a; ${ofA.textContent}`);
    put(delta.svg, "aria-label", `${which}: errors δ; ${ofDelta.textContent}`);
  }
  const part = (title, words, grid, note) => element("div", { class: "part" }, heading(title), grid.svg, element("p", { class: "note" }, words), note);
  const node = element("div", { class: "layer" }, part(`${which}: a`, "a: what each unit between pixels and answers says", a, ofA));
  node.append(part(`Their blame: δ`, "δ: how fast the cost C rises with what goes into the unit", delta, ofDelta));
  return { node, update };
}

const unitName = (i) => `unit ${i + 1}`;

// What is not known of an empty pad is nothing.
const shownIf = (written, values) => (written ? values : values.map(() => 0));

function tellLargest(update, note, values, nameOf) {
  const largest = largestSize(values);
  update(values, largest, nameOf);
  write(note, largest > TINY ? `largest size ${numberText(largest)}` : "none above 1e−12");
}
