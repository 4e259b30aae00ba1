// The policy as a drawing: upper halves show activations, lower halves δ; and δ of the outputs as an equation.

import { addText, heading, polyline, signLegend } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { sign, tenth } from "../shared/text.js";
import { deltaAtTheTop, deltaBelow, HIDDEN, weightInto1, weightInto2 } from "./mathematics.js";
import { decimals, momentInWords, SIDES } from "./words.js";

const INPUTS = [["x", "m"], ["x′", "m/s"], ["θ", "rad"], ["θ′", "rad/s"]];
const PLACES = [
  INPUTS.map((_, k) => [104, 46 + 68 * k]),
  Array.from({ length: HIDDEN }, (_, j) => [232, 16 + 17.6 * j]),
  [[352, 98], [352, 198]],
];
const RADII = [9, 8, 35];

export function buildNetwork() {
  const svg = shape("svg", { viewBox: "0 0 460 296", role: "img" });
  const edges = [addEdges(svg, 1, HIDDEN, 4, weightInto1), addEdges(svg, 2, 2, HIDDEN, weightInto2)];
  const parts = [addInputs(svg), addHidden(svg), addOutputs(svg)];
  const [lines, said] = [SIDES.map(() => element("p", { class: "equation" })), element("p", { class: "said" })];
  const legend = signLegend(["upper half: activation, lower half: δ; "]);
  const node = element("div", { class: "network" }, heading("The policy, and δ of this moment"), svg, legend, ...lines, said);
  let drawn = null;
  function update(shown) {
    const { theta } = shown.learning;
    if (theta !== drawn) edges.forEach((edge) => edge(theta));
    drawn = theta;
    const passes = passesOf(shown);
    parts.forEach((part) => part(passes));
    lines.forEach((line, j) => write(line, equationOf(passes, j)));
    write(said, passes.top ? momentInWords(passes.action, passes.A) : shown.words);
    put(svg, "aria-label", `The policy 4-16-2. ${lines.map((line) => line.textContent).join(". ")}`);
  }
  return { node, update };
}

// Both passes for the moment that is shown; no way back where nothing was pushed, or where somebody plays by hand.
function passesOf({ learning: { theta }, trace, place, action, A }) {
  const top = A === null ? null : deltaAtTheTop(trace, action, A);
  return { trace, place, action, A, top, below: top && deltaBelow(theta, trace, top) };
}

function equationOf({ trace: { pi }, action, A, top }, j) {
  const name = `${SIDES[j]}: `;
  if (!top) return `${name}π = ${decimals(pi[j])}`;
  return `${name}δ = A (π − 1ₐ) = ${decimals(A)} × (${decimals(pi[j])} − ${action === j ? 1 : 0}) = ${decimals(top[j])}`;
}

// --- the parts

function addEdges(svg, l, n, inputs, weight) {
  const edges = Array.from({ length: n * inputs }, (_, i) => ({ j: Math.floor(i / inputs), k: i % inputs }));
  const paths = edges.map(({ j, k }) => svg.appendChild(shape("path", { class: "line edge", d: polyline(PLACES[l - 1][k], PLACES[l][j]) })));
  return (theta) => {
    edges.forEach(({ j, k }, i) => {
      const w = weight(theta, j, k);
      put(paths[i], "stroke-width", tenth(Math.min(4, 0.3 + 1.3 * Math.abs(w))));
      put(paths[i], "data-sign", sign(w));
    });
  };
}

function addDisc(svg, [x, y], r, kind) {
  svg.append(shape("circle", { class: "disc", cx: x, cy: y, r }));
  const half = (sweep) => svg.appendChild(shape("path", { class: `half ${kind}`, d: `M${x - r},${y}A${r},${r} 0 0 ${sweep} ${x + r},${y}Z` }));
  return [half(1), half(0)];
}

// Colour by sign, and strength by size.
function tint(node, value, largest) {
  put(node, "data-sign", value === null ? null : sign(value));
  put(node, "fill-opacity", value === null ? 0 : (Math.min(1, Math.abs(value) / largest) * 0.9).toFixed(2));
}

function addInputs(svg) {
  const parts = PLACES[0].map(([x, y], k) => {
    const [upper, lower] = addDisc(svg, [x, y], RADII[0], "input");
    addText(svg, "down name", x - 15, y - 7, INPUTS[k][0]);
    return { upper, lower, number: addText(svg, "down number", x - 15, y + 8) };
  });
  return ({ trace, place }) => {
    parts.forEach(({ upper, lower, number }, k) => {
      [upper, lower].forEach((half) => tint(half, trace.inputs[k], 1));
      write(number, `${decimals(place[k])} ${INPUTS[k][1]}`);
    });
  };
}

function addHidden(svg) {
  const halves = PLACES[1].map((place) => addDisc(svg, place, RADII[1], "hidden"));
  return ({ trace, below }) => {
    const largest = below ? Math.max(1e-12, ...below.map(Math.abs)) : 1;
    halves.forEach(([upper, lower], j) => {
      tint(upper, trace.hidden[j], 1);
      tint(lower, below && below[j], largest);
    });
  };
}

function addOutputs(svg) {
  const parts = PLACES[2].map(([x, y], j) => {
    const [, lower] = addDisc(svg, [x, y], RADII[2], "output");
    addText(svg, "side", x + 42, y - 9, SIDES[j]);
    return { lower, taken: addText(svg, "taken", x + 42, y + 9), pi: addText(svg, "across pi", x, y - 12), delta: addText(svg, "across delta", x, y + 13) };
  });
  return ({ trace, action, top }) => {
    parts.forEach(({ lower, taken, pi, delta }, j) => {
      write(pi, `π ${decimals(trace.pi[j])}`);
      write(delta, top ? `δ ${decimals(top[j])}` : "δ");
      delta.classList.toggle("waiting", !top);
      put(delta, "data-sign", top ? sign(top[j]) : null);
      tint(lower, top && 0.3 * Math.sign(top[j]), 1);
      write(taken, action === j ? "pushed" : "");
    });
  };
}
