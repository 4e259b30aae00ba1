// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { CELLS, LARGEST_SEED, LONGEST, MOST_UNITS } from "./network.js";

export const STATE = ["kind", "n", "moments", "radius", "gain", "keep", "window", "seed", "moment"];
export const LIMITS = {
  n: [1, MOST_UNITS],
  moments: [2, LONGEST],
  radius: [0, 3],
  gain: [0, 2],
  keep: [-5, 8],
  window: [1, LONGEST],
  seed: [0, LARGEST_SEED],
  moment: [1, LONGEST],
};
const WHOLE = ["n", "moments", "window", "seed", "moment"];

const within = ([low, high], value) => typeof value === "number" && value >= low && value <= high;

// Raise an error where a state cannot be shown.
export function checkState(state) {
  const fits = Object.entries(LIMITS).every(([name, limits]) => within(limits, state[name]));
  const whole = WHOLE.every((name) => Number.isInteger(state[name]));
  if (!Object.hasOwn(CELLS, state.kind) || !fits || !whole) throw new RangeError("this is no state of the explorer");
}

// A window of LONGEST moments cuts nothing: `reach` is how many moments the error does go back, which is all that the mathematics
// wants to know.  The moment that is looked at is one of those that there are.
export function inReach(state) {
  const [reach, moment] = [state.window, state.moment].map((value) => Math.min(value, state.moments));
  return { ...state, window: reach, reach, moment };
}
