// The mathematics of equilibrium propagation, as in bplib.equilibrium: the same landscape, the same sweeps, the same gradients.
//
//   units             UNITS: activation, its inverse and slope, energy of a unit of its own
//   networks          network: weights as views of one vector theta; down[l] is what works downwards
//   the landscape     landscape, lowest, residual, energy, cost: for m examples, which are the rows of X
//   relaxation        relax: sweeps until the residual is small enough
//   gradients         contrast, exactGradient, agreement
//
// Matrices are flat lists of numbers, row by row.  The states of all layers are a list, s[0] is X; W[0] and b[0] do not exist.
// In single precision every number that is kept (weights, inputs, drives, states) is rounded to it.

// -------------------------------------------------------------------------------------------------------------- the units

const MARGIN = 1e-6; // keeps the inverse of a smooth unit finite
const entropy = (x) => (x > 0 ? x * Math.log(x) : 0);

export const UNITS = {
  hard_sigmoid: {
    value: (z) => Math.min(1, Math.max(0, z)),
    inverse: (s) => s,
    slope: (s) => (s > 0 && s < 1 ? 1 : 0),
    ownEnergy: (s) => (s * s) / 2,
    low: 0, high: 1, rest: 0, smooth: false,
  },
  tanh: {
    value: Math.tanh,
    inverse: Math.atanh,
    slope: (s) => 1 - s * s,
    ownEnergy: (s) => (entropy(1 + s) + entropy(1 - s)) / 2,
    low: -1 + MARGIN, high: 1 - MARGIN, rest: 0, smooth: true,
  },
  shifted_sigmoid: {
    value: (z) => (1 + Math.tanh(2 * z - 1)) / 2,
    inverse: (s) => (1 + Math.atanh(2 * s - 1)) / 2,
    slope: (s) => 4 * s * (1 - s),
    ownEnergy: (s) => s / 2 + (entropy(s) + entropy(1 - s)) / 4,
    low: MARGIN, high: 1 - MARGIN, rest: 0.5, smooth: true,
  },
};

// ----------------------------------------------------------------------------------------------------------- the networks

// The places of W¹, b¹, W², b², ... in theta: [{weights: [from, to], biases: [from, to]}], for l = 1 ... L at index l.
export function blocks(sizes) {
  let end = 0;
  const next = (count) => [end, (end += count)];
  return sizes.map((n, l) => (l ? { weights: next(n * sizes[l - 1]), biases: next(n) } : null));
}

// A network.  With an angle between up and down, noise[l] (as many numbers as W[l], for l = 2 ... L) says in which direction the
// weights that work downwards turn away from W[l].
export function network({ sizes, unit, theta, noise = null, angle = 0 }, single = false) {
  const all = rounded(Float64Array.from(theta), single);
  const part = (name) => blocks(sizes).map((block) => block && all.subarray(...block[name]));
  const [W, b, symmetric] = [part("weights"), part("biases"), angle === 0];
  const down = symmetric ? W : W.map((weights, l) => (l > 1 ? rounded(turned(weights, noise[l], angle), single) : null));
  return { sizes, unit: UNITS[unit], W, b, down, symmetric, single, L: sizes.length - 1 };
}

function rounded(numbers, single) {
  if (single) for (let i = 0; i < numbers.length; i++) numbers[i] = Math.fround(numbers[i]);
  return numbers;
}

