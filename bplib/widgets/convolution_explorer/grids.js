// The drawing: grids of numbers, each a slider that can be dragged or a button, and the links that run from x through the kernel.

import { addText, newDrawing } from "../shared/drawing.js";
import { element, KEYS, put, shape, write } from "../shared/elements.js";
import { makeSlider, oneTabStop } from "../shared/hand.js";
import { numberText, sign, tenth } from "../shared/text.js";
import { CELL, cellAt, cornerAt, layoutOf, paddingOf } from "./layout.js";
import { limitOf } from "./mathematics.js";
import { brief, nameOf } from "./words.js";

const BOARD = "Input, kernel, outputs and targets. Left and right go from one number to the next; up and down change it.";
const HELP = "Below each number stands its derivative, below an output its δ: blue is positive, orange negative. Point at a number, click it or go to it with ← and →; drag it up or down, or press ↑ and ↓, to change it.";
const NARROW = 620; // pixels

// The drawing is built anew when its shape changes.
export function buildGrids(actions) {
  const [place, cost] = [element("div", { class: "board" }), element("b", {})];
  const node = element("div", { class: "grids" }, place, element("p", { class: "legend" }, cost, HELP));
  let board = null;
  function update(view) {
    const layout = layoutOf(view.found.size, place.clientWidth < NARROW);
    if (board?.layout.key !== layout.key) {
      board = newBoard(layout, view, actions);
      place.replaceChildren(board.svg);
    }
    write(cost, `C = ½ Σ δ² = ${numberText(view.found.cost)}.`);
    board.update(view);
  }
  return { node, update };
}

function newBoard(layout, view, actions) {
  const drawing = newDrawing(layout, BOARD, ["ground", "links", "words", "cells"]);
  const board = { ...drawing, layout, actions, size: view.found.size };
  layout.grids.forEach((grid) => addText(drawing.words, "caption", grid.x, grid.y - 13, grid.words));
  const rings = addPadding(board);
  const cells = layout.grids.flatMap((grid) => Array.from({ length: grid.rows * grid.columns }, (_, n) => addCell(board, grid, n)));
  const lead = oneTabStop(cells.map((cell) => cell.node));
  const drawLinks = addLinks(board);
  function update(now) {
    const marks = marksOf(now);
    cells.forEach((cell) => cell.update(now, marks));
    rings.forEach(({ node, place }) => put(node, "data-weight", marks.get(`input,${place}`)?.weight ?? null));
    drawLinks(now);
    lead(cells.find(({ key }) => String(key) === String(now.chosen)).node);
  }
  return { svg: drawing.svg, layout, update };
}

function addPadding({ ground, layout: { at } }) {
  return paddingOf(at.input).map((place) => {
    const [x, y] = cornerAt(at.input, ...place);
    const node = ground.appendChild(shape("g", { class: "padding" }, shape("rect", { x: x + 1, y: y + 1, width: CELL.width - 2, height: CELL.height - 2 })));
    addText(node, "zero", x + CELL.width / 2, y + 22, "0");
    return { node, place };
  });
}

// --- cells

function addCell(board, grid, n) {
  const [key, [x, y]] = [[grid.kind, n], cellAt(grid, n)];
  const node = board.cells.appendChild(shape("g", { ...KEYS, class: `cell ${grid.kind}`, "data-key": String(key) }));
  node.append(shape("rect", { class: "box", x: x + 1, y: y + 1, width: CELL.width - 2, height: CELL.height - 2, rx: 4 }));
  const [tag, value, slope] = [["tag", 9.5], ["value", 22], ["slope", 38]].map(([kind, dy]) => addText(node, kind, x + CELL.width / 2, y + dy));
  [tag, value, slope].forEach((text) => put(text, "aria-hidden", "true")); // the label of the cell says it
  wire(board, node, key);
  function update(view, marks) {
    showNumbers(view, key, value, slope);
    const mark = marks.get(markOf(board.size, key));
    put(node, "data-weight", mark?.weight ?? (grid.kind === "weight" ? n : null));
    node.classList.toggle("lit", mark !== undefined);
    node.classList.toggle("now", Boolean(mark?.now));
    node.classList.toggle("chosen", String(view.key) === String(key));
    write(tag, mark?.tag ?? "");
    say(view, node, key);
  }
  return { node, key, update };
}

