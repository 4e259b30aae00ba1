// The page of the gradient match: errors of gradient estimates against β, and the estimates at one β against the exact gradient.
//
// render builds the page and then only changes what differs.

import { button, chooser, element, labelled, slider, write } from "../shared/elements.js";
import { agreement } from "../shared/equilibrium.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { clamp, numberText } from "../shared/text.js";
import { buildPictures, buildScatter, buildTable } from "./estimates.js";
import { errorCurves, estimatesAt, exactOf, freePhase, referenceOf, remark, RULES } from "./mathematics.js";
import { buildPlot } from "./plot.js";
import { betaText } from "./words.js";

const STATE = ["chosen", "beta", "sweeps", "single", "angle"];
const [SMALLEST, LARGEST] = [1e-5, 0.8]; // nudges
const LAST = 21; // the place of "until settled" on the slider of sweeps, after 1 to 20

export function render({ model, el }) {
  const constants = traitsOf(model, ["networks", "images", "targets", "original"]);
  const read = () => traitsOf(model, STATE);
  const actions = { ...constants, id: newId("gradient-match"), read, save, moveTo };
  const parts = [buildSettings, buildPlot, buildTable, buildScatter, buildPictures].map((build) => build(actions));
  const [settings, plot, table, scatter, pictures] = parts;
  const sentence = element("p", { class: "sentence", role: "status" });
  const below = element("div", { class: "below" }, scatter.node, pictures.node);
  const root = element("section", { class: "gradient-match", "aria-label": "The gradient match" });
  root.append(settings.node, sentence, element("div", { class: "body" }, plot.node, table.node, below));
  mount(root, el);
  function save(changes) {
    assign(model, changes);
    draw();
  }
  function moveTo(beta) {
    save({ beta: clamp(Number(beta.toPrecision(3)), SMALLEST, LARGEST) });
  }
  const draw = drawing(read, resultsOf(constants), parts, sentence);
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, unfollow);
}

// What brings the page up to date with the state, where that has changed.
function drawing(read, results, parts, sentence) {
  let drawn = null;
  return () => {
    const state = read();
    const key = JSON.stringify(state);
    if (key === drawn) return;
    drawn = key;
    const now = { state, ...results(state) };
    parts.forEach((part) => part.update(now));
    const none = "The free states do not settle, so there is no exact gradient.";
    write(sentence, now.exact ? remark(state, now.residual) : none);
  };
}

// --- what is computed, each part only when its settings change

// A function from the state to all that is shown.
function resultsOf({ networks, images, targets }) {
  const all = ({ chosen, ...rest }) => ({ ...networks[chosen], images, targets, ...rest });
  const exactFor = remembered((how) => exactOf(all(how)));
  const freeFor = remembered((how) => freePhase(all(how)));
  const curvesFor = remembered(({ chosen, angle, ...how }) => {
    const exact = exactFor({ chosen, angle });
    return exact && errorCurves(freeFor({ chosen, angle, ...how }), exact);
  });
  const referenceFor = remembered((chosen) => {
    const free = freeFor({ chosen, angle: 0, sweeps: 0, single: false });
    return referenceOf(networks[chosen].sizes, free, exactFor({ chosen, angle: 0 }));
  });
  return ({ beta, ...how }) => {
    const [free, exact] = [freeFor(how), exactFor({ chosen: how.chosen, angle: how.angle })];
    const found = estimatesAt(free, beta);
    const matches = exact && RULES.map((rule) => ({ ...rule, ...agreement(found[rule.key], exact) }));
    const shown = { exact, found, matches, residual: free.residual, sizes: networks[how.chosen].sizes };
    return { ...shown, curves: curvesFor(how), reference: referenceFor(how.chosen) };
  };
}

// Remember the last few results of a function of one plain argument.
function remembered(f, most = 4) {
  const results = new Map();
  return (argument) => {
    const key = JSON.stringify(argument);
    if (!results.has(key)) results.set(key, f(argument));
    if (results.size > most) results.delete(results.keys().next().value);
    return results.get(key);
  };
}

// --- the settings

function buildSettings({ read, save, moveTo, original, networks }) {
  const names = Object.entries(networks).map(([name, { sizes }]) => [name, sizes.join("-")]);
  const chosen = chooser("chosen", names);
  const beta = slider("beta", "nudge β", { min: -5, max: Math.log10(LARGEST).toFixed(2), step: 0.01 });
  const sweeps = slider("sweeps", "sweeps of each phase", { min: 1, max: LAST, step: 1 });
  const single = chooser("single", [["", "double"], ["1", "single"]]);
  const angle = slider("angle", "angle of up and down", { min: 0, max: 90, step: 5 });
  const restore = button("Reset", { name: "restore" });
  chosen.addEventListener("change", () => save({ chosen: chosen.value }));
  beta.node.addEventListener("input", () => moveTo(10 ** beta.node.valueAsNumber));
  sweeps.node.addEventListener("input", () => save({ sweeps: sweeps.node.valueAsNumber % LAST }));
  single.addEventListener("change", () => save({ single: single.value === "1" }));
  angle.node.addEventListener("input", () => save({ angle: angle.node.valueAsNumber }));
  restore.addEventListener("click", () => save({ ...original }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" });
  node.append(labelled("network", chosen), beta.label, sweeps.label, labelled("precision", single), angle.label, restore);

  function update({ state }) {
    chosen.value = state.chosen;
    beta.say(Math.log10(state.beta), betaText(state.beta));
    sweeps.say(state.sweeps || LAST, state.sweeps ? String(state.sweeps) : "all, settled");
    single.value = state.single ? "1" : "";
    angle.say(state.angle, `${numberText(state.angle)}°`);
  }
  return { node, update };
}

export default { render };
