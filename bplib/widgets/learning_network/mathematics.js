// Forward and backward propagation of a minibatch, by the four equations, as in bplib.propagation.
//
// For layers l = 1 ... L, with a⁰ = x, z^l = W^l a^{l-1} + b^l and a^l = f(z^l):
//
//     BP1   δ^L = ∇_a C_x ⊙ f'(z^L)
//     BP2   δ^l = (W^{l+1})ᵀ δ^{l+1} ⊙ f'(z^l)
//     BP3   ∂C/∂b^l = mean over the examples of δ^l
//     BP4   ∂C/∂W^l = mean over the examples of δ^l (a^{l-1})ᵀ
//
// Arrays are flat, one example a row: Z[l][i * n_l + j].  Index 0 of a list over layers is the input.

import { COSTS, UNITS } from "../shared/units.js";

// A vector of parameters, in the order W¹ b¹ W² b² ..., and its blocks.
export function newParameters(sizes) {
  const count = sizes.slice(1).reduce((sum, n, i) => sum + n * (sizes[i] + 1), 0);
  const flat = new Float64Array(count);
  const [W, b] = [[null], [null]];
  for (let l = 1, start = 0; l < sizes.length; l++) {
    const middle = start + sizes[l] * sizes[l - 1];
    W.push(flat.subarray(start, middle));
    b.push(flat.subarray(middle, (start = middle + sizes[l])));
  }
  return { flat, W, b };
}

// A network with two inputs, hidden layers of some units, and one sigmoid output; draw(n, inputs) gives a weight.
export function newNetwork({ hidden, activation, loss }, draw) {
  const sizes = [2, ...hidden, 1];
  const parameters = newParameters(sizes);
  sizes.forEach((n, l) => l && parameters.W[l].forEach((_, i) => (parameters.W[l][i] = draw(n, sizes[l - 1]))));
  const names = [null, ...hidden.map(() => activation), "sigmoid"];
  return { ...parameters, sizes, L: sizes.length - 1, names, units: names.map((name) => UNITS[name]), loss: COSTS[loss] };
}

// Room for what a forward pass leaves behind.
export function newTrace(sizes, m) {
  const room = () => sizes.map((n, l) => (l ? new Float64Array(m * n) : null));
  return { Z: room(), A: room(), D: room(), m };
}

export function forward(net, X, trace) {
  trace.A[0] = X;
  for (let l = 1; l <= net.L; l++) oneLayer(net, l, trace);
  return trace;
}

function oneLayer({ sizes, W, b, units }, l, { Z, A, m }) {
  const [n, below, weights, biases, inputs, z, a] = [sizes[l], sizes[l - 1], W[l], b[l], A[l - 1], Z[l], A[l]];
  const f = units[l].value;
  for (let i = 0, at = 0; i < m; i++) {
    for (let j = 0; j < n; j++, at++) {
      let sum = 0;
      for (let k = 0; k < below; k++) sum += weights[j * below + k] * inputs[i * below + k];
      z[at] = sum + biases[j];
      a[at] = f(z[at]);
    }
  }
}

// Errors into the trace, derivatives of the mean cost into the gradient.
export function backward(net, trace, Y, gradient) {
  topErrors(net, trace, Y);
  for (let l = net.L; l > 0; l--) {
    derivatives(net, l, trace, gradient);
    if (l > 1) errorsBelow(net, l - 1, trace);
  }
  return gradient;
}

function topErrors({ L, loss }, { Z, A, D, m }, Y) {
  for (let i = 0; i < m; i++) D[L][i] = loss.delta(Z[L][i], A[L][i], Y[i]); // BP1
}

// δ^l from δ^{l+1}.
function errorsBelow({ sizes, W, units }, l, { Z, A, D, m }) {
  const [n, above, weights, slope] = [sizes[l], sizes[l + 1], W[l + 1], units[l].slope];
  for (let i = 0, at = 0; i < m; i++) {
    for (let k = 0; k < n; k++, at++) {
      let sum = 0;
      for (let j = 0; j < above; j++) sum += weights[j * n + k] * D[l + 1][i * above + j];
      D[l][at] = sum * slope(Z[l][at], A[l][at]); // BP2
    }
  }
}

function derivatives({ sizes }, l, { A, D, m }, gradient) {
  const [n, below, inputs, delta, gW, gb] = [sizes[l], sizes[l - 1], A[l - 1], D[l], gradient.W[l], gradient.b[l]];
  gW.fill(0);
  gb.fill(0);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const d = delta[i * n + j] / m;
      gb[j] += d; // BP3
      for (let k = 0; k < below; k++) gW[j * below + k] += d * inputs[i * below + k]; // BP4
    }
  }
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
