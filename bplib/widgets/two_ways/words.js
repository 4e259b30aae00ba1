// What the explorer says in words.

import { LAST_STEP } from "./mathematics.js";
import { SIGMAS } from "./run.js";

export const percent = (share) => `${Math.round(100 * share)} %`;
// Two digits behind the point, fewer of a large number, a power of ten of a very small one.
export function two(value) {
  if (value === null) return "–";
  if (value >= 9.95) return value.toFixed(0);
  return value >= 0.005 || value === 0 ? value.toFixed(2) : value.toExponential(0);
}

// "8 of 8 clouds hit, 97 % near one", or for curves and own points how much of them was reached.
export function qualityInWords({ hit, near, reached }) {
  if (hit === null) return `${percent(near)} of the made points lie near a real one, ${percent(reached)} of the real ones were reached`;
  return `${hit} of 8 clouds are hit, and ${percent(near)} of the made points lie near one`;
}

const steps = (count) => `${count} ${count === 1 ? "step" : "steps"}`;

export const gameInWords = ({ game }, made) => `After ${steps(game.steps.D)} of D and ${game.steps.G} of G: ${qualityInWords(made)}.`;

export function diffusionInWords({ denoiser }, made, { place }) {
  const where = place < SIGMAS.length ? `The points are on their way, at noise level ${two(SIGMAS[place])}. At its end, ` : "";
  return `After ${steps(denoiser.steps.net)}. ${where}${qualityInWords(made)}.`;
}

export const levelInWords = (place) => (place < SIGMAS.length ? `σ = ${two(SIGMAS[place])}` : "made: no noise left");

// --- the sentence above: the first rule that holds

const RULES = [
  [({ learnable }) => !learnable, () => "Draw points in one of the planes, with the mouse or a finger; or type them below."],
  [(run) => run.game.steps.D + run.game.steps.G + run.denoiser.steps.net === 0, () =>
    "Nothing has been learnt yet. Press Play: both ways learn, side by side, from the same kind of points."],
  [(run, state, { arrow }) => state.goal === "minimax" && run.game.costs.D !== null && arrow < 0.1 && run.game.costs.D < 0.3, (run, state, { arrow }) =>
    `D is nearly sure of itself, and half of the arrows are shorter than ${two(arrow)}: with the minimax cost δ = −D(x) is next to 0 where D says “made”. Change the cost of G to −ln D, and look at the arrows.`],
  [(run) => run.game.costs.D !== null && run.game.costs.D < 0.3 && run.game.steps.D > 2 * run.game.steps.G, (run, state, { arrow }) =>
    `D is ahead: its cost is ${two(run.game.costs.D)}. The arrows of −ln D stay long (half of them longer than ${two(arrow)}). Change the cost of G to minimax, and look at the arrows.`],
  [(run, state, { hit }) => hit !== null && hit <= 4 && run.game.steps.G > 5 * run.game.steps.D, (run, state, { hit }) =>
    `G has ten steps for each of D, and runs to where D says “real” just now: ${hit} of 8 clouds. Then D learns that these are made, and G runs elsewhere.`],
  [(run, state, { hit }) => hit !== null && hit < 8, (run, state, { hit }) =>
    `The game has reached ${hit} of 8 clouds so far: an arrow only says where D, as it is now, would have a point go.`],
  [() => true, (run, state, made) =>
    `The game: ${qualityInWords(made)}. ${run.denoiser.steps.net >= LAST_STEP ? "The denoiser has come to its last step, the game may go on. " : ""}Try “10 of G”, or “Noise to points”.`],
];

export const sentenceOf = (run, state, made) => RULES.find(([holds]) => holds(run, state, made))[1](run, state, made);
