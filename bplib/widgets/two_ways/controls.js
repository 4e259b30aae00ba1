// The controls: what lets both ways learn, the two sides' own buttons, and one's own points.

import { heading } from "../shared/drawing.js";
import { button, chooser, element, enable, input, labelled, put, slider, write } from "../shared/elements.js";
import { clamp } from "../shared/text.js";
import { DATA, MOST_POINTS, OWN, placed, REACH } from "./data.js";
import { LAST_STEP } from "./mathematics.js";
import { arrowError, LEVELS, madeByDiffusion, madeByGame, SIGMAS } from "./run.js";
import { LAST_SEED } from "./state.js";
import { levelInWords, percent, two } from "./words.js";

const named = (name, text, attributes = {}) => button(text, { name, ...attributes });
const onClick = (node, act) => (node.addEventListener("click", act), node);

export function buildTransport(actions) {
  const play = onClick(named("play", "Play", { class: "primary" }), actions.playOrPause);
  const some = onClick(named("some", "Train 500 steps"), () => actions.train("both", 500));
  const step = onClick(named("both", "One step of both"), () => actions.train("both", 1));
  const back = onClick(named("back", "Start again"), actions.startAgain);
  const data = chooser("data", DATA.map((name) => [name, name]));
  data.addEventListener("change", () => actions.save({ data: data.value }));
  const seed = input("number", "seed", { min: 0, max: LAST_SEED, step: 1 });
  seed.addEventListener("change", () => actions.save({ seed: seed.value === "" ? actions.read().seed : clamp(Math.round(seed.valueAsNumber), 0, LAST_SEED) }));
  const count = element("output", { class: "count" });
  const node = element("div", { class: "transport", role: "group", "aria-label": "Learning" }, play, some, step, back);
  node.append(labelled("data", data), labelled("seed", seed), count);
  function update({ run, state, playing }) {
    write(play, playing ? "Pause" : "Play");
    [play, some, step].forEach((one) => enable(one, run.learnable));
    data.value = state.data;
    if (document.activeElement !== seed || !playing) seed.value = state.seed;
    write(count, run.learnable ? `steps: D ${run.game.steps.D}, G ${run.game.steps.G}, denoiser ${run.denoiser.steps.net}` : "no points");
  }
  return { node, update };
}

// --- the game

const RATIO_NAMES = [[1, "1 of D, 1 of G"], [10, "1 of D, 10 of G"]];
const GOAL_NAMES = [["-ln D", "−ln D"], ["minimax", "ln(1 − D), minimax"]];

export function buildGameControls(actions) {
  const buttons = [["D", "D step", 1], ["D500", "500 D steps", 500], ["G", "G step", 1], ["round", "Round", 1]].map(([name, text, count]) =>
    onClick(named(name, text), () => actions.train(name[0] === "D" ? "D" : name, count)),
  );
  const [goal, ratio] = [chooser("goal", GOAL_NAMES), chooser("ratio", RATIO_NAMES)];
  goal.addEventListener("change", () => actions.save({ goal: goal.value }));
  ratio.addEventListener("change", () => actions.save({ ratio: Number(ratio.value) }));
  const node = element("div", { class: "side-controls", role: "group", "aria-label": "The game" });
  node.append(element("div", { class: "fields" }, ...buttons), element("div", { class: "fields" }, labelled("cost of G", goal), labelled("a round", ratio)));
  function update({ run, state }) {
    buttons.forEach((one) => enable(one, run.learnable));
    [goal.value, ratio.value] = [state.goal, state.ratio];
  }
  return { node, update };
}

// --- diffusion

