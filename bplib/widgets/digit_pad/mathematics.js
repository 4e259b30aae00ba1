// The mathematics of the digit pad: from strokes to 8 by 8 numbers, forwards through a network, and δ back to the pixels.
//
// A network is {layers: [{W, b, f}], loss, shift, scale}: W row by row in a Float64Array, f the name of an activation; the
// inputs are (x - shift) / scale.  Strokes are lists x0, y0, x1, y1, ... in units of the pad.  The same, operation by operation, as
// reduction.py and bplib.Network.

export const PAD = 256;
export const SIDE = 8;
const [FIELD, BLOCK, PEN, MOST] = [32, 4, 2, 1];
export const MOST_MOVES = 40;
export const TINY = 1e-12; // a blame that is smaller everywhere may be nothing but rounding

// --- from strokes to 64 numbers

export function reducedInk(strokes) {
  const ink = fieldOf(strokes);
  return Float64Array.from({ length: SIDE * SIDE }, (_, k) => inkOf(ink, Math.floor(k / SIDE), k % SIDE) / BLOCK ** 2);
}

function inkOf(ink, row, column) {
  let count = 0;
  for (let i = row * BLOCK; i < (row + 1) * BLOCK; i++) {
    for (let j = column * BLOCK; j < (column + 1) * BLOCK; j++) count += ink[i * FIELD + j];
  }
  return count;
}

// The drawing, moved to the middle of the 32 by 32 field and scaled to fill it in its longer direction; 1 where there is ink.
export function fieldOf(strokes) {
  const ink = new Uint8Array(FIELD * FIELD);
  const [across, down] = [0, 1].map((axis) => extent(strokes, axis));
  if (!across) return ink;
  const scale = Math.min((FIELD - 2 * PEN) / Math.max(across.high - across.low, down.high - down.low, 1), MOST);
  const place = (value, { low, high }) => (value - (low + high) / 2) * scale + FIELD / 2;
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i += 2) {
      const next = Math.min(i + 2, stroke.length - 2);
      const start = [place(stroke[i], across), place(stroke[i + 1], down)];
      drawLine(ink, start, [place(stroke[next], across), place(stroke[next + 1], down)]);
    }
  }
  return ink;
}

// Whether a drawing is so small that it does not fill the field in its longer direction: it is not blown up.
export function isVerySmall(strokes) {
  const sizes = [0, 1].map((axis) => extent(strokes, axis)).map((ends) => (ends ? ends.high - ends.low : 0));
  return Math.max(...sizes) * MOST < FIELD - 2 * PEN;
}

// The lowest and the highest number of x (axis 0) or y (axis 1); null where nothing is drawn.
function extent(strokes, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const stroke of strokes) {
    for (let i = axis; i < stroke.length; i += 2) [low, high] = [Math.min(low, stroke[i]), Math.max(high, stroke[i])];
  }
  return low <= high ? { low, high } : null;
}

// Ink where the middle of a pixel lies within the pen of a segment.
function drawLine(ink, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const range = (a, b) => [Math.max(0, Math.floor(Math.min(a, b) - PEN)), Math.min(FIELD - 1, Math.ceil(Math.max(a, b) + PEN))];
  const [[left, right], [top, bottom]] = [range(ax, bx), range(ay, by)];
  for (let i = top; i <= bottom; i++) {
    for (let j = left; j <= right; j++) {
      const [x, y] = [j + 0.5 - ax, i + 0.5 - ay];
      const t = length > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      const [u, v] = [x - t * dx, y - t * dy];
      if (u * u + v * v <= PEN * PEN) ink[i * FIELD + j] = 1;
    }
  }
}

// --- activations: value of z, and slope from z and a

const logistic = (z) => 1 / (1 + Math.exp(-Math.max(z, -709)));
export const UNITS = {
  sigmoid: { value: logistic, slope: (z, a) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (z, a) => 1 - a * a },
  relu: { value: (z) => Math.max(z, 0), slope: (z) => Number(z > 0) },
  leaky_relu: { value: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z > 0 ? 1 : 0.01) },
  identity: { value: (z) => z, slope: () => 1 },
};

function softmaxOf(z) {
  const top = z.reduce((most, value) => Math.max(most, value), -Infinity);
  const e = z.map((value) => Math.exp(value - top));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}

// --- the network

