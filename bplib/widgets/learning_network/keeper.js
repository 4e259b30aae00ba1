// What keeps the run of the state, and what lets things go on by themselves.

import { stillness } from "../shared/loop.js";
import { examplesOf } from "./data.js";
import { advance, newRun, RATES } from "./run.js";
import { FIXED } from "./state.js";

const CATCH_UP = 40; // milliseconds of a frame, where many steps have to be made again

const fixedOf = (state) => JSON.stringify(FIXED.map((name) => state[name]));
const movingOf = (state) => JSON.stringify([state.past, RATES.map((name) => state[name])]);
const timer = (milliseconds) => {
  const end = performance.now() + milliseconds;
  return () => performance.now() > end;
};

// The run of a state: the one before, if it leads there, else a new one.  Where it is still on its way, again() is called.
export function newKeeper(problems, again) {
  let [run, fixed, moving] = [null, null, null];
  function runOf(state) {
    const now = [fixedOf(state), movingOf(state)];
    if (!run || fixed !== now[0] || moving !== now[1] || state.steps < run.t) {
      run = newRun(state, examplesOf(state, problems));
      [fixed, moving] = now;
    }
    const waiting = run.t < state.steps && !advance(run, state, state.steps, timer(CATCH_UP));
    if (waiting) again();
    return { run, waiting };
  }
  return { runOf, goOn: (state, target, budget) => advance(run, state, target, timer(budget)), allow: (state) => (moving = movingOf(state)) };
}

const PAUSE = 1300; // milliseconds from one stage of the slow motion to the next

// Stage after stage, until next() returns false; who wants less motion goes on by hand.
export function newFilm(next, changed) {
  let ticking = null;
  function stop() {
    clearInterval(ticking);
    if (ticking !== null) changed((ticking = null));
  }
  function start() {
    if (!next() || stillness()) return;
    ticking = setInterval(() => next() || stop(), PAUSE);
  }
  return { start, stop, running: () => ticking !== null };
}
