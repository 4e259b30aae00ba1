// The edges of the network and its histograms, painted: weights as lines, derivatives as bars that reach back from the unit above.

import { BINS, binned, shareOfGradient, widthOfWeight } from "./layout.js";

const ASIDE = 3.5; // how far a bar is from the line of its weight
const thickness = (edges) => (edges > 20 ? 1.5 : 2.5); // of a bar, where there are so many between two layers

// All edges; `learned` is the lowest layer whose derivatives are known, `chosen` the unit whose edges stand out.
export function paintEdges(context, net, gradient, places, colours, { learned, chosen }) {
  const groups = new Map();
  eachEdge(net, places, (l, j, k, from, to, at) => {
    const faint = chosen && !touches(chosen, l, j, k);
    lineIn(groups, net.W[l][at], widthOfWeight(net.W[l][at]), faint).push(from, to);
    if (l < learned) return;
    const [begin, end] = barOf(from, to, shareOfGradient(gradient.W[l][at]));
    if (begin) lineIn(groups, gradient.W[l][at], thickness(net.W[l].length), faint, "bar").push(begin, end);
  });
  [...groups.values()].sort((a, b) => b.faint - a.faint).forEach((group) => paintGroup(context, group, colours));
}

// Edges of a hidden unit that is chosen, or of an input; where the output is chosen, all stand out alike.
const touches = ([l, j], layer, above, below) => (layer === l && above === j) || (layer === l + 1 && below === j);

function eachEdge({ sizes, L }, { units, unit }, visit) {
  const first = sizes.map((_, l) => units.findIndex((one) => one.l === l));
  for (let l = 1; l <= L; l++) {
    for (let j = 0, at = 0; j < sizes[l]; j++) {
      for (let k = 0; k < sizes[l - 1]; k++, at++) {
        const [a, b] = [units[first[l - 1] + k], units[first[l] + j]];
        visit(l, j, k, [a.x + unit / 2 + 1, a.y], [b.x - unit / 2 - 1, b.y], at);
      }
    }
  }
}

function lineIn(groups, value, width, faint, kind = "line") {
  const key = `${kind} ${value < 0} ${width} ${faint}`;
  if (!groups.has(key)) groups.set(key, { kind, negative: value < 0, width, faint, points: [] });
  return groups.get(key).points;
}

// A bar beside its edge, from the upper unit back towards the lower one.
function barOf([x0, y0], [x1, y1], share) {
  if (share === 0) return [null, null];
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ox, oy] = [(-(y1 - y0) / length) * ASIDE, ((x1 - x0) / length) * ASIDE];
  return [[x1 + ox, y1 + oy], [x1 + ox - share * (x1 - x0), y1 + oy - share * (y1 - y0)]];
}

function paintGroup(context, { kind, negative, width, faint, points }, colours) {
  context.strokeStyle = negative ? colours.negative : colours.positive;
  context.globalAlpha = faint ? 0.16 : kind === "bar" ? 1 : 0.6;
  context.lineWidth = width;
  context.setLineDash(!negative ? [] : kind === "bar" ? [4, 2.5] : [7, 4]);
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    context.moveTo(...points[i]);
    context.lineTo(...points[i + 1]);
  }
  context.stroke();
  if (kind === "bar") paintEnds(context, points);
  context.globalAlpha = 1;
  context.setLineDash([]);
}

// A tick across the end of each bar.
function paintEnds(context, points) {
  context.setLineDash([]);
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const [ox, oy] = [((y1 - y0) / length) * 3.5, (-(x1 - x0) / length) * 3.5];
    context.moveTo(x1 + ox, y1 + oy);
    context.lineTo(x1 - ox, y1 - oy);
  }
  context.stroke();
}

// --- the distribution of δ below each layer: by size, positive ones upwards, negative ones downwards

export function paintErrors(context, { L }, { D }, { column, histogram }, colours, down) {
  const { base, half, width } = histogram;
  for (let l = 1; l <= L; l++) {
    const left = column(l) - width / 2;
    context.strokeStyle = colours.strong;
    context.lineWidth = 1;
    context.strokeRect(left, base - half, width, 2 * half);
    context.beginPath();
    context.moveTo(left, base);
    context.lineTo(left + width, base);
    context.stroke();
    if (l < down) continue;
    paintBars(context, binned(D[l]), left, histogram, colours);
    if (!D[l].every(Number.isFinite)) paintWord(context, "overflow", left + width / 2, base, colours.ink);
  }
}

function paintWord(context, word, x, y, colour) {
  Object.assign(context, { fillStyle: colour, font: "11px sans-serif", textAlign: "center", textBaseline: "bottom" });
  context.fillText(word, x, y - 2);
}

function paintBars(context, { up, down, most }, left, { base, half, width }, colours) {
  const [bar, scale] = [width / BINS, (half - 3) / Math.max(1, most)];
  context.fillStyle = colours.positive;
  up.forEach((count, i) => context.fillRect(left + i * bar + 0.5, base - count * scale, bar - 1, count * scale));
  context.fillStyle = colours.negative;
  down.forEach((count, i) => context.fillRect(left + i * bar + 0.5, base, bar - 1, count * scale));
}
