// The page of the relaxing network: a drawing of units that settle and are pulled at, their energies, and what the connections
// learn.
//
// render builds the page and then only changes what differs.

import { announcer } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { newPlayer } from "../shared/player.js";
import { clamp } from "../shared/text.js";
import { buildGradient } from "./gradient.js";
import { buildSettings, buildSteps } from "./header.js";
import { estimates, LARGEST, LIMITS, placeOf, RATE, sceneAt, story } from "./mathematics.js";
import { buildNetwork } from "./network.js";
import { buildPlots } from "./plots.js";

const STATE = ["unit", "theta", "x", "y", "beta", "scheme", "epsilon", "angle"];

export function render({ model, el }) {
  const [actions, live] = [actionsOn(model, draw), announcer()];
  const parts = [buildSettings, buildSteps, buildNetwork, buildPlots, buildGradient].map((build) => build(actions));
  const [settings, steps, drawing, plots, gradient] = parts;
  const free = model.get("nudges") === false;
  const name = free ? "The relaxing network, without a nudge" : "The relaxing network";
  const root = element("section", { class: `relaxing-network${free ? " free-only" : ""}`, "aria-label": name });
  const right = element("div", { class: "right" }, plots.node, gradient.node);
  root.append(settings.node, steps.node, element("div", { class: "body" }, drawing.node, right), live);
  mount(root, el);
  let drawn = null;
  function draw() {
    const now = actions.now();
    const key = JSON.stringify([now.state, `${now.place.free} ${now.place.nudged}`, now.show, now.selected, now.guesses, now.running]);
    if (key === drawn) return;
    drawn = key;
    const found = now.scene.phase === "nudged" ? estimates(now.told, now.scene, now.state.beta) : null;
    parts.forEach((part) => part.update({ ...now, found }));
    if (!now.running) write(live, steps.words());
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, actions.player.stop, unfollow);
}

// What the parts of the page know and do.  The settings are in the model; the rest belongs to this page: the place in the story,
// what is shown and selected, and the guesses, by "l,j": 1 for up, -1 for down.
function actionsOn(model, draw) {
  const constants = { id: newId("relaxing-network"), nudges: model.get("nudges") !== false, ...traitsOf(model, ["sizes", "noise", "places", "original"]) };
  const page = { place: { free: 0, nudged: null }, show: "weights", selected: ["weight", constants.sizes.length - 1, 0, 0], guesses: {} };
  const [player, read] = [newPlayer(), () => traitsOf(model, STATE)];
  const tell = storyteller(constants, read);
  function now() {
    const [state, told] = [read(), tell()];
    return { ...page, nudges: constants.nudges, state, told, scene: sceneAt(told, page.place, state.beta), running: player.running() };
  }
  function show(changes) {
    Object.assign(page, changes);
    draw();
  }
  function change(changes) {
    player.stop();
    assign(model, changes);
    draw();
  }
  const base = { ...constants, player, read, now, show, change };
  return { ...base, ...settingActions(base), ...storyActions(base) };
}

// A function that tells the story of the settings as they are, and keeps it until they change.
function storyteller({ sizes, noise }, read) {
  let told = null;
  return () => {
    const settings = read();
    const key = JSON.stringify({ ...settings, beta: null });
    if (told?.key !== key) told = { ...story({ ...settings, sizes, noise }), key };
    return told;
  };
}

function settingActions({ sizes, read, change }) {
  function setNumber(key, value) {
    const theta = [...read().theta];
    theta[placeOf(sizes, key)] = clamp(value, -LARGEST, LARGEST);
    change({ theta });
  }
  function setClamp(name, i, value, decimals) {
    const rounded = clamp(Number(value.toFixed(decimals)), ...LIMITS[read().unit]);
    change({ [name]: read()[name].map((old, j) => (j === i ? rounded : old)) });
  }
  return { setNumber, setClamp };
}

function storyActions({ player, read, now, show, change }) {
  // Go to another place.  The end of a phase is "all of it", so that after a change of the settings it is still the end.
  function goTo(next) {
    const { film, at, phase } = sceneAt(now().told, next, read().beta);
    show({ place: at === film.frames.length - 1 ? { ...next, [phase]: Infinity } : next });
  }
  // Let the phase run, slowly at first so that one sees every move, then faster and faster, until it has settled.
  function run() {
    const { scene: { phase, film, at }, place } = now();
    const reach = (next) => goTo({ ...place, [phase]: next });
    player.run(film.frames.length - 1, (time) => at + Math.floor(movesAfter(time, phase)), reach);
    draw(now().place);
  }
  const draw = (place) => show({ place }); // the button says that it runs
  function guess(l, j, way) {
    const { place, guesses } = now();
    if (place.nudged === null) show({ guesses: { ...guesses, [[l, j]]: way } });
  }
  function learn() {
    const { scene, told, state } = now();
    if (scene.phase !== "nudged") return;
    const { one } = estimates(told, scene, state.beta);
    show({ guesses: {} });
    change({ theta: state.theta.map((value, i) => clamp(value - RATE * one[i], -LARGEST, LARGEST)) });
  }
  function restart() {
    player.stop();
    show({ guesses: {}, place: { free: 0, nudged: null } });
  }
  return { goTo, run, guess, learn, restart };
}

// --- time

const SLOW = { free: 160, nudged: 420 }; // milliseconds a move
const SLOW_MOVES = 6;

export function movesAfter(milliseconds, phase) {
  const slow = SLOW_MOVES * SLOW[phase];
  return milliseconds < slow ? milliseconds / SLOW[phase] : SLOW_MOVES * Math.exp((milliseconds - slow) / 500);
}

export default { render };
