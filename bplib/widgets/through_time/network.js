// A recurrent layer of a few units, forwards and backwards in time: tanh units, LSTM, GRU.
//
//   a_t = gain · W ξ_t + b        u_t = U h_{t−1}, where U is the radius times an orthogonal matrix, of each gate its own
//
// A kind of cell makes h_t (and c_t) from a_t, u_t and the state before.  Backwards it says, from ∂C/∂h_t and ∂C/∂c_t, what goes
// to u_t, gate by gate, and what goes straight to the state before.  The cost looks at the last moment only: ∂C/∂h_T is given.

import { newGenerator } from "../shared/generator.js";

export const [MOST_UNITS, LONGEST, LARGEST_SEED] = [8, 60, 9999];
const [PURPOSE, MOST_GATES] = [11, 4];

const { tanh } = Math;
const logistic = (z) => (1 + tanh(z / 2)) / 2;
const each = (one, f) => one.map((_, j) => f(j));

// --- the cells

// The gates are in the library's order: o, i, f, g for LSTM; r, z, n for GRU.  `keeps` is the gate with the bias that is set.
export const CELLS = {
  rnn: { title: "tanh units (RNN)", gates: 1, keeps: null, forward: rnnForward, backward: rnnBackward },
  lstm: { title: "LSTM", gates: 4, keeps: 2, forward: lstmForward, backward: lstmBackward },
  gru: { title: "GRU", gates: 3, keeps: 1, forward: gruForward, backward: gruBackward },
};

function rnnForward([a], [u]) {
  return { h: each(a, (j) => tanh(a[j] + u[j])) };
}

function rnnBackward({ h }, g) {
  return { gates: [each(h, (j) => g[j] * (1 - h[j] ** 2))], h: each(h, () => 0), c: each(h, () => 0) };
}

function lstmForward(a, u, before) {
  const z = a.map((row, k) => each(row, (j) => row[j] + u[k][j]));
  const [o, i, f] = z.slice(0, 3).map((row) => row.map(logistic));
  const g = z[3].map(tanh);
  const c = each(f, (j) => f[j] * before.c[j] + i[j] * g[j]);
  return { o, i, f, g, c, before, h: each(o, (j) => o[j] * tanh(c[j])) };
}

// ∂C/∂c_t with what comes through h_t.
const intoCell = ({ o, c }, g_h, g_c) => each(c, (j) => g_c[j] + g_h[j] * o[j] * (1 - tanh(c[j]) ** 2));

function lstmBackward(step, g_h, g_c) {
  const { o, i, f, g, c, before } = step;
  const cell = intoCell(step, g_h, g_c);
  const slope = (gate, j) => gate[j] * (1 - gate[j]);
  const gates = [
    each(o, (j) => g_h[j] * tanh(c[j]) * slope(o, j)),
    each(i, (j) => cell[j] * g[j] * slope(i, j)),
    each(f, (j) => cell[j] * before.c[j] * slope(f, j)),
    each(g, (j) => cell[j] * i[j] * (1 - g[j] ** 2)),
  ];
  return { gates, h: each(c, () => 0), c: each(f, (j) => cell[j] * f[j]), cell };
}

function gruForward(a, u, before) {
  const [r, z] = [0, 1].map((k) => each(a[k], (j) => logistic(a[k][j] + u[k][j])));
  const n = each(r, (j) => tanh(a[2][j] + r[j] * u[2][j]));
  return { r, z, n, u: u[2], before, h: each(n, (j) => n[j] + z[j] * (before.h[j] - n[j])) };
}

function gruBackward({ r, z, n, u, before }, g) {
  const fresh = each(n, (j) => g[j] * (1 - z[j]) * (1 - n[j] ** 2));
  const gates = [
    each(r, (j) => fresh[j] * u[j] * r[j] * (1 - r[j])),
    each(z, (j) => g[j] * (before.h[j] - n[j]) * z[j] * (1 - z[j])),
    each(n, (j) => fresh[j] * r[j]),
  ];
  return { gates, h: each(z, (j) => g[j] * z[j]), c: each(z, () => 0) };
}

// --- what is drawn once

// For a seed and n units: orthogonal matrices for W and U of four gates, ξ for sixty moments, and ∂C/∂h_T of length 1.
export function drawn(seed, n) {
  const { normal } = newGenerator(seed, PURPOSE);
  const row = () => Array.from({ length: n }, normal);
  const [W, U] = [0, 1].map(() => Array.from({ length: MOST_GATES }, () => orthogonal(Array.from({ length: n }, row))));
  const inputs = Array.from({ length: LONGEST }, row);
  return { W, U, inputs, top: unitLength(row()) };
}

export const dot = (a, b) => a.reduce((total, one, j) => total + one * b[j], 0);
export const lengthOf = (a) => Math.sqrt(dot(a, a));
const unitLength = (a) => a.map((one) => one / lengthOf(a));

// Gram and Schmidt: from each row what lies along the rows before it is taken away.
function orthogonal(rows) {
  const done = [];
  for (const row of rows) {
    let rest = row;
    for (const one of [...done, ...done]) rest = each(rest, (j) => rest[j] - dot(rest, one) * one[j]);
    done.push(unitLength(rest));
  }
  return done;
}

// --- both passes

const times = (M, v) => M.map((row) => dot(row, v));
const timesTransposed = (M, v) => each(M[0], (j) => M.reduce((total, row, i) => total + row[j] * v[i], 0));

// The states 0 to T; state 0 is 0.
export function forward({ kind, n, moments, radius, gain, keep }, { W, U, inputs }) {
  const cell = CELLS[kind];
  const gates = Array.from({ length: cell.gates }, (_, k) => k);
  const states = [{ h: Array(n).fill(0), c: Array(n).fill(0) }];
  for (const input of inputs.slice(0, moments)) {
    const before = states.at(-1);
    const a = gates.map((k) => times(W[k], input).map((one) => gain * one + (k === cell.keeps ? keep : 0)));
    const u = gates.map((k) => times(U[k], before.h).map((one) => radius * one));
    states.push(cell.forward(a, u, before));
  }
  return states;
}

// For the moments T to 1, by t: ∂C/∂h_t, ∂C/∂c_t, and what goes to u_t, gate by gate.
export function backward({ kind, n, radius }, { U, top }, states) {
  const back = [];
  let [h, c] = [top, Array(n).fill(0)];
  for (let t = states.length - 1; t >= 1; t--) {
    const given = CELLS[kind].backward(states[t], h, c);
    back[t] = { h, c: given.cell ?? c, gates: given.gates };
    const through = given.gates.map((gate, k) => timesTransposed(U[k], gate));
    h = each(h, (j) => given.h[j] + radius * through.reduce((total, one) => total + one[j], 0));
    c = given.c;
  }
  return back;
}
