// The third panel: the convolution as a matrix T of tied weights, its transpose for the way back, and the diagonal sums.

import { addText, heading } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { tiedWeights } from "./mathematics.js";
import { brief, nameOf } from "./words.js";

const [LARGE, SMALL, ROOM] = [34, 7, 32]; // pixels of a cell, and beside the cells for names

// Each matrix with the kinds of its rows and columns, and the number in an entry of output, input and weight.
const MATRICES = [
  {
    kind: "forwards",
    title: "Forwards: z = T x + b",
    rows: "output",
    columns: "input",
    entry: ({ values }, output, input, weight) => values.weight[weight],
  },
  {
    kind: "backwards",
    title: "Backwards: ∂C/∂x = Tᵀ δ",
    rows: "input",
    columns: "output",
    entry: ({ values }, output, input, weight) => values.weight[weight],
  },
  {
    kind: "products",
    title: "The weights: δ xᵀ, added up by colour",
    rows: "output",
    columns: "input",
    entry: ({ values, delta }, output, input) => delta[output] * values.input[input],
  },
];
const LEGEND = "Rows and columns are the numbers of outputs and of x, row by row. One colour, one weight: it is tied. Empty entries are 0 in T, and belong to no weight in δ xᵀ.";

export function buildMatrices() {
  const parts = MATRICES.map(buildMatrix);
  const sums = element("p", { class: "sums" });
  const pair = element("div", { class: "pair" }, ...parts.map(({ node }) => node));
  const node = element("div", { class: "matrices" }, pair, sums, element("p", { class: "legend" }, LEGEND));
  function update(view) {
    const T = tiedWeights(view.found);
    parts.forEach((part) => part.update(view, T));
    sums.replaceChildren("Diagonal sums: ", ...sumsOf(view));
  }
  return { node, update };
}

// "∂C/∂w₁ = 1", each in its colour.
function sumsOf({ found }) {
  const words = (value, n) => `∂C/∂${nameOf(found.size, ["weight", n])} = ${brief(value)}`;
  return found.gradients.weight.map((value, n) => element("span", { "data-weight": n }, words(value, n)));
}

function buildMatrix(given) {
  const node = element("div", { class: `matrix ${given.kind}` }, heading(given.title));
  let [built, key] = [null, null];
  function update(view, T) {
    const entries = entriesOf(given, view.found, T);
    const next = JSON.stringify([view.found.size, entries.map(({ weight }) => weight)]);
    if (next !== key) {
      built = newMatrix(given, view.found, entries);
      node.replaceChildren(node.firstChild, built.svg);
      key = next;
    }
    built.update(view, entries);
  }
  return { node, update };
}

// The entries that a weight has, each with its row, column, weight and number.
function entriesOf({ rows, entry }, found, T) {
  const all = T.flatMap((line, output) => line.map((weight, input) => ({ output, input, weight })));
  const tied = all.filter(({ weight }) => weight !== null);
  const place = ({ output, input }) => (rows === "output" ? { row: output, column: input } : { row: input, column: output });
  return tied.map((one) => ({ ...one, ...place(one), value: entry(found, one.output, one.input, one.weight) }));
}

function newMatrix({ title, rows, columns }, { size, values }, entries) {
  const [height, width] = [values[rows].length, values[columns].length];
  const side = Math.max(height, width) <= 9 ? LARGE : SMALL;
  const room = side === LARGE ? ROOM : 4;
  const [w, h] = [room + width * side + 4, room + height * side + 4];
  const svg = shape("svg", { viewBox: `0 0 ${w} ${h}`, role: "img" });
  svg.style.maxWidth = `${w}px`;
  svg.append(shape("rect", { class: "frame", x: room, y: room, width: width * side, height: height * side }));
  const cells = entries.map((entry) => addEntry(svg, entry, room, side));
  if (side === LARGE) addNames(svg, size, rows, columns, [height, width], room);
  const update = (view, now) => {
    put(svg, "aria-label", inWords(title, rows, columns, [height, width], view, now));
    cells.forEach((cell, i) => cell(now[i], litIn(view, now[i])));
  };
  return { svg, update };
}

function addEntry(svg, { row, column, weight }, room, side) {
  const [x, y] = [room + column * side, room + row * side];
  const box = svg.appendChild(shape("rect", { class: "entry", "data-weight": weight, x, y, width: side, height: side }));
  const text = side === LARGE ? addText(svg, "value", x + side / 2, y + side / 2) : null;
  return ({ value }, lit) => {
    box.classList.toggle("lit", lit);
    if (text) write(text, brief(value));
  };
}

function addNames(svg, size, rows, columns, [height, width], room) {
  const names = (kind, count) => Array.from({ length: count }, (_, n) => nameOf(size, [kind, n]));
  names(rows, height).forEach((name, i) => addText(svg, "down", room - 4, room + (i + 0.5) * LARGE, name));
  names(columns, width).forEach((name, i) => addText(svg, "across", room + (i + 0.5) * LARGE, room - 9, name));
}

// Whether an entry has to do with what is chosen, as far as it is shown.
function litIn({ key: [kind, n], covered }, entry) {
  if (covered) return false;
  return kind === "bias" ? false : entry[kind === "target" ? "output" : kind] === n;
}

function inWords(title, rows, columns, [height, width], view, entries) {
  const lit = entries.filter((entry) => litIn(view, entry));
  const name = (kind, n) => nameOf(view.found.size, [kind, n]);
  const some = lit.slice(0, 12).map(({ row, column, value }) => `${brief(value)} at ${name(rows, row)}, ${name(columns, column)}`);
  const told = lit.length ? ` Lit: ${some.join("; ")}${lit.length > 12 ? " and more" : ""}.` : "";
  return `${title}. ${height} rows, ${width} columns, ${entries.length} entries of ${view.found.values.weight.length} weights.${told}`;
}
