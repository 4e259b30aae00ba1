// The racers: who runs, with which rate, and how each stands.

import { element, input, put, write } from "../shared/elements.js";
import { numberText } from "../shared/text.js";
import { standing } from "./mathematics.js";
import { iconOf } from "./runs.js";
import { ratesOf } from "./settings.js";

const SHORT = {
  arrived: ({ cost, since }) => `${numberText(cost)}, arrived at step ${since}`,
  way: ({ cost }) => numberText(cost),
  rest: ({ cost }) => `${numberText(cost)}, at rest: slope 0`,
  off: ({ since }) => `off the map since step ${since}`,
  out: ({ since }) => `diverged, off the map at step ${since}`,
};

export function buildRacers(actions) {
  const rows = Object.entries(actions.styles).map(([name, style]) => buildRacer(name, style, actions));
  const titles = ["optimiser", "rate", "cost at the step"].map((title) => element("span", {}, title));
  const node = element("div", { class: "racers", role: "group", "aria-label": "Optimisers" });
  node.append(element("div", { class: "racer titles", "aria-hidden": "true" }, ...titles), ...rows.map((row) => row.node));
  return { node, update: (now) => rows.forEach((row) => row.update(now)) };
}

function buildRacer(name, style, actions) {
  const box = buildBox(name, actions);
  const rate = buildRate(name, style, actions);
  const result = element("span", { class: "result" });
  const who = element("label", { class: "who" }, box, iconOf(style), element("span", {}, style.label));
  const node = element("div", { class: "racer" }, who, rate, result);
  function update({ state, surface, runs }) {
    const run = runs.find((one) => one.name === name);
    box.checked = Boolean(run);
    node.classList.toggle("away", !run);
    if (document.activeElement !== rate) rate.value = state.rates[name];
    const stands = run && standing(run, state.step, surface);
    write(result, run ? SHORT[stands.kind](stands) : "");
    put(result, "data-kind", run ? stands.kind : null);
  }
  return { node, update };
}

// Whether it runs.
function buildBox(name, { read, save, styles }) {
  const box = input("checkbox", `run-${name}`);
  box.addEventListener("change", () => {
    const { shown } = read();
    save({ shown: Object.keys(styles).filter((other) => (other === name ? box.checked : shown.includes(other))) });
  });
  return box;
}

function buildRate(name, { label }, { read, save, surfaceOf }) {
  const rate = input("number", `rate-${name}`, { min: 0, step: "any", "aria-label": `learning rate of ${label}` });
  const now = () => ratesOf(read(), surfaceOf(read()));
  rate.addEventListener("input", () => {
    const value = rate.valueAsNumber;
    if (value >= 1e-6 && value <= 50) save({ rating: "own", own: { ...now(), [name]: value } });
  });
  rate.addEventListener("change", () => (rate.value = now()[name]));
  return rate;
}
