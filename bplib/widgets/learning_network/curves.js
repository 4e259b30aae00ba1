// Curves against the steps: cost and accuracy, in training and held out; and the norm of each layer's derivatives.

import { addText, heading, polyline } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { clamp, numberText, powerOfTen } from "../shared/text.js";
import { percent, short } from "./verdicts.js";

const WIDE = 300;
const FRAME = { left: 44, right: 250, top: 10, bottom: 142 };
const SHARE = { top: 160, bottom: 200 }; // of the accuracy, below the cost
const FIRST = 100; // steps that are shown at the start; the axis doubles when it is full
const [LOWEST_NORM, HIGHEST_NORM] = [-7, 1];
const MOST_COST = 20;

function frame(kind, across, bottom = FRAME.bottom) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${bottom + 28}`, role: "img", class: kind });
  svg.append(shape("path", { class: "axes", d: `M${FRAME.left},${FRAME.top}V${FRAME.bottom}H${FRAME.right}` }));
  const last = addText(svg, "down", FRAME.right, bottom + 14);
  addText(svg, "across", FRAME.left, bottom + 14, "0");
  addText(svg, "across", (FRAME.left + FRAME.right) / 2, bottom + 14, across);
  return { svg, last };
}

function doubled(start, needed) {
  let reach = start;
  while (reach < needed) reach *= 2;
  return reach;
}

const across = (steps, all) => FRAME.left + (steps / all) * (FRAME.right - FRAME.left);
const height = (share) => FRAME.bottom - share * (FRAME.bottom - FRAME.top);
const lineOf = (points) => (points.length > 1 ? polyline(...points) : null);

// --- the cost

export function buildCost() {
  const { svg, last } = frame("cost", "steps", SHARE.bottom);
  svg.append(shape("path", { class: "axes", d: `M${FRAME.left},${SHARE.top}V${SHARE.bottom}H${FRAME.right}` }));
  [["0", FRAME.bottom], ["100 %", SHARE.top], ["0", SHARE.bottom]].forEach(([text, y]) => addText(svg, "down", FRAME.left - 5, y, text));
  const top = addText(svg, "down", FRAME.left - 5, FRAME.top);
  const [heldLine, line, heldShare, share] = [0, 1, 2, 3].map((i) => svg.appendChild(shape("path", { class: `curve ${i % 2 ? "training" : "held"}` })));
  const [words, node] = [element("p", { class: "curve-key" }), element("div", { class: "chart" })];
  node.append(heading("Cost, and accuracy: training (solid), held out (dashed)"), svg, words);
  function update({ rows }) {
    const all = doubled(FIRST, rows.at(-1)?.step ?? 0);
    const highest = highestOf(rows);
    const placed = (those, read, place) => lineOf(those.map((row) => [across(row.step, all), place(read(row))]));
    const [held, heightOfCost] = [rows.filter((row) => row.held), (cost) => height(clamp(cost / highest, 0, 1.02))];
    put(heldLine, "d", placed(held, (row) => row.held.cost, heightOfCost));
    put(line, "d", placed(rows, (row) => row.cost, heightOfCost));
    put(heldShare, "d", placed(held, (row) => row.held.accuracy, heightOfShare));
    put(share, "d", placed(rows, (row) => row.accuracy, heightOfShare));
    write(last, String(all));
    write(top, numberText(highest));
    write(words, nowInWords(rows.at(-1)));
    put(svg, "aria-label", costInWords(rows));
  }
  return { node, update };
}

const heightOfShare = (share) => SHARE.bottom - share * (SHARE.bottom - SHARE.top);

function highestOf(rows) {
  const finite = rows.flatMap((row) => [row.cost, row.held?.cost ?? 0]).filter(Number.isFinite);
  return doubled(1, Math.min(MOST_COST, Math.max(0, ...finite)));
}

function nowInWords(row) {
  if (!row) return "";
  const held = (text) => (row.held ? ` (held out ${text(row.held)})` : "");
  return `Cost ${short(row.cost)}${held(({ cost }) => short(cost))}, accuracy ${percent(row.accuracy)}${held(({ accuracy }) => percent(accuracy))}.`;
}

function costInWords(rows) {
  if (!rows.length) return "No cost yet.";
  const [first, now] = [rows[0], rows.at(-1)];
  return `Cost from ${short(first.cost)} to ${short(now.cost)} in ${now.step} steps${now.held ? `; held out ${short(now.held.cost)}` : ""}.`;
}

// --- the norms

const COLOURS_OF_LAYERS = ["violet", "green", "ochre", "teal", "pink"];

export function buildNorms() {
  const { svg, last } = frame("norms", "steps");
  for (let n = LOWEST_NORM + 1; n <= HIGHEST_NORM; n += 2) {
    const y = height((n - LOWEST_NORM) / (HIGHEST_NORM - LOWEST_NORM));
    svg.append(shape("path", { class: "grid", d: `M${FRAME.left},${y}H${FRAME.right}` }));
    addText(svg, "down", FRAME.left - 5, y, powerOfTen(n));
  }
  const lines = COLOURS_OF_LAYERS.map((colour, i) => svg.appendChild(shape("path", { class: `curve layer-${i + 1}`, stroke: `var(--${colour})` })));
  const names = COLOURS_OF_LAYERS.map((colour) => addColoured(svg, colour));
  const node = element("div", { class: "chart" }, heading("‖∂C/∂W‖ of each layer, on a logarithmic axis"), svg);
  function update({ rows, run }) {
    const all = doubled(FIRST, rows.at(-1)?.step ?? 0);
    lines.forEach((line, i) => put(line, "d", i < run.net.L ? lineOf(rows.map((row) => [across(row.step, all), heightOfNorm(row.norms[i])])) : null));
    nameLines(names, rows.at(-1)?.norms ?? []);
    write(last, String(all));
    put(svg, "aria-label", normsInWords(rows.at(-1)?.norms ?? []));
  }
  return { node, update };
}

function addColoured(svg, colour) {
  const name = addText(svg, "layer", FRAME.right + 5, 0);
  name.style.fill = `var(--${colour})`;
  return name;
}

const heightOfNorm = (norm) => height(clamp((Math.log10(Math.max(norm, 1e-99)) - LOWEST_NORM) / (HIGHEST_NORM - LOWEST_NORM), 0, 1.02));

// The number of each layer at the end of its line, moved apart where they would cover each other.
function nameLines(names, norms) {
  const order = norms.map((norm, i) => ({ i, y: heightOfNorm(norm) })).sort((a, b) => a.y - b.y);
  order.forEach((one, n) => n && (one.y = Math.max(one.y, order[n - 1].y + 13)));
  const over = Math.max(0, (order.at(-1)?.y ?? 0) - FRAME.bottom - 4);
  names.forEach((name) => write(name, ""));
  order.forEach(({ i, y }) => {
    put(names[i], "y", (y - over).toFixed(1));
    write(names[i], `layer ${i + 1}`);
  });
}

const normsInWords = (norms) => (norms.length ? `Norms of ∂C/∂W by layer: ${norms.map((norm, i) => `layer ${i + 1}, ${short(norm)}`).join("; ")}.` : "No norms yet.");
