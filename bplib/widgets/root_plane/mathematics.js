// The heavy ball in a bowl: pure functions from η, β and the curvatures to the roots, the trajectories and the words.
//
// Along a direction of curvature λ the rule is v ← βv - ηλx, x ← x + v, so x is made of powers of the two roots of
// r² - (1 + β - ηλ) r + β = 0.  What ηλ is called push; a root is [real part, imaginary part].

import { numberText } from "../shared/text.js";

const DOUBLE = 1e-14; // a quarter of the discriminant below this is a rounded zero
const TIE = 1e-6; // factors that differ by less are the same
const EDGE = 1e-9; // and so are pushes and their limits

export const GOAL = 0.01;
export const MOST_STEPS = 10000;
export const NAMES = ["steep", "middle", "flat"]; // from the largest curvature to the smallest

// A quarter of the discriminant: negative for complex roots, exactly 0 for a double one.
export function quarter(push, beta) {
  const value = (1 + beta - push) ** 2 / 4 - beta;
  return Math.abs(value) < DOUBLE ? 0 : value;
}

// Both roots: of real ones the larger in size first, else that with the imaginary part from 0 up.
export function rootsOf(push, beta) {
  const [half, rest] = [(1 + beta - push) / 2, quarter(push, beta)];
  if (rest <= 0) return [[half, Math.sqrt(-rest)], [half, -Math.sqrt(-rest)]];
  const larger = half + (half < 0 ? -1 : 1) * Math.sqrt(rest);
  return [[larger, 0], [beta / larger, 0]]; // the product is β
}

export const factorOf = (push, beta) => Math.max(...rootsOf(push, beta).map(([re, im]) => Math.hypot(re, im)));

// The largest push that shrinks, where r = -1; and the ends of the range of complex roots.
export const limitOf = (beta) => 2 * (1 + beta);
export const lowerEdge = (beta) => (1 - Math.sqrt(beta)) ** 2;
export const upperEdge = (beta) => (1 + Math.sqrt(beta)) ** 2;

export function fateOf(push, beta) {
  if (Math.abs(push - limitOf(beta)) < EDGE) return "swings";
  return push > limitOf(beta) ? "diverges" : "shrinks";
}

export function kindOf(push, beta) {
  const rest = quarter(push, beta);
  return rest < 0 ? "complex" : rest > 0 ? "real" : "double";
}

// The coordinate at the steps 0, 1, ..., from x = 1 at rest.
export function trajectory(push, beta, steps) {
  const values = [1];
  for (let [t, x, v] = [0, 1, 0]; t < steps; t++) {
    v = beta * v - push * x;
    x += v;
    values.push(x);
  }
  return values;
}

// The step from which on |x| stays at or below a goal; Infinity for more than MOST_STEPS, null for never.
export function stepsUntil(push, beta, goal = GOAL) {
  if (fateOf(push, beta) !== "shrinks") return null;
  const values = trajectory(push, beta, MOST_STEPS);
  const last = values.findLastIndex((x) => Math.abs(x) > goal);
  return last === MOST_STEPS ? Infinity : last + 1;
}

// --- the best settings for curvatures from low to high; bplib.optimizers.heavy_ball derives them

export const bestRate = (low, high) => 2 / (low + high);

export function bestBall(low, high) {
  const [a, b] = [Math.sqrt(low), Math.sqrt(high)];
  return { eta: 4 / (a + b) ** 2, beta: ((b - a) / (b + a)) ** 2 };
}

export const criticalBeta = (push) => (1 - Math.sqrt(push)) ** 2;

// --- everything about each direction, and in words which one limits

function directionOf(name, curvature, { eta, beta }) {
  const push = eta * curvature;
  const [roots, kind, fate] = [rootsOf, kindOf, fateOf].map((f) => f(push, beta));
  return { name, curvature, push, roots, kind, fate, factor: factorOf(push, beta), steps: stepsUntil(push, beta) };
}

// From steep to flat.
export const directionsOf = ({ curvatures, ...state }) =>
  NAMES.map((name, i) => directionOf(name, curvatures[NAMES.length - 1 - i], state));

// Those whose factor is the largest.
export function limiting(directions) {
  const largest = Math.max(...directions.map(({ factor }) => factor));
  return directions.filter(({ factor }) => factor > largest - TIE);
}

export function verdict(directions, beta) {
  const lost = directions.filter(({ fate }) => fate !== "shrinks");
  if (lost.length) return lost.map((direction) => lostInWords(direction, beta)).join(" ");
  if (directions.every(({ kind }) => kind !== "real")) return alikeInWords(directions, beta);
  const slowest = limiting(directions);
  if (slowest.length === 1) return slowestInWords(slowest[0], beta);
  const names = slowest.map(({ name }) => name).join(" and the ");
  return `The ${names} direction limit: both have the factor ${numberText(slowest[0].factor)} a step.`;
}

function lostInWords({ name, push, fate }, beta) {
  const limit = numberText(limitOf(beta));
  if (fate === "swings") return `The ${name} direction neither shrinks nor grows: ηλ = 2(1 + β) = ${limit}.`;
  return `The ${name} direction diverges: ηλ = ${numberText(push)} > 2(1 + β) = ${limit}.`;
}

function alikeInWords(directions, beta) {
  const inside = directions.every(({ kind }) => kind === "complex");
  const roots = inside ? "complex roots" : "complex or double roots";
  return `All three directions have ${roots}: each has the factor √β = ${numberText(Math.sqrt(beta))} a step.`;
}

function slowestInWords({ name, push, factor }, beta) {
  const flat = push < 1;
  const [here, edge] = [push, flat ? lowerEdge(beta) : upperEdge(beta)].map(numberText);
  const formula = flat ? "(1 − √β)²" : "(1 + √β)²";
  const near = `, just ${flat ? "below" : "above"} ${formula}`; // where their texts are the same
  const where = here === edge ? near : ` ${flat ? "<" : ">"} ${formula} = ${edge}`;
  const head = `The ${name} direction limits: its factor is ${numberText(factor)} a step.`;
  return `${head} It has two real roots: ηλ = ${here}${where}.`;
}

// --- numbers in a table

export function rootsInWords([[re, im], [other]], kind) {
  const short = (value) => value.toFixed(3).replace("-", "−");
  if (kind === "complex") return `${short(re)} ± ${short(im)} i`;
  return kind === "double" ? `${short(re)} twice` : `${short(re)}, ${short(other)}`;
}

export function stepsInWords(steps) {
  if (steps === null) return "never";
  return steps === Infinity ? `over ${MOST_STEPS.toLocaleString("en")}` : steps.toLocaleString("en");
}
