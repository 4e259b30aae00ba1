// Two ways to make points: a game of two networks, and a network that names noise, side by side.
//
//   run.js   both runs, and what is shown of them      planes.js   the drawings      controls.js   buttons and numbers
//
// render builds the page once; a frame lets the runs go on, and paints.

import { announcer, heading } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { stillness } from "../shared/loop.js";
import { assign, ending, follow, mount, traitsOf, watchSize } from "../shared/model.js";
import { paletteOf } from "../shared/painting.js";
import { newPlayer } from "../shared/player.js";
import { clamp } from "../shared/text.js";
import { buildGameControls, buildGameNumbers, buildNoiseControls, buildNoiseNumbers, buildOwn, buildTransport } from "./controls.js";
import { buildGamePlane, buildLegend, buildNoisePlane } from "./planes.js";
import { LEVELS, madeByDiffusion, madeByGame, make, newRun, roundsLeft } from "./run.js";
import { checkState, FIXED, STATE } from "./state.js";
import { gameInWords, diffusionInWords, sentenceOf } from "./words.js";

const [BUDGET, A_FRAME] = [28, 20]; // milliseconds of a frame that belong to learning, and steps
const SELDOM = 6; // frames, while it learns, from one look at all that has been made to the next
const PAUSE = 150; // milliseconds from level to level

const BUILDERS = [buildTransport, buildGamePlane, buildGameControls, buildGameNumbers, buildNoisePlane, buildNoiseControls, buildNoiseNumbers, buildLegend, buildOwn];
const QUICK = [buildTransport, buildGamePlane];

export function render({ model, el }) {
  const live = announcer();
  const actions = actionsOn(model, draw, (words) => write(live, words));
  const parts = BUILDERS.map((build) => build(actions));
  const { root, sentence, sides } = pageOf(parts.map(({ node }) => node), live);
  mount(root, el);
  const colours = paletteOf(root);
  let [side, frames] = [0, 0];
  function draw() {
    if (!side) return;
    const shown = { ...actions.present(), colours: colours(), side };
    const all = !shown.playing || frames++ % SELDOM === 0;
    parts.forEach((part, i) => (all || QUICK.includes(BUILDERS[i])) && part.update(shown));
    if (all) write(sentence, sentenceOf(shown.run, shown.state, shown.run.learnable ? madeByGame(shown.run, shown.state.goal) : null));
  }
  const unwatch = watchSize(sides, () => {
    side = clamp(Math.floor(sides[0].clientWidth) - 2, 0, 460);
    draw();
  });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const watcher = new MutationObserver(draw);
  [document.body, document.documentElement].forEach((node) => watcher.observe(node, { attributeFilter: ["data-jp-theme-light", "data-theme"] }));
  system.addEventListener("change", draw);
  const unfollow = follow(model, STATE, draw);
  return ending(el, actions.stop, unwatch, unfollow, () => (watcher.disconnect(), system.removeEventListener("change", draw)));
}

function pageOf([transport, gamePlane, gameControls, gameNumbers, noisePlane, noiseControls, noiseNumbers, legend, own], live) {
  const root = element("section", { class: "two-ways", "aria-label": "Two ways to make points" });
  const sentence = element("p", { class: "sentence" });
  const side = (title, ...nodes) => element("div", { class: "side" }, heading(title, { class: "heading title" }), ...nodes);
  const left = side("A game: G makes points, D judges them", gameControls, gamePlane, gameNumbers);
  const right = side("Diffusion: a network names the noise", noiseControls, noisePlane, noiseNumbers);
  root.append(transport, sentence, own, element("div", { class: "sides" }, left, right), legend, live);
  return { root, sentence, sides: [left, right] };
}

// What the parts of the page do, and what there is.
function actionsOn(model, draw, say) {
  const read = () => traitsOf(model, STATE);
  checkState(read());
  let [run, fixed] = [null, null];
  function runOf(state) {
    const now = JSON.stringify(FIXED.map((name) => state[name]));
    if (fixed !== now) [run, fixed] = [newRun(state), now];
    return run;
  }
  const save = (changes) => {
    assign(model, changes);
    draw();
  };
  const trainer = newTrainer(() => [runOf(read()), read()], draw, () => say(reportOf(runOf(read()), read())));
  const film = filmOn({ read, save, draw });
  const stop = () => (trainer.stop(), film.stop());
  function playOrPause() {
    if (trainer.running()) return trainer.stop();
    if (runOf(read()).learnable) trainer.begin("both", roundsLeft(run));
  }
  function startAgain() {
    stop();
    fixed = null;
    draw();
  }
  const change = (changes) => (FIXED.some((name) => name in changes) && stop(), save(changes));
  const present = () => (({ ...state }) => ({ run: runOf(state), state, playing: trainer.running(), filming: film.running() }))(read());
  const train = (name, count) => runOf(read()).learnable && trainer.begin(name, count);
  const setPoints = (points) => change({ points });
  const goTo = (place) => (film.stop(), save({ place }));
  return { read, say, save: change, present, stop, playOrPause, startAgain, train, setPoints, goTo, film: film.playOrStop };
}

const reportOf = (run, state) =>
  run.learnable ? `The game: ${gameInWords(run, madeByGame(run, state.goal))} Diffusion: ${diffusionInWords(run, madeByDiffusion(run), state)}` : "";

// Moves, some in each frame, until they are made or somebody stops it.  Who wants less motion sees what has come of it.
function newTrainer(at, draw, ended) {
  let [request, left, name] = [null, 0, null];
  function stop() {
    if (request === null) return;
    cancelAnimationFrame(request);
    request = null;
    draw();
    ended();
  }
  function turn() {
    const [begin, [run, state]] = [performance.now(), at()];
    if (!run.learnable) return stop();
    left -= make(run, state, name, Math.min(left, A_FRAME), () => performance.now() - begin > BUDGET);
    if (left <= 0) return stop();
    request = requestAnimationFrame(turn);
    if (!stillness()) draw();
  }
  function begin(move, count) {
    if (request !== null) cancelAnimationFrame(request);
    [left, name] = [count, move];
    request = 0;
    turn();
    if (request !== null) draw();
  }
  return { begin, stop, running: () => request !== null };
}

// The points on their way from noise down all levels.
function filmOn({ read, save, draw }) {
  const player = newPlayer();
  function stop() {
    if (!player.running()) return;
    player.stop();
    draw();
  }
  function playOrStop() {
    if (player.running()) return stop();
    let shown = null;
    player.run(LEVELS, (time) => Math.floor(time / PAUSE), (place) => place !== shown && save({ place: (shown = place) }));
    draw();
  }
  return { stop, playOrStop, running: player.running };
}

export default { render };
