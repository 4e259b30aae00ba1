// Through time: a recurrent layer unrolled, the gradient on its way back, and the uses of U that add up to ∂C/∂U.
//
//   controls.js   the settings          chart.js   the chart          words.js   the sentences
//
// render builds the page and then only changes what differs.

import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf, watchSize } from "../shared/model.js";
import { buildChart } from "./chart.js";
import { buildControls } from "./controls.js";
import { measured, ruleOf, weightsOf } from "./mathematics.js";
import { checkState, inReach, STATE } from "./state.js";
import { momentInWords, sentences } from "./words.js";

const LABEL = "Through time: a recurrent layer and its gradient by moment";

export function render({ model, el }) {
  const read = () => inReach(traitsOf(model, STATE));
  const original = model.get("original");
  [traitsOf(model, STATE), original].forEach(checkState);
  let hovered = null;
  const hover = (moment) => moment !== hovered && ((hovered = moment), draw());
  const actions = { id: newId("through-time"), read, save, hover, original };
  const [controls, chart] = [buildControls(actions), buildChart(actions)];
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const moment = element("p", { class: "moment" });
  mount(element("section", { class: "through-time", "aria-label": LABEL }, controls.node, sentence, chart.node, moment), el);
  const compute = remembered();
  function draw() {
    const state = read();
    const view = { ...compute(state), state, moment: Math.min(hovered ?? state.moment, state.moments) };
    [controls, chart].forEach((part) => part.update(view));
    write(sentence, sentences(state, view.found, view.rule));
    write(moment, momentInWords({ ...state, moment: view.moment }, view.found));
  }
  function save(changes) {
    hovered = null;
    assign(model, changes);
    draw();
  }
  const unfollow = follow(model, STATE, draw);
  return ending(el, unfollow, watchSize([chart.node], draw));
}

// What is computed is kept until a setting changes: to look at another moment costs nothing.
function remembered() {
  let [asked, answer] = [null, null];
  return ({ moment, ...settings }) => {
    const key = JSON.stringify(settings);
    if (key !== asked) {
      const found = measured(settings, weightsOf(settings.seed, settings.n));
      [asked, answer] = [key, { found, rule: ruleOf(settings, found) }];
    }
    return answer;
  };
}

export default { render };
