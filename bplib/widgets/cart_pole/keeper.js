// What is learnt in a state: it follows from the state alone, and what has been computed is kept.

import { advantages, iterated, newLearning } from "./mathematics.js";

const fixedOf = ({ rule, gamma, seed }) => JSON.stringify([rule, gamma, seed]);

// A function from a state to what is there in it; and the curves of other rules and γ that this page has seen with the same seed.
export function newKeeper() {
  let [fixed, learning, seed] = [null, null, null];
  const judgedOnce = new WeakMap(); // the advantages of what is learnt: it is another one with another rule
  const curves = new Map();
  function learningOf(state) {
    if (state.seed !== seed) curves.clear();
    if (fixed !== fixedOf(state) || learning.t > state.iterations) learning = newLearning(state.seed);
    [fixed, seed] = [fixedOf(state), state.seed];
    while (learning.t < state.iterations) learning = iterated(learning, state);
    keep(curves, fixed, state, learning.lengths);
    return learning;
  }
  const others = () => [...curves].filter(([name]) => name !== fixed).map(([, curve]) => curve);
  function seen(state) {
    const now = learningOf(state);
    if (!judgedOnce.has(now)) judgedOnce.set(now, advantages(now.episodes, state.rule, state.gamma));
    return seenIn(state, now, judgedOnce.get(now));
  }
  return { seen, others };
}

const [KEPT, LEAST] = [3, 5]; // curves beside the present one, and points of one that is worth it

function keep(curves, name, { rule, gamma }, lengths) {
  const before = curves.get(name)?.lengths ?? [];
  if (lengths.length < LEAST || lengths.length <= before.length) return;
  curves.delete(name);
  curves.set(name, { rule, gamma, lengths });
  if (curves.size > KEPT + 1) curves.delete(curves.keys().next().value);
}

// The ten episodes with their advantages, and the one that is looked at.
function seenIn(state, learning, allA) {
  return { learning, allA, episode: learning.episodes[state.episode - 1], ownA: allA[state.episode - 1] };
}
