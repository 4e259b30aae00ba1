// Where the parts of the network are, for a width; and how strongly numbers are drawn.

import { clamp } from "../shared/text.js";

const [TOP, ROOM, SPREAD] = [40, 64, 26]; // above the units, for the histograms, and below those
const WIDEST = 96; // a histogram

// Columns, units as {l, j, x, y}, their size, and the height of the whole.
export function placesOf(sizes, width) {
  const columns = sizes.length;
  const unit = Math.round(clamp(width / (columns * 1.75), 30, 46));
  const [edge, pitch] = [Math.max(unit, Math.min(WIDEST, width / columns)) / 2 + 2, unit + 10];
  const gap = (width - 2 * edge) / (columns - 1);
  const rows = Math.max(...sizes, 4);
  const middle = TOP + (rows * pitch) / 2;
  const column = (l) => edge + l * gap;
  const units = sizes.flatMap((n, l) => Array.from({ length: n }, (_, j) => ({ l, j, x: column(l), y: middle + (j - (n - 1) / 2) * pitch })));
  const base = TOP + rows * pitch + 10 + ROOM / 2;
  const histogram = { base, half: ROOM / 2, width: Math.min(WIDEST, gap * 0.94) };
  return { units, unit, column, gap, histogram, top: TOP, bottom: TOP + rows * pitch, width, height: base + ROOM / 2 + SPREAD };
}

// Where keys lead from the unit at a place: up and down in its layer, left and right to the unit of the next layer that is nearest
// in height; -1 where there is none.
export function waysFrom(units, i) {
  const { l, j, y } = units[i];
  const find = (layer, place) => units.findIndex((one) => one.l === layer && one.j === place);
  const beside = (layer) => {
    const [nearest] = units.filter((one) => one.l === layer).sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y) || a.j - b.j);
    return units.indexOf(nearest);
  };
  const ways = { ArrowUp: find(l, j - 1), ArrowDown: find(l, j + 1), ArrowLeft: beside(l - 1), ArrowRight: beside(l + 1) };
  return { ...ways, Home: 0, End: units.length - 1 };
}

export const widthOfWeight = (w) => clamp(Math.round(1 + 2 * Math.abs(w)) / 2 + 0.5, 1, 6);

// The share of an edge that its derivative fills: nothing at 10⁻⁵, all of it at 1.
export const LOWEST = -5;
export const shareOfGradient = (g) => (g === 0 || Number.isNaN(g) ? 0 : clamp(1 - Math.log10(Math.abs(g)) / LOWEST, 0, 1));

// Counts of numbers by size, from 10⁻⁷ to 10: {up, down} for positive and negative ones, and the largest count.
export const [BINS, SMALLEST, LARGEST] = [16, -7, 1];
export function binned(values) {
  const [up, down] = [new Array(BINS).fill(0), new Array(BINS).fill(0)];
  for (const value of values) {
    if (value === 0 || Number.isNaN(value)) continue;
    const place = ((Math.log10(Math.abs(value)) - SMALLEST) / (LARGEST - SMALLEST)) * BINS;
    (value > 0 ? up : down)[clamp(Math.floor(place), 0, BINS - 1)] += 1;
  }
  return { up, down, most: Math.max(...up, ...down) };
}