// What the traits hold, {sizes, activations, loss, theta in base64, shift, scale}, as a network; an error where they do not fit.
export function networkOf({ sizes, activations, loss, theta, shift, scale }) {
  const bytes = Uint8Array.from(atob(theta), (letter) => letter.charCodeAt(0));
  const values = Float64Array.from(new Float32Array(bytes.buffer));
  let at = 0;
  const take = (count) => values.subarray(at, (at += count));
  const layers = activations.map((f, l) => ({ W: take(sizes[l] * sizes[l + 1]), b: take(sizes[l + 1]), f }));
  const last = sizes.length - 1;
  const sound = at === values.length && sizes[0] === SIDE * SIDE && sizes[last] === 10 && layers.length === last;
  const known = activations.every((f, l) => Object.hasOwn(UNITS, f) || (f === "softmax" && l === last - 1)) && Object.hasOwn(COSTS, loss);
  const each = (numbers, plain) => (numbers.length ? numbers : Array(sizes[0]).fill(plain));
  const [subtracted, divisor] = [each(shift, 0), each(scale, 1)];
  const fits = [subtracted, divisor].every((numbers) => numbers.length === sizes[0] && [...numbers].every(Number.isFinite));
  if (!sound || !known || !fits || !values.every(Number.isFinite) || Math.min(...divisor) <= 0) throw new Error("no network of the pad");
  return { layers, loss, shift: subtracted, scale: divisor };
}

// All weighted inputs Z[l] and activations A[l]; A[0] is what goes in, from the ink x.
export function forward({ layers, shift, scale }, x) {
  const [Z, A] = [[null], [x.map((value, k) => (value - shift[k]) / scale[k])]];
  for (const { W, b, f } of layers) {
    const below = A.at(-1);
    const z = b.map((bias, j) => below.reduce((sum, a, k) => sum + W[j * below.length + k] * a, 0) + bias);
    Z.push(z);
    A.push(f === "softmax" ? softmaxOf(z) : z.map(UNITS[f].value));
  }
  return { Z, A };
}

// The errors D[l] by BP1 and BP2, and ∂C/∂x for each number x of the ink.
export function backward(network, { Z, A }, target) {
  const { layers, scale } = network;
  const D = Array(layers.length + 1).fill(null);
  D[layers.length] = topDelta(network, Z.at(-1), A.at(-1), target); // BP1
  for (let l = layers.length - 1; l > 0; l--) {
    const { slope } = UNITS[layers[l - 1].f];
    D[l] = pulledBack(layers[l].W, D[l + 1], A[l].length).map((value, k) => value * slope(Z[l][k], A[l][k])); // BP2
  }
  const pixels = pulledBack(layers[0].W, D[1], A[0].length).map((value, k) => value / scale[k]);
  return { D, pixels };
}

// The product of the transposed matrix with δ.
function pulledBack(W, delta, count) {
  const sum = new Float64Array(count);
  delta.forEach((value, j) => sum.forEach((_, k) => (sum[k] += W[j * count + k] * value)));
  return sum;
}

// --- costs, and δ of the last layer

const wanted = (target) => (_, j) => Number(j === target);
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const quadratic = (z, a, y) => a.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0) / 2;
const COSTS = {
  cross_entropy(z, a, y) {
    const top = Math.max(...z);
    return top - z[y.indexOf(1)] + Math.log(z.reduce((sum, value) => sum + Math.exp(value - top), 0));
  },
  binary_cross_entropy: (z, a, y) => z.reduce((sum, value, j) => sum + (y[j] ? softplus(-value) : softplus(value)), 0),
  quadratic,
  mean_squared_error: (z, a, y) => (quadratic(z, a, y) * 2) / y.length,
};

export const costOf = ({ loss }, { Z, A }, target) => COSTS[loss](Z.at(-1), A.at(-1), A.at(-1).map(wanted(target)));

function topDelta({ layers, loss }, z, a, target) {
  const gap = a.map((value, j) => value - wanted(target)(value, j));
  if (loss.endsWith("cross_entropy")) return gap;
  const g = loss === "quadratic" ? gap : gap.map((value) => (value * 2) / gap.length);
  const { f } = layers.at(-1);
  if (f !== "softmax") return g.map((value, j) => value * UNITS[f].slope(z[j], a[j]));
  const mean = g.reduce((sum, value, j) => sum + value * a[j], 0);
  return a.map((value, j) => value * (g[j] - mean));
}

// --- ink that moves

// The ink after some steps against ∂C/∂x, each so long that the pixel that moves most moves by 1/16; it stays between 0 and 1.
export function movedInk(network, x, target, moves) {
  for (let i = 0; i < moves; i++) {
    const { pixels } = backward(network, forward(network, x), target);
    const largest = largestSize(pixels);
    if (largest > TINY) x = x.map((value, k) => Math.min(1, Math.max(0, value - pixels[k] / largest / 16)));
  }
  return x;
}

export const largestSize = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
