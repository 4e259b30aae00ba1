// Pushing by hand: the net drives the cart on, as long as it stands, and each push of a hand is a force beside its own.

import { newGenerator } from "../shared/generator.js";
import { batch, FORCE, forceOf, forward, hasFailed, moved, TAU } from "./mathematics.js";

const [SHARE, LASTS] = [0.5, 5]; // a push of the hand: its part of the net's force, and steps
const [CHANCES, ENOUGH] = [7, 3000]; // what the generator is for, and steps after which a game is over
const [MOST_AT_ONCE, AT_A_PUSH] = [5, 25]; // steps in a frame on a slow machine, and where nothing shall move
export const NEWTONS = SHARE * FORCE;
export const SECONDS = LASTS * TAU;

// A game begins in a place, which is a state of the cart; the hand pushes until a step.
const newGame = (place) => ({ place, action: null, steps: 0, pushes: 0, side: 0, until: 0, fallen: false, over: false });
const pushed = (game, side) => ({ ...game, side, until: game.steps + LASTS, pushes: game.pushes + 1 });
export const handSideOf = ({ steps, until, side }) => (steps < until ? side : null);
const ended = (game) => game === null || game.fallen || game.over;

// One step: the push of the net, and that of the hand.
export function driven(game, theta, chance) {
  const [action, hand] = [chance < forward(theta, game.place).pi[1] ? 1 : 0, handSideOf(game)];
  const place = moved(game.place, forceOf(action) + (hand === null ? 0 : SHARE * forceOf(hand)));
  const steps = game.steps + 1;
  return { ...game, place, steps, action, fallen: hasFailed(place), over: steps >= ENOUGH };
}

const stillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// The games of a page.  push(side, {place, seed}) begins one where there is none; who wants less motion sees what has become of it
// half a second later.  `changed` and, at its end, `finished` hear of it.
export function newHand(thetaOf, changed, finished) {
  let [game, draws, frame, last] = [null, null, null, 0];
  function drive(steps) {
    for (let i = 0; i < steps && !ended(game); i++) game = driven(game, thetaOf(), draws.uniform());
    if (!ended(game)) return;
    halt();
    finished(game);
  }
  function halt() {
    cancelAnimationFrame(frame);
    frame = null;
  }
  function turn(time) {
    frame = requestAnimationFrame(turn);
    const steps = Math.floor((time - last) / 1000 / TAU);
    if (steps < 1) return;
    last += 1000 * TAU * steps;
    drive(Math.min(MOST_AT_ONCE, steps));
    changed();
  }
  function begin({ place, seed }) {
    [game, draws] = [newGame(hasFailed(place) ? batch(thetaOf(), seed, 0)[0].states[0] : place), newGenerator(seed, CHANCES)];
  }
  function push(side, from) {
    if (ended(game)) begin(from);
    game = pushed(game, side);
    if (stillness()) drive(AT_A_PUSH);
    else if (frame === null) [last, frame] = [performance.now(), requestAnimationFrame(turn)];
    changed();
  }
  return { push, halt, leave: () => (halt(), (game = null)), game: () => game, running: () => frame !== null };
}
