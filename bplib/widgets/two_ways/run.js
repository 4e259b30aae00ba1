// The run of a state: both ways learn side by side; what is shown of them is computed when it is asked for.

import { newGenerator } from "../shared/generator.js";
import { canLearnFrom, cloudsOf, drawerOf, normals } from "./data.js";
import {
  exactNoise, LAST_STEP, learn, levels, modesOf, newDenoiser, newGame, noiseOf, playRound, shareNear, stepOfD, stepOfG, wayDown, wishesOf,
} from "./mathematics.js";
import { answersOf, pass } from "./networks.js";

export const [COUNT, LEVELS, STRETCH, MOST_ROUNDS] = [300, 20, 3000, 30000]; // points that are shown; rounds of a stretch, and of all
export const SIGMAS = levels(LEVELS);
const [NEAR, REACHED, SAMPLES] = [0.12, 0.2, 2000];
const [SHOWN, Z, START, FRESH, BEST] = [20, 21, 22, 23, 24]; // what the generators are for

// A new run at step 0, with all chance that is needed to show it; without points there is nothing to learn.
export function newRun(state) {
  const learnable = canLearnFrom(state);
  const draws = (purpose, count) => normals(count, newGenerator(state.seed, purpose));
  const fresh = newGenerator(state.seed, FRESH);
  const run = { learnable, clouds: cloudsOf(state), counted: state.data === "ring", real: new Float64Array(0), version: 0, known: {} };
  Object.assign(run, { codes: draws(Z, 2 * COUNT), start: draws(START, 2 * COUNT), fresh: SIGMAS.map(() => normals(2 * COUNT, fresh)) });
  if (!learnable) return run;
  run.real = drawerOf(state)(COUNT, newGenerator(state.seed, SHOWN));
  run.best = run.clouds && bestCost(run.clouds, state);
  return Object.assign(run, { game: newGame(state), denoiser: newDenoiser(state) });
}

// What the cost of the denoiser is for the exact answer: noise that cannot be known.
function bestCost(clouds, state) {
  const [draw, generator] = [drawerOf(state), newGenerator(state.seed, BEST)];
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const [clean, epsilon, sigma] = [draw(1, generator), normals(2, generator), SIGMAS.at(-1) * (SIGMAS[0] / SIGMAS.at(-1)) ** generator.uniform()];
    const named = exactNoise(clouds, clean.map((x, k) => x + sigma * epsilon[k]), sigma);
    sum += ((named[0] - epsilon[0]) ** 2 + (named[1] - epsilon[1]) ** 2) / 2;
  }
  return sum / SAMPLES;
}

// --- what lets it go on

const MOVES = {
  D: ({ game }) => stepOfD(game),
  G: ({ game }, { goal }) => stepOfG(game, goal),
  round: ({ game }, { goal, ratio }) => playRound(game, goal, ratio),
  both: (run, state) => (MOVES.round(run, state), MOVES.denoiser(run)),
  denoiser: ({ denoiser }) => denoiser.steps.net < LAST_STEP && learn(denoiser),
};

// Make so many moves, or until enough() says so; returns how many were made.
export function make(run, state, name, count, enough = () => false) {
  let made = 0;
  while (made < count && (made === 0 || !enough())) {
    MOVES[name](run, state);
    made += 1;
  }
  run.version += 1;
  return made;
}

// How many rounds are left until the end of the stretch.
export const roundsLeft = ({ game }) => Math.min(STRETCH - (game.steps.D % STRETCH), MOST_ROUNDS - game.steps.D);

// --- what is shown

// A thing that is computed once for each version of the run.
function once(run, name, compute) {
  const found = run.known[name];
  if (found?.version === run.version) return found.value;
  return (run.known[name] = { version: run.version, value: compute() }).value;
}

// What G makes of the fixed codes, what D would have each of them do, and how good they are.
export const madeByGame = (run, goal) =>
  once(run, `made ${goal}`, () => {
    const { G, D } = run.game;
    const points = answersOf(G, run.codes).slice();
    const wishes = wishesOf(D, pass(D, points), goal).slice();
    return { points, wishes, arrow: medianLength(wishes), ...judged(run, points) };
  });

// The way of the fixed noise down the levels, and how good its end is.
export const madeByDiffusion = (run) =>
  once(run, "way", () => {
    const way = wayDown(noiseOf(run.denoiser.net), run.start, run.fresh, SIGMAS);
    return { way, ...judged(run, way.at(-1)) };
  });

// How far the arrows are from the exact ones, relative to these, at noisy points of a level.
export const arrowError = (run, sigma) =>
  once(run, `error ${sigma}`, () => {
    const noisy = run.real.map((x, i) => x + sigma * run.start[i]);
    const [named, exact] = [noiseOf(run.denoiser.net)(noisy, sigma), exactNoise(run.clouds, noisy, sigma)];
    return Math.hypot(...named.map((a, i) => a - exact[i])) / Math.hypot(...exact);
  });

// Of the ring, clouds are counted; of other data it is said how near the made points are to them, and the other way round.
function judged({ clouds, counted, real }, points) {
  if (counted) return modesOf(clouds, points);
  return { hit: null, near: shareNear(points, real, NEAR), reached: shareNear(real, points, REACHED) };
}

function medianLength(vectors) {
  const lengths = Array.from({ length: vectors.length / 2 }, (_, i) => Math.hypot(vectors[2 * i], vectors[2 * i + 1])).sort((a, b) => a - b);
  return lengths[lengths.length >> 1];
}
