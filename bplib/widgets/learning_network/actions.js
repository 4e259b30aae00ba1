// What the parts of the page do: they change the state, let the run go on, and stop it.

import { newLoop } from "../shared/loop.js";
import { assign, traitsOf } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { canLearnFrom } from "./data.js";
import { newFilm, newKeeper } from "./keeper.js";
import { MOST_STEPS, RATES, ratesAt } from "./run.js";
import { stagesOf } from "./slow.js";
import { checkState, LAST_SEED, STATE } from "./state.js";

const BUDGET = 10; // milliseconds of a frame that belong to learning

export function actionsOn(model, draw, say) {
  const problems = model.get("problems");
  const read = () => traitsOf(model, STATE);
  checkState(read(), problems);
  const keeper = newKeeper(problems, () => requestAnimationFrame(draw));
  const own = { kind: 0, said: null };
  const save = (changes) => {
    assign(model, changes);
    draw();
  };
  const movers = moversOn({ model, read, save, keeper, draw });
  const changers = changersOn({ read, save, keeper, stop: movers.stop });
  function announce(kind, playing, words) {
    const news = `${kind} ${playing}`;
    if (own.said !== null && own.said !== news) say(words);
    own.said = news;
  }
  return { problems, read, say, announce, ...movers, ...changers, classToSet: () => own.kind, classOf: { set: (kind) => (own.kind = kind) } };
}

// --- what lets the run go on: frame after frame, stage after stage, or by hand

function moversOn({ model, read, save, keeper, draw }) {
  const present = () => {
    const state = read();
    const { run, waiting } = keeper.runOf(state);
    return { run, state, waiting, playing: loop.running(), filming: film.running() };
  };
  const able = ({ run } = present()) => canLearnFrom(run.data.training) && !run.lost && run.t < MOST_STEPS;
  function frame() {
    const { run, state } = present();
    if (!able({ run })) return false;
    keeper.goOn(state, Math.min(MOST_STEPS, run.t + state.speed), BUDGET);
    model.set("steps", run.t);
    if (state.stage) model.set("stage", 0);
    draw();
    return able({ run });
  }
  const loop = newLoop(frame, () => (model.save_changes(), draw()));
  const film = newFilm(() => nextStage({ present, able, save }) !== 0, draw);
  return { present, playing: loop.running, ...buttonsOn({ present, able, loop, film, save, draw }) };
}

// One stage of the slow motion on; after the last one the step is made.  Returns the stage.
function nextStage({ present, able, save }) {
  const { run, state } = present();
  if (!able({ run })) return 0;
  const stage = (state.stage + 1) % stagesOf(run.net).length;
  save(stage ? { stage } : { stage, steps: run.t + 1 });
  return stage;
}

function buttonsOn({ present, able, loop, film, save, draw }) {
  function stop() {
    film.stop();
    loop.stop();
  }
  function playOrPause() {
    film.stop();
    if (loop.running()) return loop.stop();
    if (able()) loop.start();
    draw();
  }
  function slowOrStop() {
    loop.stop();
    if (film.running()) film.stop();
    else if (able()) film.start();
    draw();
  }
  const oneStep = () => (stop(), able() && save({ stage: 0, steps: present().run.t + 1 }));
  return { stop, playOrPause, slowOrStop, oneStep, nextStage: () => (stop(), nextStage({ present, able, save })) };
}

// --- what changes the settings

function changersOn({ read, save, keeper, stop }) {
  const anew = (changes) => save({ steps: 0, stage: 0, past: [], ...changes });
  // Rates may change on the way: those that held so far are noted.  Everything else starts anew.
  function change(changes) {
    const state = read();
    if (!Object.keys(changes).every((name) => RATES.includes(name))) return anew({ ...changes, ...selectedIn(state, changes) });
    const until = keeper.runOf(state).run.t;
    const past = until ? [...state.past.filter((one) => one.until < until), { ...heldIn(state, until), until }] : [];
    keeper.allow({ ...state, ...changes, past });
    save({ ...changes, past, stage: 0, steps: until });
  }
  const setPoints = (points) => anew({ points });
  const select = (selected) => String(selected) === String(read().selected) || save({ selected });
  const setSpeed = (speed) => save({ speed });
  const freshWeights = () => anew({ seed: (read().seed + 1) % (LAST_SEED + 1) });
  return { change, setPoints, select, setSpeed, freshWeights, backToStart: () => (stop(), anew({})) };
}

// The rates of the step before another one.
function heldIn(state, until) {
  const rates = ratesAt(state, until - 1);
  return Object.fromEntries(RATES.map((name) => [name, rates[name]]));
}

// The output stays selected, or the unit that is in the same place.
function selectedIn({ hidden: before, selected: [l, j] }, { hidden = before }) {
  const last = hidden.length + 1;
  if (l > before.length || l >= last) return { selected: [last, 0] };
  return { selected: [l, clamp(j, 0, [2, ...hidden, 1][l] - 1)] };
}
