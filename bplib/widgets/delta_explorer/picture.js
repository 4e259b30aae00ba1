// What the drawing of the delta explorer shows, as plain data.

import { numberText, sign } from "../shared/text.js";
import { equations, used } from "./equations.js";
import { backward, cost, forward, reached, same } from "./mathematics.js";

export const weightWidth = (w) => 1 + 6 * (1 - Math.exp(-Math.abs(w) / 2));
export const gradientWidth = (g, largest) => (largest > 0 ? 0.8 + (3.2 * Math.abs(g)) / largest : 0.8);

// Everything that is drawn, as plain data: numbers as text, widths, signs, what is marked, what is not yet computed (null).
export function picture(state) {
  const { net } = state;
  const trace = forward(net);
  const gradient = backward(net, trace);
  const now = reached(net, state.stage);
  const largest = Math.max(...gradient.weights.slice(Math.max(0, now.learned - 1)).flat(2).map(Math.abs), 0);
  const marks = new Set(used(state).map(String));
  const look = (key) => ({ key, marked: marks.has(String(key)), selected: same(key, state.selected) });
  const seen = { state, net, trace, gradient, now, largest, marks, look };
  const [edges, inputs, units, biases] = [edgesOf, inputsOf, unitsOf, biasesOf].map((part) => part(seen));
  const targets = net.y.map((value, j) => ({ ...look(["target", j]), text: numberText(value) }));
  const total = { ...look(["cost"]), text: now.cost ? numberText(cost(net, trace)) : null };
  const lines = equations(state, trace, gradient);
  return { edges, inputs, units, biases, targets, cost: total, trace, gradient, now, largest, lines };
}

function edgesOf(seen) {
  return seen.net.weights.flatMap((W, i) => W.flatMap((row, j) => row.map((w, k) => edgeOf(seen, i, j, k, w))));
}

function edgeOf(seen, i, j, k, w) {
  const { state, gradient, largest, look } = seen;
  const g = gradient.weights[i][j][k];
  const edge = look(["weight", i + 1, j, k]);
  const derivative = derivativeShown(seen, i + 1, g);
  const line = state.show === "gradients" ? null : { width: weightWidth(w), sign: sign(w) };
  const back = derivative ? { width: gradientWidth(g, largest), sign: sign(g) } : null;
  const near = edge.marked || edge.selected || touches(edge.key, state.selected);
  return { ...edge, text: numberText(w), derivative, line, back, labelled: state.layout.labels_fit[i] || near };
}

function derivativeShown({ state, now }, l, g) {
  return l >= now.learned && state.show !== "weights" ? { text: `∂ ${numberText(g)}`, sign: sign(g) } : null;
}

const inputsOf = ({ net, look, marks }) =>
  net.x.map((value, k) => ({ ...look(["input", k]), marked: marks.has(`unit,0,${k}`), text: numberText(value) }));

const unitsOf = (seen) => seen.net.biases.flatMap((b, i) => b.map((_, j) => unitOf(seen, i + 1, j)));

function unitOf({ trace, gradient, now, look }, l, j) {
  const d = gradient.delta[l][j];
  return {
    ...look(["unit", l, j]),
    z: l <= now.up ? `z ${numberText(trace.z[l][j])}` : null,
    a: l <= now.up ? `a ${numberText(trace.a[l][j])}` : null,
    delta: l >= now.down ? { text: `δ ${numberText(d)}`, sign: sign(d) } : null,
  };
}

function biasesOf(seen) {
  return seen.net.biases.flatMap((b, i) =>
    b.map((value, j) => {
      const derivative = derivativeShown(seen, i + 1, seen.gradient.biases[i][j]);
      return { ...seen.look(["bias", i + 1, j]), text: `b ${numberText(value)}`, derivative };
    }),
  );
}

// Whether an edge starts or ends at the selected unit, or at the unit of the selected bias, input or target.
function touches([, l, j, k], [kind, i, unit]) {
  if (kind === "unit" || kind === "bias") return (l === i && j === unit) || (l - 1 === i && k === unit);
  return kind === "input" && l === 1 && k === i;
}
