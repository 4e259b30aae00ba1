// The three pictures: histograms by layer, sizes by layer on a logarithmic axis, and the cosine of two inputs by layer.

import { heading, icon } from "../shared/drawing.js";
import { chooser, element, labelled, put, shape, write } from "../shared/elements.js";
import { clamp, powerOfTen, tenth } from "../shared/text.js";
import { BINS, placeOn } from "./mathematics.js";
import { short } from "./words.js";

const [WIDE, HIGH] = [400, 292];
const FRAME = { x: 48, y: 8, width: 344, height: 240 };
const BOTTOM = FRAME.y + FRAME.height;
const text = (kind, x, y, words) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, words);

// A picture with a heading, axes of layers, and a group for what must not leave the frame.
function canvas(id, kind, title) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" });
  const clip = shape("clipPath", { id: `${id}-${kind}` }, shape("rect", FRAME));
  svg.append(shape("defs", {}, clip), shape("rect", { class: "frame", ...FRAME }));
  const [axes, inside] = [{}, { "clip-path": `url(#${id}-${kind})` }].map((given) => svg.appendChild(shape("g", given)));
  svg.append(text("across name", FRAME.x + FRAME.width / 2, BOTTOM + 31, "layer l"));
  const add = (name) => inside.appendChild(shape("path", { class: name }));
  return { svg, axes, add, node: element("div", { class: kind }, heading(title), svg) };
}

const layerAt = (l, depth) => FRAME.x + ((l - 0.5) / depth) * FRAME.width;
const heightAt = (place) => FRAME.y + ((1 - place) / 2) * FRAME.height; // of a place from -1 to 1

// The layers that are written at an axis: the first, the last, and some even ones between.
export function marked(depth) {
  const step = [1, 2, 5, 10].find((one) => depth / one <= 7);
  const apart = (l) => Math.min(depth - l, l - 1) >= step * 0.6;
  const even = Array.from({ length: depth }, (_, i) => i + 1).filter((l) => l % step === 0 && apart(l));
  return [...new Set([1, ...even, depth])];
}

// Marks of an axis of layers and of one of heights, pairs of a place from -1 to 1 and a text.
function drawAxes(axes, depth, heights) {
  const key = JSON.stringify([depth, heights]);
  if (axes.dataset.key === key) return;
  axes.dataset.key = key;
  const across = marked(depth).map((l) => text("across", layerAt(l, depth), BOTTOM + 13, String(l)));
  const down = heights.map(([place, words]) => text("down", FRAME.x - 5, heightAt(place), words));
  const grid = heights.map(([place]) => `M${FRAME.x},${tenth(heightAt(place))}h${FRAME.width}`).join("");
  axes.replaceChildren(shape("path", { class: "grid", d: grid || "M0,0" }), ...across, ...down);
}

// A path through what can be drawn, and dots at it; `place` is from a value to a place from -1 to 1, or NaN.
function wayOf(values, place, dotted) {
  const points = values.map((value, i) => [layerAt(i + 1, values.length), heightAt(place(value))]);
  const good = ([, y]) => Number.isFinite(y);
  if (dotted) return points.filter(good).map((point) => `M${point.map(tenth)}h0`).join("") || null;
  return points.map((point, i) => (good(point) ? `${i && good(points[i - 1]) ? "L" : "M"}${point.map(tenth)}` : "")).join("") || null;
}

// Values at the first, a middle and the last layer, in words.
export const places = (depth) => [...new Set([1, Math.ceil(depth / 2), depth])];
const told = (found, theory) =>
  places(found.length).map((l) => `${short(found[l - 1])} at layer ${l} (predicted ${short(theory[l - 1])})`).join(", ");

// --- the strip of histograms

const SHADES = 10;
const TICKS = { even: [-1, 0, 1], squeezed: [-30, -10, -3, -1, 0, 1, 3, 10, 30] };

export function buildStrip({ id, save }) {
  const { svg, axes, add, node } = canvas(id, "strip", "Histograms of the values, layer by layer");
  const shades = Array.from({ length: SHADES }, (_, i) => add(`shade shade-${i + 1}`));
  const lines = [1, -1].map(() => add("size"));
  const kind = chooser("strip", [["a", "aˡ, after f"], ["z", "zˡ, before norm and f"]]);
  kind.addEventListener("change", () => save({ strip: kind.value }));
  node.append(element("div", { class: "under fields" }, labelled("of", kind), ...lineOf("size", "± the predicted root mean square")));
  function update({ state, found, theory }) {
    const [place, root] = [placeOn(state), theory[state.strip]];
    kind.value = state.strip;
    const ticks = TICKS[place(1) > 0.5 ? "even" : "squeezed"];
    drawAxes(axes, state.depth, ticks.map((tick) => [place(tick), String(tick).replace("-", "−")]));
    shades.forEach((path, i) => put(path, "d", boxesOf(found.shares, i)));
    [1, -1].forEach((sign, i) => put(lines[i], "d", wayOf(root, (value) => clamp(place(sign * value), -1, 1), false)));
    put(svg, "aria-label", `Histograms of ${state.strip} by layer; its root mean square: ${told(found[state.strip], root)}`);
  }
  return { node, update };
}

