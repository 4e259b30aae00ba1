// The points: those of the library's data sets, which Python hands over, and the reader's own.

import { clamp } from "../shared/text.js";

export const OWN = "own points";
export const [MOST_POINTS, REACH] = [200, 2]; // of one's own: how many, and how far from 0

// The examples of a state: to learn from, and held out (none of one's own), each {X, Y, m}; X and Y are flat.
export function examplesOf({ problem, noise, points }, problems) {
  if (problem === OWN) return { training: examples(points), held: null, limits: [-REACH, REACH, -REACH, REACH].map((x) => 1.1 * x) };
  const { clean, jitter, classes, training: m } = problems[problem];
  const all = classes.map((y, i) => [0, 1].map((k) => clean[2 * i + k] + noise * jitter[2 * i + k]).concat(y));
  return { training: examples(all.slice(0, m)), held: examples(all.slice(m)), limits: squareAround(all) };
}

function examples(points) {
  return { X: Float64Array.from(points.flatMap(([x, y]) => [x, y])), Y: Float64Array.from(points, ([, , y]) => y), m: points.length };
}

// The smallest square around points, with a margin: left, right, bottom, top.
export function squareAround(points, margin = 0.08) {
  const ends = [0, 1].map((k) => [Math.min(...points.map((p) => p[k])), Math.max(...points.map((p) => p[k]))]);
  const half = Math.max(...ends.map(([low, high]) => high - low), 1e-9) * (0.5 + margin);
  return ends.flatMap(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half]);
}

export const canLearnFrom = ({ Y }) => Y.includes(0) && Y.includes(1);

// The centres of n by n cells of a square, row by row from the top, flat.
export function cellsOf([left, right, bottom, top], n) {
  const X = new Float64Array(2 * n * n);
  for (let row = 0, i = 0; row < n; row++) {
    for (let column = 0; column < n; column++, i += 2) {
      X[i] = left + ((column + 0.5) / n) * (right - left);
      X[i + 1] = top - ((row + 0.5) / n) * (top - bottom);
    }
  }
  return X;
}

// --- points in words: a line each, "x, y, class"

export const asLines = (points) => points.map(([x, y, c]) => `${x}, ${y}, ${c}`).join("\n");

// Points from lines, the number of the line of each, and in words what is wrong with each line that is none.  Empty lines and # notes
// are passed over, and so are the names of columns: a first line without a number.
export function pointsFrom(text) {
  const found = { points: [], lines: [], wrong: [] };
  let first = true;
  text.split("\n").forEach((line, i) => {
    if (!line.trim() || line.trim().startsWith("#")) return;
    const named = first && partsOf(line).every((part) => !Number.isFinite(numberIn(part)));
    first = false;
    if (!named) takeLine(line, i + 1, found);
  });
  const { points, wrong } = found;
  if (points.length > MOST_POINTS) wrong.push(`${points.length} points are too many: at most ${MOST_POINTS} fit here.`);
  return found;
}

function takeLine(line, number, { points, lines, wrong }) {
  const [point, problem] = pointFrom(line);
  if (problem) return wrong.push(`Line ${number}: ${problem}`);
  points.push(point);
  lines.push(number);
}

const partsOf = (line) => line.trim().split(/\s*[,;\t]\s*|\s+/);
const numberIn = (part) => (part === "" ? NaN : Number(part));

function pointFrom(line) {
  const shown = `“${line.trim().slice(0, 30)}”`;
  if (hasDecimalCommas(line)) return [null, `${shown}: use a decimal point, as in 0.5.`];
  const parts = partsOf(line);
  if (parts.length !== 3) return [null, `${shown} has ${parts.length} of the three parts x, y, class.`];
  const [x, y, c] = parts.map(numberIn);
  if (![x, y].every(Number.isFinite)) return [null, `in ${shown} x and y must be numbers such as 0.5.`];
  if (c !== 0 && c !== 1) return [null, `in ${shown} the class must be 0 or 1.`];
  return [[x, y, c], null];
}

// Whether a line has three parts once commas no longer part it, one of them as “0,5”.
function hasDecimalCommas(line) {
  const parts = line.trim().split(/\s*[;\t]\s*|\s+/);
  return parts.length === 3 && parts.every((part) => /^[-+]?\d+([.,]\d+)?$/.test(part)) && parts.some((part) => part.includes(","));
}

// Points with both coordinates in reach: where some are not (`far`, by their places), all are moved and scaled by one factor.
export function fitted(points) {
  const far = [...points.keys()].filter((i) => Math.max(Math.abs(points[i][0]), Math.abs(points[i][1])) > REACH);
  if (!far.length) return { points, far };
  const [left, right, bottom, top] = squareAround(points, 0);
  const half = (right - left) / 2;
  const inReach = (value, low) => rounded(((value - low) / half - 1) * REACH);
  return { points: points.map(([x, y, c]) => [inReach(x, left), inReach(y, bottom), c]), far };
}

const rounded = (value) => Number(clamp(value, -REACH, REACH).toFixed(2)) + 0;
export const placed = (x, y, c) => [rounded(x), rounded(y), c];
