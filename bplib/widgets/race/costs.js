// The costs of the race against the steps.

import { element, put, putAll, shape } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, powerOfTen } from "../shared/text.js";
import { GOAL, SURFACES } from "./mathematics.js";
import { clipped, resize, runsOf } from "./runs.js";

const FRAME = { left: 48, right: 12, top: 8, bottom: 36 };
const MARGIN = 7; // around the frame, for markers on its edge
const LOWEST = -8; // costs below 1e-8 are drawn there

export function buildCosts({ goTo, styles, id }) {
  const svg = shape("svg", { role: "img" });
  const { clip, node: curves } = clipped(svg, `${id}-costs`, { x: FRAME.left - MARGIN, y: FRAME.top - MARGIN });
  const axes = svg.appendChild(shape("g", { class: "axes" }));
  const cursor = svg.appendChild(shape("path", { class: "cursor" }));
  svg.append(curves);
  const runs = runsOf(curves, styles);
  let scales = null;
  followPointer(svg, (event) => goTo(scales.stepAt(event.clientX - svg.getBoundingClientRect().left)));
  function update({ state, surface, runs: all, report, width }) {
    const height = clamp(0.6 * width, 230, 340);
    scales = scalesOfCosts(state, surface, all, width, height);
    resize(svg, width, height);
    putAll(clip, { width: scales.w + 2 * MARGIN, height: scales.h + 2 * MARGIN });
    axes.replaceChildren(...axesOfCosts(state.steps, scales));
    runs.update(all, ({ costs }) => costs.map((cost, i) => [scales.x(i), scales.lift(cost)]), state.step);
    put(cursor, "d", `M${scales.x(state.step)},${FRAME.top}v${scales.h}`);
    put(svg, "aria-label", `Costs against steps, on a logarithmic axis. ${report}`);
  }
  return { node: element("div", { class: "costs" }, svg), update };
}

// From steps and powers of ten to places in the drawing, and back to a step.
function scalesOfCosts({ steps, start }, { name }, runs, width, height) {
  const [w, h] = [width - FRAME.left - FRAME.right, height - FRAME.top - FRAME.bottom];
  const lowest = Math.min(...runs.flatMap(({ costs }) => costs), GOAL);
  const low = clamp(Math.floor(Math.log10(Math.max(lowest, 1e-99))), LOWEST, -4);
  const high = Math.ceil(Math.log10(Math.max(1, SURFACES[name].cost(start)))) + 1;
  const y = (exponent) => FRAME.top + ((high - exponent) / (high - low)) * h;
  return {
    ...{ w, h, low, high, y },
    x: (step) => FRAME.left + (step / steps) * w,
    lift: (cost) => Math.max(-1e4, y(Math.max(LOWEST, Math.log10(Math.max(cost, 1e-99))))),
    stepAt: (px) => Math.round(((px - FRAME.left) / w) * steps),
  };
}

function axesOfCosts(steps, { w, h, low, high, x, y }) {
  const text = (words, px, py, kind) => shape("text", { x: px, y: py, class: kind }, words);
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const every = exponents.length > 8 ? 2 : 1;
  const [bottom, middle] = [FRAME.top + h, FRAME.top + h / 2];
  const quarters = [0, 1, 2, 3, 4].map((i) => (i * steps) / 4);
  return [
    ...exponents.map((n) => shape("path", { class: "grid", d: `M${FRAME.left},${y(n)}h${w}` })),
    shape("path", { class: "goal", d: `M${FRAME.left},${y(Math.log10(GOAL))}h${w}` }),
    ...exponents.filter((n) => n % every === 0).map((n) => text(powerOfTen(n), FRAME.left - 6, y(n), "down")),
    ...quarters.map((step) => text(Math.round(step), x(step), bottom + 11, "across")),
    text("step", FRAME.left + w / 2, bottom + 27, "across name"),
    shape("text", { class: "across name", transform: `translate(9,${middle}) rotate(-90)` }, "cost C"),
  ];
}
