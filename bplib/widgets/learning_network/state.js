// The state of a page: its names, what starts a run anew, and whether a state that came in an address is one.

import { MOST_POINTS, OWN, REACH } from "./data.js";
import { INITIAL } from "./generator.js";
import { RULES } from "./optimizers.js";
import { MOST_STEPS, RATES } from "./run.js";
import { stagesOf } from "./slow.js";
import { COSTS, UNITS } from "../shared/units.js";

export const FIXED = ["problem", "noise", "points", "hidden", "activation", "loss", "initial", "seed"]; // a change starts anew
export const STATE = [...FIXED, ...RATES, "past", "steps", "stage", "selected", "speed"];

export const LAST_SEED = 2 ** 31;

const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
const within = (value, low, high) => typeof value === "number" && value >= low && value <= high;

const rates = (s) =>
  Object.hasOwn(RULES, s.optimizer) && within(s.learning_rate, 1e-5, 1000) && whole(s.batch_size, 1, 1e6) && within(s.weight_decay, 0, 1);

const isPoint = (point) =>
  Array.isArray(point) && point.length === 3 && within(point[0], -REACH, REACH) && within(point[1], -REACH, REACH) && whole(point[2], 0, 1);

const CHECKS = [
  ({ problem }, problems) => problem === OWN || Object.hasOwn(problems, problem),
  ({ noise }) => within(noise, 0, 3),
  ({ points }) => points.length <= MOST_POINTS && points.every(isPoint),
  ({ hidden }) => hidden.length <= 4 && hidden.every((n) => whole(n, 1, 8)),
  ({ activation, loss, initial }) => Object.hasOwn(UNITS, activation) && Object.hasOwn(COSTS, loss) && Object.hasOwn(INITIAL, initial),
  ({ seed }) => whole(seed, 0, LAST_SEED),
  rates,
  ({ past }) => past.length <= 1000 && past.every((one, i) => rates(one) && whole(one.until, (past[i - 1]?.until ?? 0) + 1, MOST_STEPS)),
  ({ steps }) => whole(steps, 0, MOST_STEPS),
  ({ speed }) => whole(speed, 1, 100),
  ({ stage, hidden }) => whole(stage, 0, stagesOf({ L: hidden.length + 1 }).length - 1),
  ({ selected: [l, j], hidden }) => whole(l, 0, hidden.length + 1) && whole(j, 0, [2, ...hidden, 1][l] - 1),
];

// Raise an error where a state cannot be shown.
export function checkState(state, problems) {
  if (!CHECKS.every((holds) => holds(state, problems))) throw new RangeError("this is no state of a learning network");
}
