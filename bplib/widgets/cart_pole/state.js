// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { EPISODES, RULES, STEPS } from "./mathematics.js";

export const STATE = ["rule", "gamma", "seed", "iterations", "episode", "moment"];
export const [LARGEST_SEED, MOST_ITERATIONS] = [9999, 100];

const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;

const CHECKS = [
  ({ rule }) => RULES.includes(rule),
  ({ gamma }) => typeof gamma === "number" && gamma >= 0 && gamma <= 1,
  ({ seed, iterations }) => whole(seed, 0, LARGEST_SEED) && whole(iterations, 0, MOST_ITERATIONS),
  ({ episode, moment }) => whole(episode, 1, EPISODES) && whole(moment, 0, STEPS),
];

// Raise an error where a state cannot be shown.
export function checkState(state) {
  if (!CHECKS.every((holds) => holds(state))) throw new RangeError("this is no state of the cart and pole");
}
