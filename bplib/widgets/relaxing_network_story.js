// The story of the relaxing network: pure functions from the settings to all that happens, and to what is shown of it.
//
// Everything that can happen with some settings is computed at once: a list of frames, one for each move of a phase.  A place in
// the story is {free, nudged}: how many moves of each phase are done; nudged is null in the free phase.  Infinity is "all".

const STATE = ["unit", "theta", "x", "y", "beta", "scheme", "epsilon", "angle"];
const MOST_SWEEPS = 1000;
const RATE = 0.05; // of a step of learning
const LARGEST = 5; // weights and biases go from -LARGEST to LARGEST

// The frames of a phase, before the first and after each move: {s, moved, sweep, residual, E, F}.
function filmed(land, start, options, target) {
  const measure = (s) => {
    const E = land.net.symmetric ? energy(land, s)[0] : null;
    const F = E === null ? null : E + land.beta * cost(land, s, target)[0];
    return { s: [...s], residual: residual(land, s), E, F };
  };
  const frames = [{ ...measure(start), moved: [], sweep: 0 }];
  const movesASweep = options.scheme === "layerwise" ? land.net.L : 1;
  const watch = (s, moved) => frames.push({ ...measure(s), moved, sweep: Math.ceil(frames.length / movesASweep) });
  const { settled, sweeps } = relax(land, start, { ...options, sweeps: MOST_SWEEPS }, watch);
  return { frames, settled, sweeps };
}

// All that happens: the network, its free phase, and the exact gradient where the free states settle.
export function story({ sizes, noise, unit, theta, x, y, scheme, epsilon, angle }) {
  const net = network({ sizes, unit, theta, noise, angle: (angle * Math.PI) / 180 });
  const land = landscape(net, x);
  const free = filmed(land, atRest(land), { scheme, epsilon }, y);
  const rest = free.settled ? { settled: true, states: free.frames.at(-1).s } : relax(land, atRest(land), {});
  const exact = rest.settled ? exactGradient(land, rest.states, y) : null;
  return { net, land, free, y, options: { scheme, epsilon }, exact };
}

// The nudged phase that begins at a frame of the free phase, and the one with the opposite nudge; the last ones are kept.
function nudgedPhases(told, from, beta) {
  const { land, free, y, options, kept } = told;
  if (kept?.from === from && kept.beta === beta) return kept;
  const [pull, push] = [beta, -beta].map((b) => filmed(nudged(land, y, b), free.frames[from].s, options, y));
  told.kept = { from, beta, pull, push };
  return told.kept;
}

// What is shown at a place: the states s, the free ones they are compared with, and how far that is.
export function sceneAt(told, place, beta) {
  const { free } = told;
  const from = Math.min(place.free, free.frames.length - 1);
  if (place.nudged === null) {
    const now = free.frames[from];
    return { phase: "free", film: free, at: from, from, now, before: null, opposite: null };
  }
  const { pull, push } = nudgedPhases(told, from, beta);
  const at = Math.min(place.nudged, pull.frames.length - 1);
  const last = at === pull.frames.length - 1;
  const opposite = push.frames[last ? push.frames.length - 1 : Math.min(at, push.frames.length - 1)];
  return { phase: "nudged", film: pull, at, from, now: pull.frames[at], before: free.frames[from], opposite };
}

// The estimates of ∂J/∂θ from the states of a nudged scene: from one nudge, and from the two nudges β and -β.
export function estimates({ net }, { now, before, opposite }, beta) {
  const one = contrast(net, [[now.s, 1 / beta], [before.s, -1 / beta]]);
  return { one, two: contrast(net, [[now.s, 0.5 / beta], [opposite.s, -0.5 / beta]]) };
}

// Where a weight or bias is in theta.  Keys are ["weight", l, j, k] and ["bias", l, j].
export function placeOf(sizes, [kind, l, j, k]) {
  const { weights, biases } = blocks(sizes)[l];
  return kind === "weight" ? weights[0] + j * sizes[l - 1] + k : biases[0] + j;
}

export function keysOf(sizes) {
  const units = (l) => Array.from({ length: sizes[l] }, (_, j) => j);
  return sizes.flatMap((_, l) => {
    if (!l) return [];
    return units(l).flatMap((j) => [...units(l - 1).map((k) => ["weight", l, j, k]), ["bias", l, j]]);
  });
}

const withIndices = (letter, l, ...units) => letter + raised(l) + units.map((unit) => lowered(unit + 1)).join("");
const stateName = (l, j) => (l ? withIndices("s", l, j) : `x${lowered(j + 1)}`);
const symbolOf = ([kind, l, ...units]) => withIndices(kind === "weight" ? "w" : "b", l, ...units);

function unitName(sizes, l, j) {
  const L = sizes.length - 1;
  if (l === 0) return `input ${j + 1}`;
  if (l === L) return `output ${j + 1}`;
  return L > 2 ? `unit ${j + 1} of hidden layer ${l}` : `hidden unit ${j + 1}`;
}

export function nameOf(sizes, [kind, l, j, k]) {
  if (kind === "bias") return `bias of ${unitName(sizes, l, j)}`;
  return `connection of ${unitName(sizes, l - 1, k)} and ${unitName(sizes, l, j)}`;
}

const LIMITS = { hard_sigmoid: [0, 1], shifted_sigmoid: [0, 1], tanh: [-1, 1] };

// The nudges of the slider: 0 is left out, ±1 is 0.001 and ±LAST is 0.95, with equal factors between.
const LAST = 40;
export function nudgeAt(position) {
  const size = 10 ** (-3 + ((Math.abs(position) - 1) / (LAST - 1)) * (Math.log10(0.95) + 3));
  return Math.sign(position) * Number(size.toPrecision(2));
}

export function positionOf(beta) {
  const share = (Math.log10(Math.max(Math.abs(beta), 0.001)) + 3) / (Math.log10(0.95) + 3);
  return Math.sign(beta) * clamp(Math.round(1 + share * (LAST - 1)), 1, LAST);
}

// How many of the frames show the fall of a quantity: until nearly all of it is done, and some more.
function framesToShow(values, least) {
  const end = values.at(-1);
  const range = Math.max(...values) - Math.min(...values);
  const last = values.findLastIndex((value) => Math.abs(value - end) > 0.001 * range);
  return Math.min(values.length - 1, Math.max(least, Math.ceil(1.3 * (last + 1))));
}

// -------------------------------------------------------------------------------------------------------------- in words

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

export function statusText({ phase, film, at, now }) {
  const ended = at === film.frames.length - 1;
  const sweeps = plural(now.sweep, "sweep");
  if (ended && film.settled) return `${phase} phase: settled after ${sweeps}`;
  return `${phase} phase: ${ended ? "NOT settled" : "not settled yet"}, ${sweeps} done`;
}

// What there is to see, and to do next.
function sentenceOf(sizes, state, told, scene, guesses, running) {
  const going = running || scene.at < scene.film.frames.length - 1;
  if (scene.phase === "free") return freeSentence(sizes, state, told, scene, going);
  return nudgedSentence(state, told, scene, guesses, going);
}

const costText = ({ land, y }, { s }) => `C = ${numberText(cost(land, s, y)[0])}`;
const wayOfNudge = (beta) => (beta > 0 ? "pulled towards" : "pushed away from");

function freeSentence(sizes, { beta }, told, { film, at, now }, going) {
  if (at === 0) return "The inputs are clamped, all other units are at rest. Settle: each unit moves to where it wants to be.";
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

const wayOf = (key, now, before) => {
  const [l, j] = key.split(",").map(Number);
  return Math.sign(now.s[l][j] - before.s[l][j]);
};
