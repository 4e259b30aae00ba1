// The page of the graph explorer: an expression as a graph of operations, computed forward and differentiated backward.
//
// render builds the page and then only changes what differs: the header, the graph, and below it the rule in use and the paths.

import { announcer, signLegend } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { buildBottom, spokenLine } from "./bottom.js";
import { explanation } from "./explanation.js";
import { parse } from "./expressions.js";
import { buildGraph } from "./graph.js";
import { buildHeader } from "./header.js";
import { LIMIT, operationsOf } from "./mathematics.js";
import { namesOf, progress, stageSentence } from "./progress.js";

const TRAITS = ["expression", "values", "stage", "selected", "visits"];
const STARTS = [0.5, 2, 1.5, 0.8, 1.2]; // values of inputs that are new

export function render({ model, el }) {
  const [id, live] = [newId("graph-explorer"), announcer()];
  const board = element("div", { class: "graph" });
  const actions = actionsOn(model, { id, live, draw, reveal: (i) => graph.reveal(i) });
  const [header, bottom] = [buildHeader(actions), buildBottom(actions)];
  const root = element("section", { class: "graph-explorer", "aria-label": "Graph explorer: the chain rule in a graph" });
  root.append(header.node, board, buildLegend(), bottom.node, live);
  mount(root, el);
  let [graph, drawn] = [null, null];
  function draw() {
    const state = actions.read();
    const key = JSON.stringify([state.expression.text, state.values, state.stage, state.selected, state.visits, state.lit]);
    if (key === drawn) return;
    drawn = key;
    if (graph?.expression !== state.expression) {
      graph = buildGraph(state, actions);
      board.replaceChildren(graph.node);
    }
    const now = progressOf(state);
    [header, graph, bottom].forEach((part) => part.update(state, now));
  }
  draw();
  return ending(el, header.stop, follow(model, TRAITS, draw));
}

// What the parts of the page do to the state: it is in the model, but for the path that is lit.
function actionsOn(model, { id, live, draw, reveal }) {
  const read = reading(model);
  const remembered = {}; // the last value of each input: while one types "x*y", there is "x" for a moment, and y comes back
  function save(changes) {
    assign(model, changes);
    draw();
  }
  function light(edges) {
    read.lit = edges;
    draw();
  }
  function setExpression(text, values) {
    const [state, next] = [read(), parse(text)];
    const atEnd = state.stage >= progress(state.expression, state.values, 0).last;
    Object.assign(remembered, state.values, values);
    read.lit = null;
    save({ expression: text, values: inputsOf(next, remembered), stage: atEnd ? lastStage(next) : 0, selected: 0 });
  }
  function change(name, value, decimals = 2) {
    save({ values: { ...model.get("values"), [name]: clamp(Number(value.toFixed(decimals)), -LIMIT, LIMIT) } });
  }
  function select(step) {
    if (step === read().selected) return;
    read.lit = null;
    save({ selected: step });
  }
  function goTo(stage) {
    const { expression, values, visits } = read();
    const { last, end } = progress(expression, values, stage, visits);
    read.lit = null;
    save({ stage: Math.min(last, end, Math.max(0, stage)) });
    announce(read(), live, reveal);
  }
  // Another order of visits: a backward pass that is on its way begins anew.
  function setVisits(visits) {
    const { expression, stage } = read();
    const seed = operationsOf(expression.steps).length + 1;
    read.lit = null;
    save({ visits, stage: stage < lastStage(expression) ? Math.min(stage, seed) : stage });
    write(live, stageSentence(read(), progressOf(read())));
  }
  return { id, model, read, setExpression, setVisits, change, select, goTo, light };
}

// A function that reads the state; the expression is parsed when it has changed.
function reading(model) {
  let expression = parse(model.get("expression"));
  function read() {
    if (expression.text !== model.get("expression")) {
      expression = parse(model.get("expression"));
      read.lit = null;
    }
    const selected = Math.min(model.get("selected"), expression.steps.length - 1);
    const { values, stage, visits } = traitsOf(model, TRAITS);
    return { expression, names: namesOf(expression), values, stage, selected, visits: visits ?? "right", lit: read.lit };
  }
  read.lit = null; // the edges of the path that is pointed at or chosen
  return read;
}

const progressOf = ({ expression, values, stage, visits }) => progress(expression, values, stage, visits);
const lastStage = ({ steps }) => 2 * operationsOf(steps).length + 2;

// The values of all inputs: as they were, or new ones.
function inputsOf({ variables }, given) {
  const start = (name, i) => (Object.hasOwn(given, name) ? given[name] : STARTS[i % STARTS.length]);
  return Object.fromEntries(variables.map((name, i) => [name, start(name, i)]));
}

// Say what a step has done, and bring the node into view.
function announce(state, live, reveal) {
  const now = progressOf(state);
  reveal(now.step ?? (now.kind === "inputs" ? 0 : state.selected));
  const words = `Step ${now.stage} of ${now.last}. ${stageSentence(state, now)}`;
  write(live, [words, ...explanation(state, now).map(spokenLine)].join(" "));
}

function buildLegend() {
  const legend = signLegend(["local derivative:"]);
  const help = "Drag an input (rounded) up or down, or use the arrow keys; left and right go to the next node.";
  const dots = "Dotted: a local derivative of 0, and in red an amount that a wrong order loses; a dashed circle waits for its value.";
  legend.append(element("span", {}, help), element("span", {}, dots));
  return legend;
}

export default { render };
