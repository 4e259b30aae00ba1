// The equations of the slow motion; those in use are lit, and a sentence says what happens.

import { heading } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { equationList } from "../shared/equations.js";
import { equationsOf, stageInWords } from "./slow.js";

export function buildEquations() {
  const [list, sentence] = [equationList(), element("p", { class: "stage-words" })];
  const node = element("div", { class: "equations" }, heading("One minibatch: forward, backward, update"), list.node, sentence);
  function update({ run, state, reach, seen }) {
    list.update(equationsOf(state.optimizer), ({ uses }) => uses(reach.now, run.net.L));
    write(sentence, seen ? stageInWords(run.net, reach.now, seen) : "Press Slow motion, or Next stage, to see one minibatch pass.");
  }
  return { node, update };
}
