// What the relaxing network calls its parts, and what it says of its story.

import { cost } from "../shared/equilibrium.js";
import { lowered, numberText, raised } from "../shared/text.js";

const withIndices = (letter, l, ...units) => letter + raised(l) + units.map((unit) => lowered(unit + 1)).join("");
export const stateName = (l, j) => (l ? withIndices("s", l, j) : `x${lowered(j + 1)}`);
export const symbolOf = ([kind, l, ...units]) => withIndices(kind === "weight" ? "w" : "b", l, ...units);

export function unitName(sizes, l, j) {
  const L = sizes.length - 1;
  if (l === 0) return `input ${j + 1}`;
  if (l === L) return `output ${j + 1}`;
  return L > 2 ? `unit ${j + 1} of hidden layer ${l}` : `hidden unit ${j + 1}`;
}

export function nameOf(sizes, [kind, l, j, k]) {
  if (kind === "bias") return `bias of ${unitName(sizes, l, j)}`;
  return `connection of ${unitName(sizes, l - 1, k)} and ${unitName(sizes, l, j)}`;
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

export function statusText({ phase, film, at, now }) {
  const ended = at === film.frames.length - 1;
  const sweeps = plural(now.sweep, "sweep");
  if (ended && film.settled) return `${phase} phase: settled after ${sweeps}`;
  return `${phase} phase: ${ended ? "NOT settled" : "not settled yet"}, ${sweeps} done`;
}

// What there is to see, and to do next; `going` while the phase is not at its end.
export function sentenceOf(sizes, { state, told, scene, guesses, nudges }, going) {
  if (!nudges && scene.at > 0 && !going && scene.film.settled) return "All are at rest. Drag an input, and they go elsewhere.";
  if (scene.phase === "free") return freeSentence(sizes, state, told, scene, going);
  return nudgedSentence(state, told, scene, guesses, going);
}

const costText = ({ land, y }, { s }) => `C = ${numberText(cost(land, s, y)[0])}`;
const wayOfNudge = (beta) => (beta > 0 ? "pulled towards" : "pushed away from");

function freeSentence(sizes, { beta }, told, { film, at, now }, going) {
  if (at === 0) return "The inputs are clamped, all other units stand where they start. Settle: each unit moves to where it wants to be.";
  if (going) return "Free phase: each unit goes to where its neighbours send it, and they answer.";
  if (!film.settled) return "These states do not come to rest. Too large a step, or up and down that differ, can do that.";
  const ask = sizes.length > 2 ? " Guess first: which hidden units will go up, which down? Click their question marks." : "";
  return `The outputs are the answer; cost ${costText(told, now)}. Next they will be ${wayOfNudge(beta)} the targets.${ask}`;
}

function nudgedSentence({ beta }, told, { film, at, now, before, from }, guesses, going) {
  if (at === 0) return `The springs are attached: the outputs are ${wayOfNudge(beta)} the targets with β = ${numberText(beta)}.`;
  if (going) return "Nudged phase: the outputs move first. What do the hidden units do?";
  const finished = told.free.settled && from === told.free.frames.length - 1;
  const mixed = finished ? "" : " But the free phase had not settled, and what was left of it is in these changes too.";
  if (!film.settled) return `The nudged states do not come to rest.${mixed}`;
  const asked = Object.entries(guesses).filter(([, way]) => way !== 0);
  const hits = asked.filter(([key, way]) => way === wayOf(key, now, before)).length;
  const score = asked.length ? `You guessed ${hits} of ${asked.length}. ` : "";
  const rings = `${score}Rings: how far each unit has moved, clockwise is up. Each connection learns from its two ends.`;
  return `${rings} Free states: ${costText(told, before)}.${mixed}`;
}

export const wayOf = (key, now, before) => {
  const [l, j] = key.split(",").map(Number);
  return Math.sign(now.s[l][j] - before.s[l][j]);
};
