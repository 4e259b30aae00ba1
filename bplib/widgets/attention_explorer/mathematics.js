// One attention: a query compares itself with all keys and takes a weighted mean of the values; and the way back.
//
//   s_j = q·k_j /√d        p = softmax(s)        y = Σ_j p_j v_j
//
//   ∂v_j = p_j g           ∂p_j = g·v_j          r = Σ_j p_j ∂p_j
//   ∂s_j = p_j (∂p_j − r)  ∂k_j = ∂s_j q /√d     ∂q = Σ_j ∂s_j k_j /√d          with g = ∂C/∂y
//
//   network.js   the trained nets

import { newGenerator } from "../shared/generator.js";
import { mixOf, softmaxOf } from "./network.js";

export const [MANY_KEYS, LARGEST_D] = [16, 256]; // of random vectors
const PURPOSE = 13;

const dot = (a, b) => a.reduce((total, one, i) => total + one * b[i], 0);
const total = (list) => list.reduce((sum, one) => sum + one, 0);
const times = (factor, vector) => vector.map((one) => factor * one);
export const sizeOf = (vector) => Math.sqrt(dot(vector, vector));

// --- what is computed with

// The query that is looked at with its keys, and which of them the mask lets it see.
export function settingOf(state) {
  const { q, k, v, g } = state.start === "random vectors" ? randomVectors(state) : { ...state, q: state.q[state.query - 1] };
  const hides = state.causal && state.start !== "random vectors" && state.q.length > 1;
  return { q, k, v, g, scale: state.scale, mask: state.mask, visible: k.map((_, j) => !hides || j < state.query) };
}

// Normal numbers: those of a small d are the first ones of a large d.
function randomVectors({ d, seed }) {
  const { normal } = newGenerator(seed, PURPOSE);
  const vector = () => Array.from({ length: LARGEST_D }, normal).slice(0, d);
  const [q, k] = [vector(), Array.from({ length: MANY_KEYS }, vector)];
  return { q, k, v: Array.from({ length: MANY_KEYS }, () => [normal()]), g: [1] };
}

// --- both ways

export function computed({ q, k, v, g, scale, mask, visible }) {
  const factor = scale ? 1 / Math.sqrt(q.length) : 1;
  const s = k.map((key) => factor * dot(q, key));
  const soft = softmaxOf(mask === "before" ? s.map((one, j) => (visible[j] ? one : -Infinity)) : s);
  const p = soft.map((one, j) => (visible[j] ? one : 0)); // a mask before the softmax has left nothing to take away
  const y = mixOf(p, v);
  return { s, soft, p, y, visible, ...spread(soft), ...wayBack({ q, k, v, g, factor, mask, visible }, soft, p) };
}

function wayBack({ q, k, v, g, factor, mask, visible }, soft, p) {
  const gradV = p.map((one) => times(one, g));
  const gradP = v.map((value, j) => (mask === "after" && !visible[j] ? 0 : dot(g, value)));
  const r = dot(soft, gradP);
  const gradS = soft.map((one, j) => one * (gradP[j] - r));
  const gradK = gradS.map((one) => times(one * factor, q));
  const gradQ = times(factor, mixOf(gradS, k));
  return { gradV, gradP, r, gradS, gradK, gradQ };
}

// How far the softmax is spread: the number of keys that would share alike with the same entropy, the largest p, and the length of
// the Jacobian ∂p/∂s, whose entries are p_i (1 − p_i) and −p_i p_j.
function spread(p) {
  const entropy = -total(p.map((one) => (one > 0 ? one * Math.log(one) : 0)));
  const entries = p.flatMap((one, i) => p.map((other, j) => one * ((i === j ? 1 : 0) - other)));
  return { keys: Math.exp(entropy), top: Math.max(...p), jacobian: sizeOf(entries) };
}

// p of every query, as a map.
export const weightsOfAll = (state) => state.q.map((_, i) => computed(settingOf({ ...state, query: i + 1 })).p);

// --- other numbers

// A state with one number changed; a cell is [which, row, column], and g has one row.
export function withCell(state, [which, row, column], value) {
  const set = (vector, i) => vector.map((one, c) => (c === i ? value : one));
  return which === "g" ? { g: set(state.g, column) } : { [which]: state[which].map((vector, j) => (j === row ? set(vector, column) : vector)) };
}

export const cellOf = (state, [which, row, column]) => (which === "g" ? state.g[column] : state[which][row][column]);

// Vectors of another size: cut, or filled from a table.
export function resized({ q, k, v, g }, d, table) {
  const fit = (which) => (vector, j) => Array.from({ length: d }, (_, c) => vector[c] ?? table[which][j][c]);
  return { q: q.map(fit("q")), k: k.map(fit("k")), v: v.map(fit("v")), g: fit("g")(g, 0) };
}

// Other words: one that stood there already brings its vectors along, a new one gets those of its place in the table.
export function withWords(state, words, table) {
  const before = words.map((word, j) => (state.words[j] === word ? j : state.words.indexOf(word)));
  const bring = (which) => before.map((at, j) => state[which][at] ?? table[which][j].slice(0, state[which][0].length));
  const q = state.q.length > 1 ? bring("q") : state.q;
  return { words, q, k: bring("k"), v: bring("v"), query: Math.min(state.query, q.length) };
}
