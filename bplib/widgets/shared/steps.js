// The buttons that play two passes, and that go through them step by step.

import { button, element, enable, write } from "./elements.js";
import { newPlayer } from "./player.js";

const PAUSE = 1200; // milliseconds from one step to the next

// Buttons to play, for a step on, a step back, to the end and back to step 0; `at()` tells the {stage, last} that there is.  What
// comes next is lit: the step, and when there is none left, the way back, unless something else has to follow.
export function stepButtons(at, goTo, describedBy, { leadsOn = false } = {}) {
  const play = button("Play", { name: "play" });
  const step = button("", { class: "primary", name: "step", "aria-describedby": describedBy });
  const [undo, all] = [button("Undo step", { name: "undo" }), button("To the end", { name: "all" })];
  const back = button("Back to step 0", { name: "back" });
  const film = newFilm(at, goTo, say);
  function say() {
    const { stage, last } = at();
    write(play, film.running() ? "Stop" : stage === last ? "Play again" : "Play");
  }
  const moves = [[step, () => at().stage + 1], [undo, () => at().stage - 1], [all, () => at().last], [back, () => 0]];
  moves.forEach(([node, place]) => node.addEventListener("click", () => (film.stop(), goTo(place()))));
  play.addEventListener("click", film.playOrStop);
  function update({ stage, last }, next, stuck = false) {
    write(step, next ?? "No step left");
    step.classList.toggle("primary", stage < last);
    back.classList.toggle("primary", stage === last && !leadsOn);
    const able = [[step, stage < last && !stuck], [all, stage < last && !stuck], [undo, stage > 0], [back, stage > 0]];
    able.forEach(([node, on]) => enable(node, on));
    say();
  }
  const node = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, play, step, undo, all, back);
  return { node, update, stop: film.stop };
}

// From stage to stage until the last one, or until somebody goes elsewhere.
function newFilm(at, goTo, say) {
  const player = newPlayer();
  let shown = null;
  function stop() {
    player.stop();
    say();
  }
  function show(place) {
    if (at().stage !== shown) return stop();
    if (place !== shown) goTo(place);
    shown = at().stage;
    if (shown !== place) stop(); // it goes no further
  }
  function playOrStop() {
    if (player.running()) return stop();
    if (at().stage === at().last) goTo(0);
    const begin = (shown = at().stage);
    player.run(at().last, (time) => begin + 1 + Math.floor(time / PAUSE), show);
    say();
  }
  return { playOrStop, stop, running: player.running };
}
