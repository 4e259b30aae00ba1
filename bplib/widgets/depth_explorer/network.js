// A random network of 48 units a layer, forwards for 16 examples and backwards, as bplib.layers does it.
//
//     z¹     = W¹ x + b¹
//     u^l    = norm(z^l),  a^l = f(u^l)
//     z^{l+1} = s z^l + α (W^{l+1} a^l + b^{l+1})          s = 1 with a way around, else 0; α = 1 where none is chosen
//
// The entries of W^l and b^l are normals that were drawn once, times σ_w/√n and σ_b, so that sliders only rescale them.  The
// cost is C = mean over the examples of Σ_j r_j z^L_j with drawn normals r of mean square 1, so that δ^L = r; δ^l = m ∂C/∂z^l,
// for norms may couple examples.

import { newGenerator } from "../shared/generator.js";
import { UNITS } from "../shared/units.js";

export const [WIDTH, BATCH, DEEPEST] = [48, 16, 60];
export const COSINE = 0.6; // of the first two inputs
const [SIZE, EPSILON, PURPOSE] = [WIDTH * BATCH, 1e-5, 3];

// Which numbers are normalised together: for each group their places, and whether their mean is taken away.
const row = (i) => Int32Array.from({ length: WIDTH }, (_, k) => i * WIDTH + k);
const column = (k) => Int32Array.from({ length: BATCH }, (_, i) => i * WIDTH + k);
const [ROWS, COLUMNS] = [Array.from({ length: BATCH }, (_, i) => row(i)), Array.from({ length: WIDTH }, (_, k) => column(k))];
export const NORMS = {
  none: null,
  batch: { groups: COLUMNS, centred: true },
  layer: { groups: ROWS, centred: true },
  rms: { groups: ROWS, centred: false },
};

// α of the way through a block of a network of so many layers.
export const SCALES = { off: () => 1, naive: () => 1, root: (depth) => 1 / Math.sqrt(Math.max(1, depth - 1)), rezero: () => 0 };

// --- what is drawn once

export function drawn(seed) {
  const { normal } = newGenerator(seed, PURPOSE);
  const next = (count) => Float64Array.from({ length: count }, normal);
  const [inputs, top] = [next(SIZE), next(SIZE)];
  const layers = Array.from({ length: DEEPEST }, () => ({ weights: next(WIDTH * WIDTH), biases: next(WIDTH) }));
  return { X: prepared(inputs), top: scaledToOne(top), layers };
}

// Inputs of mean square 1, the second of which has the cosine 0.6 with the first.
function prepared(inputs) {
  const rows = Array.from({ length: BATCH }, (_, i) => inputs.subarray(i * WIDTH, (i + 1) * WIDTH));
  scaledToOne(rows[0]);
  const along = dot(rows[0], rows[1]) / WIDTH;
  rows[1].forEach((x, j) => (rows[1][j] = x - along * rows[0][j]));
  rows.forEach(scaledToOne);
  const aside = Math.sqrt(1 - COSINE ** 2);
  rows[1].forEach((x, j) => (rows[1][j] = COSINE * rows[0][j] + aside * x));
  return inputs;
}

// Divide numbers by a factor, in place, so that their mean square is 1.
function scaledToOne(row) {
  const root = Math.sqrt(meanSquare(row));
  row.forEach((x, j) => (row[j] = x / root));
  return row;
}

