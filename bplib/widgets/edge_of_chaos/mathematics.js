// The edge of chaos for tanh: theory at a point (σ_w², σ_b²), and a circle of inputs that is carried through random layers.
//
//     c ← (σ_w² E tanh(u) tanh(v) + σ_b²)/q*          u, v of variance q* and correlation c
//
// χ₁ is the slope of this map at c = 1.  Below 1 all cosines rise to 1 (order); above 1 they come to rest at c* < 1 (chaos).
// What is missing to c* shrinks by e in ξ_c = -1/ln(slope at c*) layers.

import { newGenerator } from "../shared/generator.js";
import { momentsOf, restingLength } from "../shared/mean_field.js";
import { UNITS } from "../shared/units.js";

export const [WIDEST, HIGHEST] = [5, 1]; // σ_w² and σ_b² at the ends of the axes
export const CELLS = [40, 25]; // across and upwards
export const [LAYERS, WIDTH, POINTS] = [20, 48, 60];
const [APART, EDGE, PURPOSE] = [9, 0.01, 4];
export const START = Math.cos((2 * Math.PI * APART) / POINTS); // the cosine of two inputs 9 places apart on the circle

// --- theory

export function pointAt({ weights, biases }) {
  const length = restingLength(UNITS.tanh, { weights, biases });
  const { slope, correlated, rising } = momentsOf(UNITS.tanh, Math.sqrt(length));
  const chi = weights * slope;
  const map = (c) => (weights * correlated(c) + biases) / length;
  const cosine = chi <= 1 ? 1 : crossing(map);
  const here = chi <= 1 ? chi : (weights * rising(cosine)) / length;
  return { length, chi, kind: kindOf(chi), map, cosine, slope: here, depth: here < 1 ? -1 / Math.log(here) : Infinity };
}

const kindOf = (chi) => (Math.abs(Math.log(chi)) < EDGE ? "edge" : chi < 1 ? "order" : "chaos");

// The c below 1 that is its own successor, by halving: at 0 the map is above c, just below 1 it is not.
function crossing(map) {
  let [low, high] = [0, 1 - 1e-9];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (map(middle) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// The predicted cosine of two inputs 54° apart, before and after each layer.
export function staircase(map, layers) {
  const values = [START];
  for (let l = 0; l < layers; l++) values.push(Math.min(1, map(values[l])));
  return values;
}

// --- the circle of Poole et al. (2016)

// Two directions at right angles, of length √n, and the normals of the layers.
export function drawnOnce() {
  const { normal } = newGenerator(0, PURPOSE);
  const next = (count) => Float64Array.from({ length: count }, normal);
  const [first, second] = [unitRow(next(WIDTH)), next(WIDTH)];
  const along = inner(first, second) / WIDTH;
  const layers = Array.from({ length: LAYERS }, () => ({ weights: next(WIDTH * WIDTH), biases: next(WIDTH) }));
  return { first, second: unitRow(second.map((v, j) => v - along * first[j])), layers };
}

const unitRow = (row) => row.map((v) => v * Math.sqrt(row.length / inner(row, row)));

function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

const ANGLES = Array.from({ length: POINTS }, (_, i) => (2 * Math.PI * i) / POINTS);

// z of 60 inputs on a circle of mean square q*, before and after each layer: lists of rows.
export function circle({ weights, biases, layer }, length, { first, second, layers }) {
  const [root, scale, shift] = [Math.sqrt(length), Math.sqrt(weights / WIDTH), Math.sqrt(biases)];
  const Z = [ANGLES.map((angle) => first.map((u, j) => root * (u * Math.cos(angle) + second[j] * Math.sin(angle))))];
  for (let l = 0; l < layer; l++) Z.push(Z[l].map((z) => through(layers[l], z.map(Math.tanh), scale, shift)));
  return Z;
}

function through({ weights, biases }, a, scale, shift) {
  const z = new Float64Array(WIDTH);
  for (let j = 0, w = 0; j < WIDTH; j++) {
    let sum = 0;
    for (let k = 0; k < WIDTH; k++) sum += weights[w++] * a[k];
    z[j] = scale * sum + shift * biases[j];
  }
  return z;
}

// The points around their middle, in the plane of the means of z cos θ and of z sin θ, in which they are most like a circle; the
// inputs have the radius 1.
export function seen(rows, length) {
  const middle = summed(rows, () => 1 / POINTS);
  const first = normed(summed(rows, Math.cos));
  const sine = summed(rows, Math.sin);
  const along = inner(first, sine);
  const second = normed(sine.map((v, j) => v - along * first[j]));
  const unit = Math.sqrt(WIDTH * length);
  return rows.map((row) => [first, second].map((axis) => (inner(row, axis) - inner(middle, axis)) / unit));
}

const summed = (rows, share) => rows[0].map((_, j) => rows.reduce((sum, row, i) => sum + share(ANGLES[i]) * row[j], 0));
const normed = (row) => row.map((v) => v / Math.sqrt(inner(row, row)));

// The mean cosine of two points that began 54° apart.
export function meanCosine(rows) {
  const cosines = rows.map((row, i) => {
    const other = rows[(i + APART) % POINTS];
    return inner(row, other) / Math.sqrt(inner(row, row) * inner(other, other));
  });
  return cosines.reduce((a, b) => a + b) / POINTS;
}
