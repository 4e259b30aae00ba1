// Both passes through dense layers, for a minibatch, as in bplib.propagation.
//
// For layers l = 1 ... L, with a⁰ = x, z^l = W^l a^{l-1} + b^l and a^l = f(z^l):
//
//     BP2   δ^l = (W^{l+1})ᵀ δ^{l+1} ⊙ f'(z^l)
//     BP3   ∂C/∂b^l = mean over the examples of δ^l
//     BP4   ∂C/∂W^l = mean over the examples of δ^l (a^{l-1})ᵀ
//
// Arrays are flat, one example a row: Z[l][i * n_l + j].  Index 0 of a list over layers is the input.

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

// From the errors of the last layer, D[L] of the trace: all others, and derivatives of the mean cost into the gradient.
export function goBack(net, trace, gradient) {
  for (let l = net.L; l > 0; l--) {
    derivatives(net, l, trace, gradient);
    if (l > 1) errorsBelow(net, l - 1, trace);
  }
  return gradient;
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