// Weights at an angle to W and of the same length, as bplib.equilibrium.local_learning.random_feedback makes them.
function turned(W, noise, angle) {
  const along = dot(noise, W) / dot(W, W);
  const aside = Float64Array.from(W, (w, i) => noise[i] - w * along);
  const scale = Math.sqrt(dot(W, W) / dot(aside, aside));
  return W.map((w, i) => Math.cos(angle) * w + Math.sin(angle) * scale * aside[i]);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// ---------------------------------------------------------------------------------------------------------- the landscape

// F = E + β C as a function of the states: inputs X, (m, n_0) as a flat list, targets and β of m examples stay put.
export function landscape(net, X) {
  const { sizes: [n0, n1], W, b, single } = net;
  const [x, m] = [rounded(Float64Array.from(X), single), X.length / n0];
  const fromInputs = new Float64Array(m * n1); // the inputs never change: computed once
  addUpwards(fromInputs, x, W[1], b[1], n0);
  return { net, m, X: x, fromInputs: rounded(fromInputs, single), Y: null, beta: 0 };
}

// The same landscape with the outputs pulled towards Y by β > -1.
export const nudged = (land, Y, beta) => ({ ...land, Y: rounded(Float64Array.from(Y), land.net.single), beta });

export function atRest({ net, m, X }) {
  return net.sizes.map((n, l) => (l ? new Float64Array(m * n).fill(net.unit.rest) : X));
}

// Add W s + b to the drives of a layer, s being the states of the layer below.
function addUpwards(z, s, W, b, below) {
  const n = b.length;
  for (let i = 0, u = 0; u < z.length; i += below) {
    for (let j = 0, w = 0; j < n; j++, u++) {
      let sum = b[j];
      for (let k = 0; k < below; k++, w++) sum += s[i + k] * W[w];
      z[u] += sum;
    }
  }
}

// Add Wᵀ s to the drives of a layer of n units, s being the states of the layer above.
function addDownwards(z, s, W, n, above) {
  for (let i = 0, u = 0; u < s.length; i += n) {
    for (let k = 0, w = 0; k < above; k++, u++) {
      for (let j = 0; j < n; j++, w++) z[i + j] += s[u] * W[w];
    }
  }
}

// The drive z of layer l: what its neighbours below and above send it.
function drive({ net: { sizes, W, b, down, single, L }, m, fromInputs }, s, l) {
  const z = l > 1 ? new Float64Array(m * sizes[l]) : fromInputs.slice();
  if (l > 1) addUpwards(z, s[l - 1], W[l], b[l], sizes[l - 1]);
  if (l < L) addDownwards(z, s[l + 1], down[l + 1], sizes[l], sizes[l + 1]);
  return rounded(z, single);
}

const isPulled = ({ net, Y }, l) => l === net.L && Y !== null;

// Replace each number by a function of it and of its place.
function change(numbers, f) {
  for (let i = 0; i < numbers.length; i++) numbers[i] = f(numbers[i], i);
  return numbers;
}

// The state of layer l that lowers F the most while the others stay: for a nudged smooth output a step towards it that is short
// enough never to raise F.
function lowest(land, s, l) {
  const { net: { unit, single }, Y, beta } = land;
  const z = drive(land, s, l);
  if (!isPulled(land, l)) return rounded(change(z, unit.value), single);
  if (!unit.smooth) return rounded(change(z, (value, i) => unit.value((value + beta * Y[i]) / (1 + beta))), single);
  const brake = Math.max(1, 1 + beta);
  const step = (value, i) => s[l][i] + (unit.value(value + beta * (Y[i] - s[l][i])) - s[l][i]) / brake;
  return rounded(change(z, step), single);
}

// What layer l would be if it had settled: ρ(z - β ∂C/∂s).
function response(land, s, l) {
  const { Y, beta, net: { unit, single } } = land;
  const pulled = (value, i) => unit.value(value + beta * (Y[i] - s[l][i]));
  return rounded(change(drive(land, s, l), isPulled(land, l) ? pulled : unit.value), single);
}

// -∂F/∂s of layer l.
function force(land, s, l) {
  const { Y, beta, net: { unit } } = land;
  const pull = isPulled(land, l) ? (i) => beta * (Y[i] - s[l][i]) : () => 0;
  return change(drive(land, s, l), (z, i) => z - unit.inverse(s[l][i]) + pull(i));
}

export function largestChange(a, b) {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const layersOf = ({ net }) => Array.from({ length: net.L }, (_, i) => i + 1);

// The largest |ρ(drive) - s| over all units and examples: 0 where everything has settled.
export function residual(land, s) {
  return Math.max(...layersOf(land).map((l) => largestChange(response(land, s, l), s[l])));
}

// E of each example.  It exists only where the connections are symmetric.
export function energy(land, s) {
  const { net, m } = land;
  return Array.from({ length: m }, (_, i) => {
    let E = 0;
    for (let l = 1; l <= net.L; l++) {
      const [n, below] = [net.sizes[l], net.sizes[l - 1]];
      for (let j = 0; j < n; j++) {
        let pull = net.b[l][j];
        for (let k = 0; k < below; k++) pull += net.W[l][j * below + k] * s[l - 1][i * below + k];
        E += net.unit.ownEnergy(s[l][i * n + j]) - s[l][i * n + j] * pull;
      }
    }
    return E;
  });
}

// C = ½ ‖s - y‖² of each example.
export function cost({ net, m }, s, Y) {
  const n = net.sizes[net.L];
  const square = (i, j) => (s[net.L][i * n + j] - Y[i * n + j]) ** 2 / 2;
  return Array.from({ length: m }, (_, i) => layersOf({ net: { L: n } }).reduce((sum, j) => sum + square(i, j - 1), 0));
}

// ------------------------------------------------------------------------------------------------------------- relaxation

const inside = (unit, layer) => layer.map((s) => Math.min(unit.high, Math.max(unit.low, s)));

// One sweep in place, in moves: layerwise a move is one layer, in the gradient flow all layers at once.  Returns the largest
// change of a state; watch(s, layers) is called after each move.
function sweep(land, s, order, { scheme, epsilon }, watch) {
  const { unit } = land.net;
  let largest = 0;
  if (scheme === "layerwise") {
    for (const l of order) {
      const old = s[l];
      s[l] = lowest(land, s, l);
      largest = Math.max(largest, largestChange(s[l], old));
      watch(s, [l]);
    }
    return largest;
  }
  const old = s.map((layer, l) => (l ? inside(unit, layer) : layer));
  for (const l of order) {
    const push = force(land, old, l);
    s[l] = rounded(inside(unit, old[l].map((state, i) => state + epsilon * push[i])), land.net.single);
    largest = Math.max(largest, largestChange(s[l], old[l]));
  }
  watch(s, order);
  return largest;
}

// Let states go down until the residual is at most the tolerance, at most so many sweeps: {states, residual, sweeps, settled}.
// The free phase goes upwards through the layers, from the inputs, a nudged phase downwards, from the outputs.
export function relax(land, start, { scheme = "layerwise", epsilon = 0.5, sweeps = 1000, tolerance = 1e-10 }, watch = () => {}) {
  const order = land.Y === null ? layersOf(land) : layersOf(land).reverse();
  const s = [...start];
  let [done, left] = [0, Infinity];
  while (done < sweeps && left > tolerance) {
    const moved = sweep(land, s, order, { scheme, epsilon }, watch);
    done += 1;
    if (moved <= tolerance) left = residual(land, s);
  }
  left = residual(land, s);
  return { states: s, residual: left, sweeps: done, settled: left <= tolerance };
}

// -------------------------------------------------------------------------------------------------------------- gradients

// Σ_k c_k ∂E/∂θ(s_k), the mean over the examples, in the order of theta; phases are pairs of states and a factor c.
export function contrast({ sizes }, phases) {
  return gradientOf(sizes, (g, { weights, biases }, l) => {
    for (const [s, factor] of phases) {
      const c = (-factor * sizes[l]) / s[l].length;
      addProducts(g, weights[0], s[l], s[l - 1], sizes[l], sizes[l - 1], c);
      addSums(g, biases[0], s[l], sizes[l], c);
    }
  });
}

// A vector in the order of theta, from what a function adds to it for each of the layers 1 ... L.
function gradientOf(sizes, addLayer) {
  const places = blocks(sizes);
  const g = new Float64Array(places.at(-1).biases[1]);
  for (let l = 1; l < sizes.length; l++) addLayer(g, places[l], l);
  return g;
}

// Add c · Σ a ⊗ b over the examples to a matrix that begins at a place of g; a has n units an example, b has `below` of them.
function addProducts(g, place, a, b, n, below, c) {
  for (let u = 0; u < a.length; u++) {
    const [first, factor] = [place + (u % n) * below, c * a[u]];
    for (let k = 0, i = Math.floor(u / n) * below; k < below; k++, i++) g[first + k] += factor * b[i];
  }
}

function addSums(g, place, a, n, c) {
  for (let u = 0; u < a.length; u++) g[place + (u % n)] += c * a[u];
}

// ∂J/∂θ with J = C(s⁰), by implicit differentiation at settled states: (I - ρ' Mᵀ) δ = ρ' ∂C/∂s.  Weights that work downwards
// are held where they are not those of theta.
export function exactGradient(land, s, Y) {
  const { net: { sizes, symmetric }, m } = land;
  const errors = errorsOf(land, s, Y);
  return gradientOf(sizes, (g, { weights, biases }, l) => {
    addProducts(g, weights[0], errors[l], s[l - 1], sizes[l], sizes[l - 1], 1 / m);
    if (l > 1 && symmetric) addProducts(g, weights[0], s[l], errors[l - 1], sizes[l], sizes[l - 1], 1 / m);
    addSums(g, biases[0], errors[l], sizes[l], 1 / m);
  });
}

// The errors δ of all units, layer by layer as the states are.
function errorsOf({ net, m }, s, Y) {
  const { sizes, L, unit } = net;
  const errors = sizes.map((n) => new Float64Array(m * n));
  for (let i = 0; i < m; i++) {
    const rowOf = (layer, n) => Array.from(layer.subarray(i * n, (i + 1) * n));
    const slopes = layersOf({ net }).flatMap((l) => rowOf(s[l], sizes[l]).map(unit.slope));
    const pull = rowOf(s[L], sizes[L]).map((state, j) => state - Y[i * sizes[L] + j]);
    const hidden = slopes.length - pull.length;
    const delta = solve(system(net, slopes), slopes.map((slope, u) => (u < hidden ? 0 : slope * pull[u - hidden])));
    for (let l = 1, start = 0; l <= L; start += sizes[l], l++) errors[l].set(delta.subarray(start, start + sizes[l]), i * sizes[l]);
  }
  return errors;
}

// I - ρ' Mᵀ as rows; column i of M holds the weights out of unit i, over the units of the layers 1 ... L.
function system({ sizes, W, down, L }, slopes) {
  const rows = slopes.map((_, u) => Float64Array.from(slopes, (_, v) => (u === v ? 1 : 0)));
  let [low, high] = [0, sizes[1]]; // where the units of layers l - 1 and l begin
  for (let l = 2; l <= L; l++) {
    const below = sizes[l - 1];
    for (let j = 0; j < sizes[l]; j++) {
      for (let k = 0; k < below; k++) {
        rows[low + k][high + j] = -slopes[low + k] * W[l][j * below + k];
        rows[high + j][low + k] = -slopes[high + j] * down[l][j * below + k];
      }
    }
    [low, high] = [high, high + sizes[l]];
  }
  return rows;
}

// Gaussian elimination with pivots; the rows are used up.
function solve(rows, right) {
  const [n, x] = [rows.length, Float64Array.from(right)];
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    [rows[c], rows[pivot], x[c], x[pivot]] = [rows[pivot], rows[c], x[pivot], x[c]];
    for (let r = c + 1; r < n; r++) {
      const factor = rows[r][c] / rows[c][c];
      if (factor === 0) continue;
      for (let k = c; k < n; k++) rows[r][k] -= factor * rows[c][k];
      x[r] -= factor * x[c];
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = r + 1; k < n; k++) x[r] -= rows[r][k] * x[k];
    x[r] /= rows[r][r];
  }
  return x;
}

// How well an estimate agrees with the exact gradient: the cosine of their angle and ‖estimate - exact‖ / ‖exact‖.
export function agreement(estimate, exact) {
  const [a, b] = [Math.sqrt(dot(estimate, estimate)), Math.sqrt(dot(exact, exact))];
  const difference = estimate.map((value, i) => value - exact[i]);
  return { cosine: dot(estimate, exact) / (a * b), error: Math.sqrt(dot(difference, difference)) / b };
}