// The boxes of all bins whose share has a shade: the square root of the share, in ten steps.
function boxesOf(shares, shade) {
  const across = Array.from({ length: shares.length + 1 }, (_, l) => tenth(FRAME.x + (l / shares.length) * FRAME.width));
  const up = Array.from({ length: BINS + 1 }, (_, bin) => tenth(BOTTOM - (bin / BINS) * FRAME.height));
  const boxes = shares.map((counts, l) => Array.from(counts, (share, bin) => shadeOf(share) === shade && boxAt(across, up, l, bin)));
  return boxes.flat().filter(Boolean).join("") || null;
}

const shadeOf = (share) => Math.ceil(Math.sqrt(share) * SHADES - 1e-9) - 1;
const boxAt = (across, up, l, bin) => `M${across[l]},${up[bin]}H${across[l + 1]}V${up[bin + 1]}H${across[l]}z`;

// --- sizes of δ and of the gradients

const KINDS = [
  ["delta", "root mean square of δˡ"],
  ["gradient", "‖∂C/∂Wˡ‖"],
];

export function buildSizes({ id }) {
  const { svg, axes, add, node } = canvas(id, "sizes", "How large δ and the gradients are");
  const rows = KINDS.map(([name, words]) => ({ name, words, line: add(`line ${name}`), dots: add(`dots ${name}`) }));
  const note = svg.appendChild(text("note", FRAME.x + 8, BOTTOM - 12, ""));
  const legend = [...KINDS.flatMap(([name, words]) => dotOf(name, words)), "lines: predicted, for wide layers and a large batch"];
  node.append(element("p", { class: "under legend" }, ...legend));
  function update({ state, found, theory }) {
    const { place, ticks } = decades(KINDS.flatMap(([name]) => [...found[name], ...theory[name]]));
    drawAxes(axes, state.depth, ticks);
    rows.forEach(({ name, line, dots }) => {
      put(line, "d", wayOf(theory[name], place, false));
      put(dots, "d", wayOf(found[name], place, true));
    });
    const missing = found.gradient.filter((one) => one === 0).length;
    write(note, missing ? `∂C/∂Wˡ is 0 in ${missing} ${missing === 1 ? "layer" : "layers"}: not on this axis` : "");
    const said = rows.map(({ name, words }) => `${words}: ${told(found[name], theory[name])}`).join("; ");
    put(svg, "aria-label", `Sizes by layer on a logarithmic axis. ${said}`);
  }
  return { node, update };
}

// An axis of powers of ten with room for all positive numbers, and for 1.
function decades(values) {
  const powers = values.filter((value) => value > 0 && value < Infinity).map(Math.log10);
  const [lowest, highest] = [Math.min(-0.3, ...powers), Math.max(0.3, ...powers)];
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((one) => (highest - lowest) / one <= 6);
  const [low, high] = [Math.floor(lowest / step - 0.05) * step, Math.ceil(highest / step + 0.05) * step];
  const placeOf = (power) => (2 * (power - low)) / (high - low) - 1;
  const ticks = Array.from({ length: (high - low) / step + 1 }, (_, i) => low + i * step);
  const place = (value) => (value > 0 && value < Infinity ? placeOf(Math.log10(value)) : NaN);
  return { place, ticks: ticks.map((power) => [placeOf(power), powerOfTen(power)]) };
}

// --- the cosine of two inputs

export function buildCosines({ id }) {
  const { svg, axes, add, node } = canvas(id, "cosines", "How alike two inputs are");
  const [line, dots] = [add("line cosine"), add("dots cosine")];
  node.append(element("p", { class: "under legend" }, ...dotOf("cosine", "cosine of what f is given for two inputs"), "line: predicted"));
  const place = (value) => clamp(value, -1, 1) * 0.96;
  function update({ state, found, theory }) {
    drawAxes(axes, state.depth, [-1, -0.5, 0, 0.5, 1].map((value) => [place(value), String(value).replace("-", "−")]));
    put(line, "d", wayOf(theory.cosine, place, false));
    put(dots, "d", wayOf(found.cosine, place, true));
    put(svg, "aria-label", `The cosine of two inputs by layer: ${told(found.cosine, theory.cosine)}`);
  }
  return { node, update };
}

// --- what stands for what

const dotOf = (name, words) => [
  icon("0 0 30 10", 30, 10, shape("path", { class: `line ${name}`, d: "M1,5H29" }), shape("path", { class: `dots ${name}`, d: "M15,5h0" })),
  element("span", {}, words),
];
const lineOf = (name, words) => [
  element("span", { class: "legend" }, icon("0 0 30 8", 30, 8, shape("path", { class: name, d: "M1,4H29" })), ` ${words}`),
];
