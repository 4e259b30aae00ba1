// Through the years: one entry after the other, in order of time, while the later ones wait.

import { newPlayer } from "../shared/player.js";
import { found } from "./mathematics.js";

const PAUSE = 1000; // milliseconds for an entry

// A film of the entries that are found, from the first, or from where it was stopped; whoever chooses another one stops it.
export function newYears({ entries, read, save, tell }) {
  const player = newPlayer();
  let shown = null;
  const keysFound = () => found(entries, read().threads, read().query).map(({ key }) => key);
  const elsewhere = (keys) => read().selected !== shown || keysFound().join() !== keys.join();
  function stop() {
    if (!player.running()) return;
    player.stop();
    tell();
  }
  function playOrStop() {
    if (player.running()) return stop();
    const [keys, { selected }] = [keysFound(), read()];
    if (!keys.length) return;
    const stopped = selected === shown ? keys.indexOf(shown) : -1;
    const begin = stopped < 0 || stopped === keys.length - 1 ? 0 : stopped;
    save({ selected: (shown = keys[begin]) });
    player.run(keys.length - 1, (time) => begin + Math.floor(time / PAUSE), (place) => {
      if (elsewhere(keys)) return stop();
      if (keys[place] !== shown) save({ selected: (shown = keys[place]) });
      if (!player.running()) tell();
    });
  }
  return { playOrStop, stop, running: player.running };
}

// What is lit: all that is found, and while the years pass, what has been so far.
export function litSoFar(list, selected, playing) {
  const keys = list.map(({ key }) => key);
  return new Set(playing ? keys.slice(0, keys.indexOf(selected) + 1) : keys);
}
