// What the parts of the page do to the state, and what there is to see in it.

import { assign, traitsOf } from "../shared/model.js";
import { newPlayer } from "../shared/player.js";
import { sign } from "../shared/text.js";
import { handSideOf, newHand } from "./hand.js";
import { newKeeper } from "./keeper.js";
import { EPISODES, forward, lengthOf, TAU } from "./mathematics.js";
import { LARGEST_SEED, MOST_ITERATIONS, STATE } from "./state.js";
import { endInWords, handInWords, momentInWords, stateInWords } from "./words.js";

const [MOMENT, ITERATION] = [1000 * TAU, 60]; // milliseconds of the film

export function actionsOn(model, draw, say) {
  const [keeper, player] = [newKeeper(), newPlayer()];
  const read = () => traitsOf(model, STATE);
  const hand = newHand(() => keeper.seen(read()).learning.theta, draw, (game) => say(handInWords(game)));
  const running = () => player.running() || hand.running();
  const shown = () => ({ ...shownOf(read(), keeper.seen(read()), hand.game()), running: running(), others: keeper.others() });
  const key = () => JSON.stringify([read(), hand.game(), running()]);
  const stop = () => (player.stop(), hand.halt());
  function leave() {
    player.stop();
    hand.leave();
  }
  function save(changes) {
    assign(model, changes);
    draw();
  }
  const parts = { read, save, leave, player, shown, say, running, stop, draw };
  const push = (side) => (player.stop(), hand.push(side, { place: shown().place, seed: read().seed }));
  return { read, shown, key, stop: leave, push, ...lookersOn(parts), ...learnersOn(parts) };
}

// --- what plays, and what leads to another moment

function lookersOn({ read, save, leave, player, shown, say, running, stop, draw }) {
  const look = (changes) => (leave(), save(changes));
  const nextEpisode = () => look({ episode: (read().episode % EPISODES) + 1, moment: 0 });
  function playOrStop() {
    if (running()) return stop(), draw();
    leave();
    const { episode, moment } = shown();
    const [end, begin] = [lengthOf(episode), moment < lengthOf(episode) ? moment : 0];
    player.run(end, (time) => begin + Math.floor(time / MOMENT), (place) => {
      save({ moment: place });
      if (place === end) say(endInWords(episode));
    });
  }
  return { look, nextEpisode, playOrStop };
}

// --- what learns, and what begins anew

function learnersOn({ read, save, leave, player, shown, say }) {
  const sayState = () => say(stateInWords(shown().state, shown().learning));
  function change(changes) {
    leave();
    save({ ...changes, iterations: 0, moment: 0 });
    sayState();
  }
  function learn(count) {
    leave();
    const begin = read().iterations;
    const end = Math.min(MOST_ITERATIONS, begin + count);
    player.run(end, (time) => begin + 1 + Math.floor(time / ITERATION), (iterations) => {
      save({ iterations, moment: 0 });
      if (iterations === end) sayState();
    });
  }
  return { change, learn, back: () => change({}), fresh: () => change({ seed: (read().seed + 1) % (LARGEST_SEED + 1) }) };
}

// --- what there is to see: the moment of an episode, or a game by hand

function shownOf(state, seen, game) {
  const found = game ? gameShown(game) : momentShown(state, seen);
  const judged = found.A === null ? null : sign(found.A);
  return { ...seen, ...found, judged, state, trace: forward(seen.learning.theta, found.place) };
}

const gameShown = (game) => ({ place: game.place, action: game.action, A: null, handSide: handSideOf(game), moment: null, words: handInWords(game) });

function momentShown(state, { episode, ownA }) {
  const [moment, handSide] = [Math.min(state.moment, lengthOf(episode)), null];
  if (moment === lengthOf(episode)) return { moment, handSide, place: episode.end, action: null, A: null, words: endInWords(episode) };
  const [action, A] = [episode.actions[moment], ownA[moment]];
  return { moment, handSide, place: episode.states[moment], action, A, words: momentInWords(action, A) };
}
