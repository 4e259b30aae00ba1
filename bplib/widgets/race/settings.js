// The settings of the race: surface, rates, β; what is to be seen.

import { button, chooser, element, input, labelled, put, slider, write } from "../shared/elements.js";
import { clamp, numberText } from "../shared/text.js";

// The learning rate of each rule: tuned for the surface, one for all, or each its own.
export function ratesOf({ rating, common, own }, { rates }) {
  if (rating === "common") return Object.fromEntries(Object.keys(rates).map((name) => [name, common]));
  return rating === "own" ? { ...rates, ...own } : rates;
}

const RATINGS = [["tuned", "tuned for each"], ["common", "the same for all"], ["own", "set below"]];

export function buildSettings(actions) {
  const ground = buildGround(actions);
  const [rates, betas, steps] = [buildRates, buildBetas, buildLength].map((build) => build(actions));
  const noise = button("Other noise", { name: "noise" });
  const restore = button("Original settings", { name: "restore" });
  noise.addEventListener("click", () => actions.save({ seed: (actions.read().seed % 1000) + 1 }));
  restore.addEventListener("click", () => actions.save(actions.original));
  const fields = element("div", { class: "settings" }, ground.node, ...rates.nodes, ...betas.nodes, steps.node, noise, restore);
  function update(now) {
    [ground, rates, betas, steps].forEach((part) => part.update(now));
    noise.hidden = !now.surface.noise;
  }
  return { node: element("div", {}, fields, ground.formula, ground.known), update };
}

// The surface, and what there is to know of it.
function buildGround({ read, save, surfaces }) {
  const surface = chooser("surface", surfaces.map(({ name }) => [name, name]));
  const [formula, limit] = [element("p", { class: "formula" }), element("p")];
  const known = element("details", {}, element("summary", {}, "The largest rate, in theory"), limit);
  surface.addEventListener("change", () => {
    const { name, start } = surfaces.find((one) => one.name === surface.value);
    const { rating } = read();
    save({ surface: name, start, rating: rating === "own" ? "tuned" : rating });
  });
  function update({ state, surface: shown }) {
    surface.value = state.surface;
    write(formula, `C = ${shown.formula}`);
    write(limit, `Near the minimum, gradient descent needs a rate below 2/λmax = ${numberText(2 / shown.curvature)}.`);
  }
  return { node: labelled("surface", surface), formula, known, update };
}

function buildRates({ read, save, surfaceOf }) {
  const rating = chooser("rating", RATINGS);
  const common = slider("common", "rate η", { min: -4, max: 1, step: 0.05 });
  put(common.label, "class", "common");
  rating.addEventListener("change", () => {
    const state = read();
    save({ rating: rating.value, own: rating.value === "own" ? ratesOf(state, surfaceOf(state)) : state.own });
  });
  common.node.addEventListener("input", () => save({ common: Number((10 ** common.node.valueAsNumber).toPrecision(2)) }));
  function update({ state }) {
    rating.value = state.rating;
    common.label.hidden = state.rating !== "common";
    common.say(Math.log10(state.common), numberText(state.common));
    put(common.node, "aria-valuetext", `rate ${numberText(state.common)}`);
  }
  return { nodes: [labelled("learning rates", rating), common.label], update };
}

function buildBetas({ read, save }) {
  const field = (name, step) => input("number", name, { min: 0, max: 0.9999, step });
  const fields = [field("beta", 0.05), field("beta2", 0.001)];
  for (const one of fields) {
    one.addEventListener("input", () => one.value !== "" && save({ [one.name]: clamp(one.valueAsNumber, 0, 0.9999) }));
    one.addEventListener("change", () => (one.value = read()[one.name]));
  }
  function update({ state }) {
    fields.forEach((one) => document.activeElement !== one && (one.value = state[one.name]));
  }
  return { nodes: ["β, momentum", "β₂ of Adam"].map((words, i) => labelled(words, fields[i])), update };
}

function buildLength({ save }) {
  const steps = chooser("steps", [50, 100, 200, 500, 1000].map((n) => [n, n]));
  steps.addEventListener("change", () => save({ steps: Number(steps.value), step: 0 }));
  function update({ state }) {
    if (![...steps.options].some(({ value }) => value === String(state.steps))) {
      steps.append(element("option", { value: state.steps }, state.steps));
    }
    steps.value = state.steps;
  }
  return { node: labelled("steps", steps), update };
}
