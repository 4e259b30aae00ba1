// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { UNITS } from "../shared/units.js";
import { DEEPEST, NORMS, SCALES } from "./network.js";

export const STATE = ["activation", "weights", "biases", "depth", "norm", "residual", "seed", "strip"];
export const LARGEST_SEED = 9999;

const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
const within = (value, low, high) => typeof value === "number" && value >= low && value <= high;

const CHECKS = [
  ({ activation, norm, residual }) => Object.hasOwn(UNITS, activation) && Object.hasOwn(NORMS, norm) && Object.hasOwn(SCALES, residual),
  ({ weights, biases }) => within(weights, 0.01, 1e12) && within(biases, 0, 1e12),
  ({ depth, seed }) => whole(depth, 1, DEEPEST) && whole(seed, 0, LARGEST_SEED),
  ({ strip }) => strip === "a" || strip === "z",
];

// Raise an error where a state cannot be shown.
export function checkState(state) {
  if (!CHECKS.every((holds) => holds(state))) throw new RangeError("this is no state of the depth explorer");
}
