// Bars, a column for each key: from zero, or from a mean, and their numbers below them.

import { addText } from "../shared/drawing.js";
import { put, shape, write } from "../shared/elements.js";
import { sign, tenth } from "../shared/text.js";
import { tight } from "./words.js";

export const NUMBERS = 18; // pixels below the bars for their numbers
const NARROWEST = 36; // of a column that has room for its number

// Columns lie at left + (j + ½) step.  Returns update(values, {ends, base, hidden, texts}).
export function addBars(svg, { left, step, top, height, count }) {
  const zero = svg.appendChild(shape("path", { class: "zero" }));
  const bars = Array.from({ length: count }, (_, j) => addBar(svg, left + (j + 0.5) * step, step, top + height + 11));
  const line = svg.appendChild(shape("path", { class: "mean" }));
  return (values, { ends = endsOf(values), base = 0, hidden = [], texts = values.map(tight) } = {}) => {
    const down = (value) => top + ((ends[1] - value) / (ends[1] - ends[0])) * height;
    const across = `H${tenth(left + count * step)}`;
    put(zero, "d", `M${left},${tenth(down(0))}${across}`);
    put(line, "d", base ? `M${left},${tenth(down(base))}${across}` : null);
    bars.forEach((bar, j) => bar({ value: values[j], base, down, hidden: Boolean(hidden[j]), text: texts[j] }));
  };
}

// From the least to the largest of some numbers and 0.
export function endsOf(values) {
  const seen = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...seen), Math.max(0, ...seen)];
  return high - low < 1e-12 ? [0, 1] : [low, high];
}

function addBar(svg, x, step, below) {
  const place = { x: tenth(x - 0.34 * step), width: tenth(0.68 * step) };
  const [ghost, bar] = ["ghost", "bar"].map((kind) => svg.appendChild(shape("rect", { class: kind, ...place })));
  const number = addText(svg, "across number", tenth(x), below);
  return ({ value, base, down, hidden, text }) => {
    span(bar, down, base, value);
    put(bar, "data-sign", sign(value - base));
    span(ghost, down, 0, base ? value : 0);
    [bar, number].forEach((node) => node.classList.toggle("hidden", hidden));
    write(number, step >= NARROWEST ? text : "");
  };
}

function span(node, down, from, to) {
  const [top, bottom] = [down(Math.max(from, to)), down(Math.min(from, to))];
  put(node, "y", tenth(top));
  put(node, "height", tenth(bottom - top));
}