export function dot(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
export const meanSquare = (values) => dot(values, values) / values.length;

// --- forwards

// Z, U, A and D, index 0 being the input, and S: what each group was divided by.
export function passes(settings, normals) {
  const net = netOf(settings, normals);
  const forwards = forward(net);
  return { ...net, ...forwards, D: backward(net, forwards) };
}

function netOf({ depth, weights, biases, activation, norm, residual }, { X, top, layers }) {
  const [scale, shift] = [Math.sqrt(weights / WIDTH), Math.sqrt(biases)];
  const alpha = (l) => (l === 1 ? 1 : SCALES[residual](depth));
  return { depth, scale, shift, alpha, skip: residual === "off" ? 0 : 1, unit: UNITS[activation], group: NORMS[norm], X, top, layers };
}

function forward(net) {
  const [Z, U, A, S] = [[null], [null], [net.X], [null]];
  for (let l = 1; l <= net.depth; l++) {
    Z.push(weighted(net, l, A[l - 1], Z[l - 1]));
    const { h, s } = normalised(Z[l], net.group);
    U.push(h);
    S.push(s);
    A.push(h.map(net.unit.value));
  }
  return { Z, U, A, S };
}

// z^l from a^{l-1}, and from z^{l-1} where there is a way around.
function weighted({ layers, scale, shift, alpha, skip }, l, a, below) {
  const [{ weights, biases }, z, by] = [layers[l - 1], new Float64Array(SIZE), alpha(l)];
  for (let i = 0, at = 0; i < BATCH; i++) {
    for (let j = 0; j < WIDTH; j++, at++) {
      let sum = 0;
      for (let k = 0, w = j * WIDTH, x = i * WIDTH; k < WIDTH; k++) sum += weights[w++] * a[x++];
      z[at] = by * (scale * sum + shift * biases[j]);
    }
  }
  return skip && l > 1 ? z.map((value, i) => value + below[i]) : z;
}

// (x - mean) s with s = (variance + ε)^(-1/2) in each group; without a norm the same numbers again.
function normalised(z, group) {
  if (!group) return { h: z, s: null };
  const [h, s] = [new Float64Array(SIZE), new Float64Array(group.groups.length)];
  group.groups.forEach((places, g) => {
    const mean = group.centred ? meanAt(places, (i) => z[i]) : 0;
    s[g] = (meanAt(places, (i) => (z[i] - mean) ** 2) + EPSILON) ** -0.5;
    for (const i of places) h[i] = (z[i] - mean) * s[g];
  });
  return { h, s };
}

function meanAt(places, value) {
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += value(places[i]);
  return sum / places.length;
}

// --- backwards

function backward(net, { U, A, S }) {
  const D = Array(net.depth + 1);
  D[net.depth] = net.top;
  for (let l = net.depth - 1; l > 0; l--) {
    const g = handedDown(net, l + 1, D[l + 1]);
    for (let i = 0; i < SIZE; i++) g[i] *= net.unit.slope(U[l][i], A[l][i]);
    const through = throughNorm(g, U[l], S[l], net.group);
    D[l] = net.skip ? through.map((value, i) => value + D[l + 1][i]) : through;
  }
  return D;
}

// α Wᵀ δ, a row of weights after the other.
function handedDown({ layers, scale, alpha }, l, delta) {
  const [{ weights }, g, by] = [layers[l - 1], new Float64Array(SIZE), alpha(l) * scale];
  for (let i = 0, at = 0; i < BATCH; i++) {
    for (let j = 0, w = 0; j < WIDTH; j++, at++) {
      const d = by * delta[at];
      for (let k = 0, x = i * WIDTH; k < WIDTH; k++) g[x++] += d * weights[w++];
    }
  }
  return g;
}

// s (g - mean(g) - h mean(g h)) in each group; the mean of g stays where none was taken away forwards.
function throughNorm(g, h, s, group) {
  if (!group) return g;
  const out = new Float64Array(SIZE);
  group.groups.forEach((places, n) => {
    const mean = group.centred ? meanAt(places, (i) => g[i]) : 0;
    const along = meanAt(places, (i) => g[i] * h[i]);
    for (const i of places) out[i] = s[n] * (g[i] - mean - h[i] * along);
  });
  return out;
}

// ‖∂C/∂W^l‖: the square of a sum of products δ aᵀ needs only the inner products of the δ, and of the a.
export function gradientNorm({ D, A, alpha }, l) {
  const of = (values, i) => values.subarray(i * WIDTH, (i + 1) * WIDTH);
  let sum = 0;
  for (let i = 0; i < BATCH; i++) {
    for (let k = 0; k <= i; k++) {
      const pair = dot(of(D[l], i), of(D[l], k)) * dot(of(A[l - 1], i), of(A[l - 1], k));
      sum += k < i ? 2 * pair : pair;
    }
  }
  return (alpha(l) * Math.sqrt(Math.max(0, sum))) / BATCH;
}
