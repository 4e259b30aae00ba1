// What mean-field theory predicts for the network, layer by layer: a network so wide that every z is normal, and a large batch.
//
//     q   mean square of z          v   its variance over the batch          p   mean product of the z of two inputs
//
// For batch norm p is counted from the mean of the batch.  Backwards the mean square of δ has the factor s + α² σ_w² E f'²/d a
// layer, where d is what the norm divided z² by.

import { momentsOf } from "../shared/mean_field.js";
import { UNITS } from "../shared/units.js";
import { BATCH, COSINE, SCALES, WIDTH } from "./network.js";

const OVER = {
  none: { root: (q) => Math.sqrt(q), divisor: () => 1, length: ({ q }) => q },
  batch: { root: () => 1, divisor: ({ v }) => v, length: ({ v }) => v },
  layer: { root: () => 1, divisor: ({ q }) => q, length: ({ q }) => q },
  rms: { root: () => 1, divisor: ({ q }) => q, length: ({ q }) => q },
};

// Rows for the layers 1 to depth: root mean squares of z, a and δ, ‖∂C/∂W‖, and the cosine of two inputs.
export function predicted(settings) {
  const steps = climb(settings);
  const delta = descend(settings, steps);
  const alpha = SCALES[settings.residual](settings.depth);
  const gradient = steps.map((_, i) => {
    const below = i ? alpha * Math.sqrt(steps[i - 1].moments.square) : 1;
    return (below * delta[i] * WIDTH) / Math.sqrt(BATCH);
  });
  const [z, a] = [steps.map(({ q }) => Math.sqrt(q)), steps.map(({ moments }) => Math.sqrt(moments.square))];
  return { z, a, delta, gradient, cosine: steps.map(({ c }) => c) };
}

// q, v, p, the correlation c and the moments of f, from layer to layer.
function climb({ depth, weights, biases, activation, norm, residual }) {
  const [batch, over, unit] = [norm === "batch", OVER[norm], momentsByRoot(UNITS[activation])];
  const [skip, alpha] = [residual === "off" ? 0 : 1, SCALES[residual](depth) ** 2];
  let now = { q: weights + biases, v: weights, p: weights * COSINE + (batch ? 0 : biases) };
  const steps = [];
  for (let l = 1; l <= depth; l++) {
    const moments = unit(over.root(now.q));
    const c = now.p / over.length(now);
    steps.push({ ...now, c, moments });
    const { mean, square } = moments;
    const apart = batch ? weights * (moments.correlated(c) - mean ** 2) : weights * moments.correlated(c) + biases;
    now = {
      q: skip * now.q + alpha * (weights * square + biases),
      v: skip * now.v + alpha * weights * (square - mean ** 2),
      p: skip * now.p + alpha * apart,
    };
  }
  return steps;
}

// The moments of a unit; behind a norm they are the same in all layers.
function momentsByRoot(unit) {
  const seen = new Map();
  return (root) => seen.get(root) ?? seen.set(root, momentsOf(unit, root)).get(root);
}

function descend({ depth, weights, norm, residual }, steps) {
  const [skip, alpha] = [residual === "off" ? 0 : 1, SCALES[residual](depth) ** 2];
  const squares = steps.map(() => 1);
  for (let i = depth - 2; i >= 0; i--) {
    const through = (alpha * weights * steps[i].moments.slope) / OVER[norm].divisor(steps[i]);
    squares[i] = squares[i + 1] * (skip + through);
  }
  return squares.map(Math.sqrt);
}
