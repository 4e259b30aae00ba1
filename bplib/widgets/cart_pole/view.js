// The page of the cart and pole: a policy net that balances, how each moment is judged, and how it learns from that.
//
//   controls.js   rule, γ, buttons      cart.js       the cart          episodes.js   moments and their A
//   network.js    the net, and δ        curve.js      its learning      hand.js       pushing by hand
//   actions.js    what the buttons do
//
// render builds the page and then only changes what differs.

import { announcer } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { ending, follow, mount, traitsOf } from "../shared/model.js";
import { actionsOn } from "./actions.js";
import { buildCart } from "./cart.js";
import { buildControls } from "./controls.js";
import { buildCurve } from "./curve.js";
import { buildEpisodes } from "./episodes.js";
import { buildNetwork } from "./network.js";
import { checkState, STATE } from "./state.js";
import { stateInWords } from "./words.js";

export function render({ model, el }) {
  checkState(traitsOf(model, STATE));
  const live = announcer();
  const actions = actionsOn(model, draw, (words) => write(live, words));
  const parts = [buildControls, buildCart, buildEpisodes, buildNetwork, buildCurve].map((build) => build(actions));
  const [controls, cart, episodes, network, curve] = parts.map(({ node }) => node);
  const sentence = element("p", { class: "sentence" });
  const columns = [[cart, episodes], [network, curve]].map((nodes) => element("div", { class: "column" }, ...nodes));
  const root = element("section", { class: "cart-pole", "aria-label": "A cart learns to balance a pole" });
  root.append(controls, sentence, element("div", { class: "body" }, ...columns), live);
  mount(root, el);
  let drawn = null;
  function draw() {
    const key = actions.key();
    if (key === drawn) return;
    drawn = key;
    const shown = actions.shown();
    parts.forEach((part) => part.update(shown));
    write(sentence, stateInWords(shown.state, shown.learning));
  }
  draw();
  return ending(el, actions.stop, follow(model, STATE, draw));
}

export default { render };
