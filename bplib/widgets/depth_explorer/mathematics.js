// The depth explorer: what a random deep network does to its signals and to δ, measured and predicted.
//
//   network.js    the network: forwards, backwards
//   theory.js     the same in the mean of very wide networks
//
// measured(settings, normals) and predicted(settings) give lists over the layers 1 to L.

import { dot, gradientNorm, meanSquare, passes, WIDTH } from "./network.js";

export const BINS = 31;
const SQUEEZED = Math.asinh(30); // the axis of numbers without bounds ends at ±30

// Root mean squares of z, a and δ, ‖∂C/∂W‖, the cosine of two inputs, and shares of the values of a or z in bins.
export function measured(settings, normals) {
  const made = passes(settings, normals);
  const over = (rows, value) => rows.slice(1).map(value);
  const root = (values) => Math.sqrt(meanSquare(values));
  return {
    z: over(made.Z, root),
    a: over(made.A, root),
    delta: over(made.D, root),
    gradient: over(made.D, (_, i) => gradientNorm(made, i + 1)),
    cosine: over(made.U, cosineOf),
    shares: over(settings.strip === "z" ? made.Z : made.A, (values) => sharesOf(values, placeOn(settings))),
  };
}

function cosineOf(u) {
  const [first, second] = [u.subarray(0, WIDTH), u.subarray(WIDTH, 2 * WIDTH)];
  return dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second));
}

// From a value to its place between -1 and 1 on the axis of the strip: even for bounded units, squeezed for all others.
export function placeOn({ strip, activation }) {
  const bounded = strip === "a" && (activation === "tanh" || activation === "sigmoid");
  return bounded ? (value) => value / 1.1 : (value) => Math.asinh(value) / SQUEEZED;
}

// The share of values in each bin from below upwards; the outermost hold all beyond; NaN is in none.
function sharesOf(values, place) {
  const counts = new Float64Array(BINS);
  for (const value of values) {
    const bin = Math.floor(((place(value) + 1) / 2) * BINS);
    if (bin === bin) counts[Math.min(BINS - 1, Math.max(0, bin))] += 1 / values.length;
  }
  return counts;
}

// The factor by which a row changes from a layer to the one below, in the mean.
export const factorOf = (row) => (row.length > 1 ? (row[0] / row.at(-1)) ** (1 / (row.length - 1)) : 1);
