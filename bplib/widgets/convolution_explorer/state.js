// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { limitOf, SIDE, sizesOf } from "./mathematics.js";

export const STATE = ["example", "x", "kernel", "bias", "targets", "stride", "padding", "kind", "chosen", "looked"];
export const KINDS = ["correlation", "convolution"];
export const KERNELS = [[1, 3], [2, 2], [3, 3]];

const isNumber = (value, kind) => typeof value === "number" && Math.abs(value) <= limitOf(kind);
const isGrid = (rows, height, width, kind) => rows.length === height && rows.every((row) => row.length === width && row.every((one) => isNumber(one, kind)));
const among = (value, known) => known.includes(value);

const CHECKS = [
  ({ example }, examples) => Object.hasOwn(examples, example),
  ({ stride, padding, kind, looked }) => among(stride, [1, 2]) && among(padding, [0, 1]) && among(kind, KINDS) && typeof looked === "boolean",
  ({ x }) => x.length >= 1 && x.length <= SIDE && x[0].length >= 1 && x[0].length <= SIDE && isGrid(x, x.length, x[0].length),
  ({ kernel }) => KERNELS.some(([k, l]) => isGrid(kernel, k, l)),
  ({ bias }) => isNumber(bias),
  (state) => (({ P, Q }) => P >= 1 && Q >= 1 && isGrid(state.targets, P, Q, "target"))(sizesOf(state)),
  (state) => state.chosen.length === 3 && flatKey(state) !== null,
];

// Raise an error where a state cannot be shown.
export function checkState(state, examples) {
  if (!CHECKS.every((holds) => holds(state, examples))) throw new RangeError("this is no state of the convolution explorer");
}

// How many columns the numbers of a kind have, and how many rows.
export function shapeOf(size, kind) {
  const shapes = { input: [size.h, size.w], weight: [size.k, size.l], bias: [1, 1], output: [size.P, size.Q], target: [size.P, size.Q] };
  return Object.hasOwn(shapes, kind) ? shapes[kind] : null;
}

// What is chosen as [kind, number], counted row by row; null where there is no such number.
export function flatKey(state) {
  const [kind, row, column] = state.chosen;
  const shape = shapeOf(sizesOf(state), kind);
  const fits = shape && [row, column].every((value, i) => Number.isInteger(value) && value >= 0 && value < shape[i]);
  return fits ? [kind, row * shape[1] + column] : null;
}

export function chosenFrom(size, [kind, n]) {
  const [, columns] = shapeOf(size, kind);
  return [kind, Math.floor(n / columns), n % columns];
}
