// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { DATA, MOST_POINTS, REACH } from "./data.js";
import { GOALS } from "./mathematics.js";
import { LEVELS } from "./run.js";

export const FIXED = ["data", "points", "seed"]; // a change starts anew
export const STATE = [...FIXED, "goal", "ratio", "place", "exact"];
export const [LAST_SEED, RATIOS] = [9999, [1, 10]];

const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
const within = (value) => typeof value === "number" && Math.abs(value) <= REACH;
const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(within);

const CHECKS = [
  ({ data }) => DATA.includes(data),
  ({ points }) => Array.isArray(points) && points.length <= MOST_POINTS && points.every(isPoint),
  ({ seed }) => whole(seed, 0, LAST_SEED),
  ({ goal }) => Object.hasOwn(GOALS, goal),
  ({ ratio }) => RATIOS.includes(ratio),
  ({ place }) => whole(place, 0, LEVELS),
  ({ exact }) => typeof exact === "boolean",
];

// Raise an error where a state cannot be shown.
export function checkState(state) {
  if (!CHECKS.every((holds) => holds(state))) throw new RangeError("this is no state of the two ways");
}
