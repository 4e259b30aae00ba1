// The page of the race: optimisers on the contour map of a surface, and their costs beside it.
//
// render builds the page and then only changes what differs: settings, map, step, costs, and the table of who runs.

import { button, element, input, putAll, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf, watchSize } from "../shared/model.js";
import { newPlayer } from "../shared/player.js";
import { clamp } from "../shared/text.js";
import { buildCosts } from "./costs.js";
import { buildMap } from "./map.js";
import { race, report } from "./mathematics.js";
import { buildModes } from "./modes.js";
import { buildRacers } from "./racers.js";
import { buildSettings, ratesOf } from "./settings.js";

const STATE = ["surface", "start", "shown", "rating", "common", "own", "beta", "beta2", "steps", "step", "seed"];

export function render({ model, el }) {
  const actions = actionsOn(model, draw);
  const parts = [buildSettings, buildMap, buildTrack, buildCosts, buildRacers, buildModes].map((build) => build(actions));
  const [settings, map, track, costs, racers, modes] = parts;
  const [words, look] = ["report", "look"].map((kind) => element("p", { class: kind }));
  const left = element("div", { class: "left" }, map.node);
  const right = element("div", { class: "right" }, costs.node, racers.node);
  const root = element("section", { class: "race", "aria-label": "The race: optimisers on a surface" });
  root.append(settings.node, track.node, element("div", { class: "body" }, left, right), modes.node, words, look);
  mount(root, el);
  let [drawn, size, width] = [null, 0, 0];
  function draw() {
    const key = JSON.stringify([actions.read(), size, width]);
    if (key === drawn || !size) return;
    drawn = key;
    const now = { ...whatHappens(actions), size, width };
    parts.forEach((part) => part.update(now));
    write(words, now.report);
    write(look, lookOf(now));
  }
  const unwatch = watchSize([left, right], () => {
    if (left.clientWidth) [size, width] = [Math.min(620, left.clientWidth), right.clientWidth];
    draw();
  });
  const unfollow = follow(model, STATE, draw);
  return ending(el, track.stop, unwatch, unfollow);
}

// What the parts of the page do to the state, and what they know.
function actionsOn(model, draw) {
  const constants = traitsOf(model, ["surfaces", "styles", "original"]);
  const read = () => traitsOf(model, STATE);
  const surfaceOf = (state) => constants.surfaces.find(({ name }) => name === state.surface);
  function save(changes) {
    assign(model, changes);
    draw();
  }
  function moveTo(x, y) {
    const [left, right, bottom, top] = surfaceOf(read()).bounds;
    const rounded = (value, low, high) => Number(clamp(value, low, high).toFixed(2));
    save({ start: [rounded(x, left, right), rounded(y, bottom, top)] });
  }
  const goTo = (step) => save({ step: clamp(step, 0, read().steps) });
  return { ...constants, id: newId("race"), read, save, moveTo, goTo, surfaceOf };
}

// The race with the present settings, and how it stands in words.
function whatHappens({ read, surfaceOf, styles }) {
  const state = read();
  const surface = surfaceOf(state);
  state.rates = ratesOf(state, surface);
  const labels = Object.fromEntries(Object.entries(styles).map(([name, { label }]) => [name, label]));
  const runs = race(state, surface);
  return { state, surface, runs, report: report(runs, state.step, surface, labels) };
}

// What is to be seen: the race comes first, and what it has shown after it.
function lookOf({ state, surface }) {
  return state.step < state.steps ? "Press Run. What there is to notice is said here after the race." : surface.look;
}

// --- above the map: the step

const DURATION = 5000; // milliseconds of a whole race

function buildTrack({ read, goTo, id }) {
  const player = newPlayer();
  const run = button("Run", { class: "primary", name: "run" });
  const track = input("range", "step", { min: 0, step: 1, "aria-label": "step" });
  const count = element("output", { class: "count", id: `${id}-count` });
  const sayWhat = () => write(run, player.running() ? "Stop" : read().step < read().steps ? "Run" : "Run again");
  function start() {
    const { steps, step } = read();
    const from = step >= steps ? 0 : step;
    player.run(steps, (time) => from + Math.round((time / DURATION) * steps), goTo);
  }
  function stop() {
    player.stop();
    sayWhat();
  }
  run.addEventListener("click", () => {
    if (player.running()) return stop();
    start();
    sayWhat();
  });
  track.addEventListener("input", () => {
    stop();
    goTo(track.valueAsNumber);
  });
  function update({ state, report }) {
    putAll(track, { max: state.steps, "aria-valuetext": report });
    track.value = state.step;
    write(count, `step ${state.step} of ${state.steps}`);
    sayWhat();
  }
  return { node: element("div", { class: "track" }, run, track, count), update, stop };
}

export default { render };