export function buildNoiseControls(actions) {
  const level = slider("place", "noise level", { min: 0, max: LEVELS, step: 1 });
  level.node.addEventListener("input", () => actions.goTo(level.node.valueAsNumber));
  const film = onClick(named("film", "Noise to points"), actions.film);
  const learn = onClick(named("denoiser", "Step"), () => actions.train("denoiser", 1));
  const exact = input("checkbox", "exact");
  exact.addEventListener("change", () => actions.save({ exact: exact.checked }));
  const look = element("label", {}, exact, "exact arrows");
  const node = element("div", { class: "side-controls", role: "group", "aria-label": "Diffusion" });
  node.append(element("div", { class: "fields" }, learn, film, look), element("div", { class: "fields" }, level.label));
  function update({ run, state, filming }) {
    level.say(state.place, levelInWords(state.place));
    write(film, filming ? "Stop" : "Noise to points");
    [exact.checked, look.hidden] = [state.exact, !run.clouds];
    enable(film, run.learnable);
    enable(learn, run.learnable && run.denoiser.steps.net < LAST_STEP);
  }
  return { node, update };
}

// --- numbers

// A list of names and numbers; read(shown) gives the numbers, null for a name that is not there.
function buildNumbers(label, names, read) {
  const cells = names.map(() => element("td"));
  const rows = names.map((name, i) => element("tr", {}, element("th", { scope: "row" }, name), cells[i]));
  const head = element("tr", {}, element("th", { scope: "col" }, label), element("th", { scope: "col" }, "now"));
  const node = element("table", {}, head, ...rows);
  function update(shown) {
    const values = shown.run.learnable ? read(shown) : [];
    rows.forEach((row, i) => {
      row.hidden = values[i] === null;
      write(cells[i], values[i] ?? "–");
    });
  }
  return { node, update };
}

const quality = ({ hit, near, reached }) => [hit === null ? null : `${hit} of 8`, percent(near), hit === null ? percent(reached) : null];
const QUALITY = ["clouds hit", "made points near the data", "of the data reached"];

export const buildGameNumbers = () =>
  buildNumbers("The game in numbers", ["cost of D (cannot tell: 0.69)", "−ln D, for made points", "median length of ∂C/∂x", ...QUALITY], ({ run, state }) => {
    const made = madeByGame(run, state.goal);
    return [two(run.game.costs.D), two(run.game.costs.G), two(made.arrow), ...quality(made)];
  });

export const buildNoiseNumbers = () =>
  buildNumbers("Diffusion in numbers", ["cost", "cost of the exact answer", "error of the arrows at this σ", ...QUALITY], ({ run, state }) => {
    const sigma = SIGMAS[Math.min(state.place, LEVELS - 1)];
    const exact = run.clouds ? [two(run.best), percent(arrowError(run, sigma))] : [null, null];
    return [two(run.denoiser.costs.net), ...exact, ...quality(madeByDiffusion(run))];
  });

// --- one's own points, for the keyboard

export function buildOwn({ read, setPoints, say }) {
  const [x, y] = ["x", "y"].map((name) => input("number", name, { min: -REACH, max: REACH, step: 0.1, value: 0 }));
  const add = onClick(named("add", "Add the point"), () => {
    const { points } = read();
    if (points.length >= MOST_POINTS) return say(`${MOST_POINTS} points are all that fit here.`);
    if ([x, y].every((one) => Number.isFinite(one.valueAsNumber))) setPoints([...points, placed(x.valueAsNumber, y.valueAsNumber)]);
  });
  const last = onClick(named("remove", "Remove the last"), () => setPoints(read().points.slice(0, -1)));
  const all = onClick(named("clear", "Remove all"), () => setPoints([]));
  const count = element("output");
  const node = element("div", { class: "own", role: "group", "aria-label": "Own points" }, heading("Own points: draw in a plane, or type"));
  node.append(element("div", { class: "fields" }, labelled("x", x), labelled("y", y), add, last, all, count));
  function update({ state: { data, points } }) {
    node.hidden = data !== OWN;
    write(count, `${points.length} of at most ${MOST_POINTS}`);
    put(count, "data-full", points.length >= MOST_POINTS || null);
  }
  return { node, update };
}
