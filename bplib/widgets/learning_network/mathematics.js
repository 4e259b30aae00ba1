// The network that learns here, the errors of its outputs, and its cost; both passes are in shared/dense.js.
//
//     BP1   δ^L = ∇_a C_x ⊙ f'(z^L)

import { goBack, newParameters } from "../shared/dense.js";
import { COSTS, UNITS } from "../shared/units.js";

// A network with two inputs, hidden layers of some units, and one sigmoid output; draw(n, inputs) gives a weight.
export function newNetwork({ hidden, activation, loss }, draw) {
  const sizes = [2, ...hidden, 1];
  const parameters = newParameters(sizes);
  sizes.forEach((n, l) => l && parameters.W[l].forEach((_, i) => (parameters.W[l][i] = draw(n, sizes[l - 1]))));
  const names = [null, ...hidden.map(() => activation), "sigmoid"];
  return { ...parameters, sizes, L: sizes.length - 1, names, units: names.map((name) => UNITS[name]), loss: COSTS[loss] };
}

// Errors into the trace, derivatives of the mean cost into the gradient.
export function backward(net, trace, Y, gradient) {
  topErrors(net, trace, Y);
  return goBack(net, trace, gradient);
}

function topErrors({ L, loss }, { Z, A, D, m }, Y) {
  for (let i = 0; i < m; i++) D[L][i] = loss.delta(Z[L][i], A[L][i], Y[i]); // BP1
}

// The mean cost of a minibatch, and the share of its examples on the right side of one half.
export function costOf({ L, loss }, { Z, A, m }, Y) {
  let [sum, right] = [0, 0];
  for (let i = 0; i < m; i++) {
    sum += loss.cost(Z[L][i], A[L][i], Y[i]);
    if (A[L][i] > 0.5 === Y[i] > 0.5) right += 1;
  }
  return { cost: sum / m, accuracy: right / m };
}

export const lengthOf = (values) => Math.hypot(...values);