function wire({ actions }, node, key) {
  node.addEventListener("focus", () => actions.choose(key));
  node.addEventListener("click", () => actions.choose(key));
  node.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && actions.hover(key));
  node.addEventListener("pointerleave", () => actions.hover(null));
  if (key[0] !== "output") return makeSlider(node, { value: () => actions.valueOf(key), change: (...to) => actions.change(key, ...to) });
  put(node, "role", "button");
  node.addEventListener("pointerdown", () => node.focus({ preventScroll: true }));
}

// Below a number stands its derivative, below an output its δ.
function showNumbers({ found }, key, value, slope) {
  const [kind, n] = key;
  const below = kind === "output" ? found.delta[n] : found.gradients[kind][n];
  write(value, brief(found.values[kind][n]));
  write(slope, kind === "target" ? "" : brief(below));
  put(slope, "data-sign", sign(below));
}

// What a screen reader says of a cell.
function say({ found, key: chosen }, node, key) {
  const [kind, n] = key;
  const [name, value] = [nameOf(found.size, key), numberText(found.values[kind][n])];
  if (kind === "output") {
    put(node, "aria-label", `${name} = ${value}, ${nameOf(found.size, ["delta", n])} = ${numberText(found.delta[n])}`);
    return put(node, "aria-pressed", String(String(chosen) === String(key)));
  }
  put(node, "aria-label", { input: "input", weight: "weight", bias: "bias", target: "target" }[kind] + ` ${name}`);
  put(node, "aria-valuemin", -limitOf(kind));
  put(node, "aria-valuemax", limitOf(kind));
  put(node, "aria-valuenow", found.values[kind][n]);
  put(node, "aria-valuetext", `${value}, derivative ${numberText(found.gradients[kind][n])}`);
}

// --- what the chosen number has to do with: marks by cell

const markOf = (size, [kind, n]) => (kind === "input" ? `input,${[Math.floor(n / size.w), n % size.w]}` : `${kind},${n}`);

// A mark is {weight, tag, now}: the weight gives the colour; the tag is the name of the weight or the number of the term.
function marksOf({ found, key: [kind], terms, count }) {
  const marks = new Map();
  terms.forEach(({ link }, i) => {
    const tag = kind === "weight" ? `${i + 1}` : link.weight === undefined ? "" : nameOf(found.size, ["weight", link.weight]);
    const mark = { weight: link.weight ?? null, tag, now: i === count - 1 && count < terms.length };
    const seen = i < count;
    if (!seen) return;
    marks.set(`output,${link.output}`, kind === "output" || kind === "target" ? { ...mark, tag: "", weight: null } : mark);
    if (link.place) marks.set(`input,${link.place}`, kind === "input" ? { ...mark, tag: "", weight: null } : mark);
    if (link.weight !== undefined) marks.set(`weight,${link.weight}`, { ...mark, tag: "" });
  });
  return marks;
}

// --- links

const HIGHEST = 49; // links that can be lit at a time

function addLinks({ links, layout }) {
  const paths = Array.from({ length: HIGHEST }, () => links.appendChild(shape("path", { class: "link" })));
  return ({ terms, count }) => {
    paths.forEach((path, i) => {
      const link = i < count ? terms[i]?.link : null;
      put(path, "d", link?.place ? linkPath(layout, link) : null);
      put(path, "data-weight", link?.weight ?? null);
      path.classList.toggle("now", i === count - 1 && count < terms.length);
    });
  };
}

// From a number of x, or of the padding, to its weight and on to the output.
function linkPath({ at, low }, { place, weight, output }) {
  const stations = [cornerAt(at.input, ...place), cellAt(at.weight, weight), cellAt(at.output, output)];
  return low ? curve(stations, [CELL.width / 2, CELL.height], [CELL.width / 2, 0], 1) : curve(stations, [CELL.width, CELL.height / 2], [0, CELL.height / 2], 0);
}

// Curves from the side `out` of each cell to the side `into` of the next; they begin and end along the axis.
function curve(corners, out, into, axis) {
  const ends = corners.slice(1).map((to, i) => [corners[i].map((c, d) => c + out[d]), to.map((c, d) => c + into[d])]);
  return ends.map(([from, to]) => {
    const middle = (from[axis] + to[axis]) / 2;
    const bent = (point) => point.map((c, d) => (d === axis ? middle : c));
    return `M${from.map(tenth)}C${bent(from).map(tenth)} ${bent(to).map(tenth)} ${to.map(tenth)}`;
  }).join("");
}
