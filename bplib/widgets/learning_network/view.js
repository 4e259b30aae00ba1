// The page of the learning network: a network that shows its units, weights and gradients while it learns.
//
// render builds the page once; a frame lets the run go on, measures it, and paints what is to be seen.

import { announcer } from "../shared/drawing.js";
import { element, put, write } from "../shared/elements.js";
import { ending, follow, mount, watchSize } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { actionsOn } from "./actions.js";
import { buildSettings, buildTransport } from "./controls.js";
import { buildCost, buildNorms } from "./curves.js";
import { canLearnFrom } from "./data.js";
import { buildEquations } from "./equations.js";
import { buildGraph, GRID, legendOfGraph } from "./graph.js";
import { newMaps } from "./maps.js";
import { buildOwn } from "./own.js";
import { paletteOf } from "../shared/painting.js";
import { buildPlane } from "./plane.js";
import { look, measure, ratesAt, rowsOf } from "./run.js";
import { reached, stageInWords } from "./slow.js";
import { STATE } from "./state.js";
import { buildUnit } from "./unit.js";
import { verdictOf } from "./verdicts.js";

const BUILDERS = [buildTransport, buildSettings, buildGraph, buildPlane, buildCost, buildNorms, buildUnit, buildEquations, buildOwn];
const QUICK = [buildTransport, buildGraph, buildPlane]; // what moves in each frame
const PATIENCE = 6; // frames, while it plays, until what is to be read follows

export function render({ model, el }) {
  const live = announcer();
  const actions = actionsOn(model, draw, (words) => write(live, words));
  const parts = BUILDERS.map((build) => build(actions));
  const { root, verdict, graphs } = pageOf(parts.map(({ node }) => node), live);
  mount(root, el);
  const [colours, mapsOf] = [paletteOf(root), newMaps(GRID)];
  let [width, frames] = [0, 0];
  function draw() {
    const found = actions.present();
    if (!width || !found) return;
    const shown = { ...found, ...whatIsKnown(found), colours: colours(), maps: mapsOf(found.run), width, side: sideFor(root, graphs) };
    const all = !found.playing || frames++ % PATIENCE === 0;
    parts.forEach((part, i) => (all || QUICK.includes(BUILDERS[i])) && part.update(shown));
    if (all) sayVerdict(verdict, shown, actions);
  }
  const unwatch = watchSize([graphs.left, graphs.right], () => {
    width = graphs.left.clientWidth;
    draw();
  });
  return ending(el, actions.stop, unwatch, follow(model, STATE, draw), onTheme(draw));
}

function pageOf([transport, settings, graph, plane, cost, norms, unit, equations, own], live) {
  const root = element("section", { class: "learning-network", "aria-label": "The learning network" });
  const verdict = element("p", { class: "verdict" });
  const left = element("div", { class: "left" }, graph);
  const right = element("div", { class: "right" }, plane, own);
  const rest = element("div", { class: "rest" }, legendOfGraph());
  const below = element("div", { class: "below" }, cost, norms, equations, unit);
  root.append(transport, settings, verdict, element("div", { class: "body" }, left, right, rest), below, live);
  return { root, verdict, graphs: { left, right } };
}

const sideFor = (root, { right }) => clamp(Math.floor(right.clientWidth), 200, 340);

// What is computed for a frame: over all training points, or in slow motion for the minibatch.
function whatIsKnown({ run, state }) {
  const learnable = canLearnFrom(run.data.training);
  const reach = reached(run.net, learnable && state.stage ? state.stage : Infinity);
  if (!learnable) return { learnable, reach: { ...reach, now: { kind: "rest" } }, rows: [], row: null, trace: null, gradient: null, seen: null };
  const whole = measure(run);
  const seen = state.stage ? look(run, ratesAt(state, run.t)) : null;
  const now = seen ? reach.now : { kind: "rest" };
  return { learnable, reach: { ...reach, now }, rows: rowsOf(run), row: whole.row, trace: (seen ?? whole).trace, gradient: (seen ?? whole).gradient, seen };
}

// The verdict, or in slow motion what happens: said aloud when it is another one, or when the learning has ended.
function sayVerdict(node, { run, state, row, seen, reach }, { announce, playing }) {
  const { kind, words } = seen ? { kind: `stage ${state.stage}`, words: stageInWords(run.net, reach.now, seen) } : verdictOf(run, state);
  write(node, words);
  put(node, "data-kind", kind);
  announce(kind, playing(), row ? `Step ${run.t}. ${words}` : words);
}

// Call draw when the theme changes, of the page or of the system; returns what ends that.
function onTheme(draw) {
  const [watcher, system] = [new MutationObserver(draw), window.matchMedia("(prefers-color-scheme: dark)")];
  [document.body, document.documentElement].forEach((node) => watcher.observe(node, { attributeFilter: ["data-jp-theme-light", "data-theme"] }));
  system.addEventListener("change", draw);
  return () => {
    watcher.disconnect();
    system.removeEventListener("change", draw);
  };
}

export default { render };
