// A dense network and Adam, as Network, vjp and Adam of the library; its passes keep their room.

import { forward, goBack, newParameters, newTrace } from "../shared/dense.js";
import { UNITS } from "../shared/units.js";

const [BETA2, EPSILON] = [0.999, 1e-8];

// A network whose weights are drawn by He's rule, layer by layer, row by row; biases are 0.
export function newNetwork(sizes, names, normal) {
  const parameters = newParameters(sizes);
  sizes.forEach((_, l) => l && parameters.W[l].forEach((_, i) => (parameters.W[l][i] = Math.sqrt(2 / sizes[l - 1]) * normal())));
  const units = [null, ...names.map((name) => UNITS[name])];
  return { ...parameters, sizes, L: names.length, units, gradient: newParameters(sizes), rooms: new Map() };
}

// The forward pass of rows X; what it leaves behind is overwritten by the next pass of as many rows.
export function pass(net, X) {
  const m = X.length / net.sizes[0];
  if (!net.rooms.has(m)) net.rooms.set(m, { ...newTrace(net.sizes, m), back: new Float64Array(X.length) });
  return forward(net, X, net.rooms.get(m));
}

export const answersOf = (net, X) => pass(net, X).A[net.L];

// From δ^L of each example, ∂C_x/∂z^L, back through the network: the gradient of the mean cost goes into net.gradient, and the
// gradient with respect to the inputs, ∂C_x/∂x = (W¹)ᵀ δ¹ of each example, is returned.
export function pullBack(net, trace, delta) {
  trace.D[net.L].set(delta);
  goBack(net, trace, net.gradient);
  return inputGradient(net, trace);
}

function inputGradient({ sizes: [n, above], W }, { D, m, back }) {
  for (let i = 0, at = 0; i < m; i++) {
    for (let k = 0; k < n; k++, at++) {
      let sum = 0;
      for (let j = 0; j < above; j++) sum += W[1][j * n + k] * D[1][i * above + j];
      back[at] = sum;
    }
  }
  return back;
}

// Adam for a network: a function that takes a step at a rate, along the network's gradient.
export function newAdam({ flat, gradient }, beta) {
  const [m, v] = [new Float64Array(flat.length), new Float64Array(flat.length)];
  let t = 0;
  return (rate) => {
    t += 1;
    const root = Math.sqrt(1 - BETA2 ** t);
    const eta = (rate * root) / (1 - beta ** t);
    for (let i = 0; i < flat.length; i++) {
      const g = gradient.flat[i];
      m[i] = beta * m[i] + (1 - beta) * g;
      v[i] = BETA2 * v[i] + (1 - BETA2) * g * g;
      flat[i] -= (eta * m[i]) / (Math.sqrt(v[i]) + EPSILON * root);
    }
  };
}
