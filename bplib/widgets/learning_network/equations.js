// The equations of the slow motion; those in use are lit, and a sentence says what happens.

import { heading } from "../shared/drawing.js";
import { element, put, write } from "../shared/elements.js";
import { math } from "../shared/formulas.js";
import { equationsOf, stageInWords } from "./slow.js";

export function buildEquations() {
  const list = element("ol", { class: "general", "aria-label": "The equations" });
  const sentence = element("p", { class: "stage-words" });
  const node = element("div", { class: "equations" }, heading("One minibatch: forward, backward, update"), list, sentence);
  let made = null;
  function update({ run, state, reach, seen }) {
    const equations = equationsOf(state.optimizer);
    if (made !== state.optimizer) {
      made = state.optimizer;
      list.replaceChildren(...equations.map(({ tag, text }) => element("li", { "data-tag": tag }, element("b", {}, tag), math(text))));
    }
    equations.forEach(({ uses }, i) => {
      const lit = uses(reach.now, run.net.L);
      list.children[i].classList.toggle("lit", lit);
      put(list.children[i], "aria-current", lit ? "true" : null);
    });
    write(sentence, seen ? stageInWords(run.net, reach.now, seen) : "Press Slow motion, or Next stage, to see one minibatch pass.");
  }
  return { node, update };
}
