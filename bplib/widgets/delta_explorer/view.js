// The page of the delta explorer: a small network whose forward and backward pass are computed in the browser.
//
// render builds the page once and then only changes what differs: the header, the graph, and the side with the equations.

import { announcer } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { equations } from "./equations.js";
import { buildGraph } from "./graph.js";
import { buildHeader } from "./header.js";
import { canLearn, cost, costsSoFar, learned, limits, nudgedNetwork, same, stages, withValue } from "./mathematics.js";
import { picture } from "./picture.js";
import { buildSide, spokenLine } from "./side.js";
import { stageWords } from "./words.js";

const NAMES = ["sizes", "activations", "loss", "weights", "biases", "x", "y"];

export function render({ model, el }) {
  const actions = actionsOn(model, draw);
  const first = actions.read();
  const parts = [buildHeader(first, actions), buildGraph(first, actions), buildSide(first, actions)];
  const [header, graph, side] = parts;
  const label = "Delta explorer: forward and backward pass of a small network";
  const root = element("section", { class: "delta-explorer", "aria-label": label });
  const left = element("div", { class: "graph" }, graph.node, graph.legend);
  root.append(header.node, element("div", { class: "body" }, left, side.node), actions.live);
  mount(root, el);
  let drawn = null;
  function draw() {
    const state = actions.read();
    const nudged = actions.nudged(state.net);
    const now = JSON.stringify([state.net, state.stage, state.selected, state.show, state.eta, state.costs, nudged]);
    if (now === drawn) return;
    drawn = now;
    const shown = picture(state);
    parts.forEach((part) => part.update(state, shown));
  }
  draw();
  return ending(el, header.stop, side.stop, follow(model, [...NAMES, "stage", "selected", "show", "eta", "costs"], draw));
}

function stateOf(model) {
  const [net, last] = [traitsOf(model, NAMES), 3 * model.get("weights").length + 2];
  const stage = Math.min(model.get("stage"), last);
  return {
    ...traitsOf(model, ["selected", "show", "original", "eta"]),
    ...{ net, stage, atEnd: stage === last, costs: costsSoFar(net, model.get("costs")), layout: model.get("places") },
  };
}

// What the parts of the page do to the state.
function actionsOn(model, draw) {
  const [id, live, read] = [newId("delta-explorer"), announcer(), () => stateOf(model)];
  let nudged = null; // what the last nudge did, until something else changes
  function save(changes) {
    assign(model, changes);
    draw();
  }
  function saveNetwork(next, keep = null) {
    nudged = keep;
    save(Object.fromEntries(NAMES.map((name) => [name, next[name]])));
  }
  function change(key, value, decimals = 2) {
    const { net } = read();
    saveNetwork(withValue(net, key, clamp(Number(value.toFixed(decimals)), ...limits(net, key))));
  }
  function select(key) {
    if (same(key, model.get("selected"))) return;
    nudged = null;
    save({ selected: key });
  }
  function goTo(stage) {
    save({ stage: clamp(stage, 0, stages(read().net).length - 1) });
    write(live, spokenStage(read()));
  }
  // Both passes, and a step against all derivatives; false if that cannot be taken.
  function learn() {
    const { net, eta, costs } = read();
    if (!canLearn(net, eta)) return false;
    const next = learned(net, eta);
    nudged = null;
    save({ weights: next.weights, biases: next.biases, costs: [...costs, cost(next)], stage: stages(net).length - 1 });
    return true;
  }
  const say = (words) => write(live, words);
  const nudgeOf = (net) => {
    if (nudged && JSON.stringify(nudgedNetwork(nudged)) !== JSON.stringify(net)) nudged = null;
    return nudged;
  };
  return { id, live, say, read, save, saveNetwork, change, select, goTo, learn, nudged: nudgeOf };
}

function spokenStage(state) {
  const lines = equations(state).map(spokenLine).join(". ");
  return `${stageWords(state.net, state.stage)} ${lines}`;
}

export default { render };
