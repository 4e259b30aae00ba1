// The modes of a bowl: what is left of each direction, optimiser by optimiser, side by side.

import { heading } from "../shared/drawing.js";
import { element } from "../shared/elements.js";
import { numberText } from "../shared/text.js";
import { shareLeft, SURFACES } from "./mathematics.js";
import { iconOf } from "./runs.js";

const brief = (value) => numberText(Number(value.toPrecision(3)));

export function buildModes({ styles }) {
  const table = element("table", {});
  const node = element("div", { class: "modes" }, heading("What is left of the start in the two directions of the bowl"), table);
  function update({ state, surface, runs }) {
    const { modes } = SURFACES[state.surface];
    node.hidden = !modes || !runs.length;
    if (node.hidden) return;
    const told = (run) => modes.map((mode) => shareTold(run, mode, state.step, surface.noise));
    table.replaceChildren(titlesOf(modes), ...runs.map((run) => rowOfModes(styles[run.name], told(run))));
  }
  return { node, update };
}

// The share that is left, and for gradient descent, which shrinks each mode by a factor of its own, that factor.
function shareTold(run, mode, step, noise) {
  const share = shareLeft(run, mode, step);
  const factor = run.name === "GradientDescent" && !noise ? `, × ${brief(1 - run.rate * mode.curvature)} a step` : "";
  return { share, words: share === null ? "–" : `${brief(100 * share)} %${factor}` };
}

function titlesOf(modes) {
  const words = modes.map(({ curvature }, i) => `${["flat", "steep"][i]} direction, λ = ${brief(curvature)}`);
  return element("tr", {}, ...["optimiser", ...words].map((title) => element("th", { scope: "col" }, title)));
}

function rowOfModes(style, shares) {
  const who = element("th", { scope: "row" }, element("span", { class: "who" }, iconOf(style), style.label));
  return element("tr", {}, who, ...shares.map(cellOf));
}

function cellOf({ share, words }) {
  const fill = element("span", { class: "fill" });
  fill.style.width = `${100 * Math.min(1, share ?? 0)}%`;
  return element("td", {}, element("span", { class: "bar", "aria-hidden": "true" }, fill), element("span", { class: "share" }, words));
}
