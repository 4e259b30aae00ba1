// The convolution explorer: a convolution as a list of links, and everything else as sums along them.
//
// A link leads from one number of the input x through one weight to one output z.  Forwards z gets w·x along each link.  Backwards
// the same links carry δ = ∂C/∂z: the weight gets δ·x, the input gets δ·w.  A number with many links gets the sum.
//
// x, weights and outputs are counted row by row.  A link that begins in the padding has no input (null): its x is 0.

export const limitOf = (kind) => (kind === "target" ? 1e6 : 99); // the largest number that can be set
export const SIDE = 6; // the most rows and columns of x

// How many rows and columns x, the kernel and the outputs have, and how many rows and columns of zeros lie around x.  A single row
// of numbers gets zeros at its ends only.
export function sizesOf({ x, kernel, stride, padding }) {
  const [h, w, k, l] = [x.length, x[0].length, kernel.length, kernel[0].length];
  const around = { down: h === 1 ? 0 : padding, across: padding };
  const count = (n, zeros, seen) => Math.floor((n + 2 * zeros - seen) / stride) + 1;
  return { h, w, k, l, ...around, P: count(h, around.down, k), Q: count(w, around.across, l) };
}

// All links, output by output, and for each of them weight by weight.
export function linksOf(state) {
  const size = sizesOf(state);
  const places = (rows, columns) => Array.from({ length: rows * columns }, (_, n) => [Math.floor(n / columns), n % columns]);
  const weights = places(size.k, size.l);
  return places(size.P, size.Q).flatMap(([p, q], output) =>
    weights.map(([i, j], weight) => {
      const [u, v] = [state.stride * p + turned(state, i, size.k) - size.down, state.stride * q + turned(state, j, size.l) - size.across];
      const inside = u >= 0 && u < size.h && v >= 0 && v < size.w;
      return { output, weight, input: inside ? u * size.w + v : null, place: [u, v] };
    }),
  );
}

// A correlation lays the kernel down as it is, a convolution turned by half a circle.
const turned = ({ kind }, i, n) => (kind === "convolution" ? n - 1 - i : i);

// --- both passes

// The outputs, δ = z − y, the cost ½ Σ δ², and its derivatives by everything that can be changed.
export function computed(state) {
  const [links, size] = [linksOf(state), sizesOf(state)];
  const [x, w, y] = [state.x, state.kernel, state.targets].map((rows) => rows.flat());
  const at = ({ input }) => (input === null ? 0 : x[input]);
  const z = summed(links, "output", size.P * size.Q, (link) => w[link.weight] * at(link), state.bias);
  const delta = z.map((value, n) => value - y[n]);
  const gradients = {
    weight: summed(links, "weight", w.length, (link) => delta[link.output] * at(link)),
    input: summed(links.filter(({ input }) => input !== null), "input", x.length, (link) => delta[link.output] * w[link.weight]),
    bias: [delta.reduce((total, one) => total + one, 0)],
    target: delta.map((one) => -one),
  };
  return { links, size, values: { input: x, weight: w, bias: [state.bias], target: y, output: z }, delta, cost: halfSquares(delta), gradients };
}

// For each of `count` numbers of a kind, the sum of what its links carry.
function summed(links, kind, count, carried, start = 0) {
  const totals = Array(count).fill(start);
  links.forEach((link) => (totals[link[kind]] += carried(link)));
  return totals;
}

const halfSquares = (delta) => delta.reduce((total, one) => total + (one * one) / 2, 0);

// --- one of the numbers: its links, and its sum term by term

// The links of a chosen number; a target stands for its output, the bias has none.
export const linksAt = ({ links }, [kind, n]) => links.filter((link) => link[kind === "target" ? "output" : kind] === n);

// The terms that run up to z, ∂C/∂w, ∂C/∂x or ∂C/∂b: each with its link, the two numbers that are multiplied, and the sum so far.
export function termsOf(found, [kind, n]) {
  const products = kind === "bias" ? found.delta.map((one, output) => [{ output }, one, 1]) : linksAt(found, [kind, n]).map(factorsOf(found, kind));
  let sum = kind === "output" || kind === "target" ? found.values.bias[0] : 0;
  return products.map(([link, one, other]) => ({ link, one, other, product: one * other, sum: (sum += one * other) }));
}

function factorsOf({ values, delta }, kind) {
  const at = ({ input }) => (input === null ? 0 : values.input[input]);
  if (kind === "weight") return (link) => [link, delta[link.output], at(link)];
  if (kind === "input") return (link) => [link, delta[link.output], values.weight[link.weight]];
  return (link) => [link, values.weight[link.weight], at(link)];
}

// --- the matrices

// T with z = T x + b: for each output and input the number of the weight between them, or null.
export function tiedWeights({ links, values }) {
  const T = values.output.map(() => Array(values.input.length).fill(null));
  links.forEach(({ output, input, weight }) => input !== null && (T[output][input] = weight));
  return T;
}

// --- changes

const ROWS = { input: "x", weight: "kernel", target: "targets" };

// The state with another value of one number.
export function withNumber(state, [kind, n], value) {
  if (kind === "bias") return { ...state, bias: value };
  const rows = state[ROWS[kind]];
  const width = rows[0].length;
  return { ...state, [ROWS[kind]]: rows.map((row, i) => row.map((old, j) => (i * width + j === n ? value : old))) };
}

// What a small change of a number should do to the cost, and what it does; at its limit a number goes no further.
export function nudged(state, key, asked) {
  const before = computed(state);
  const old = before.values[key[0]][key[1]];
  const value = Number(Math.min(old + asked, limitOf(key[0])).toFixed(6));
  const step = Number((value - old).toFixed(6));
  const after = withNumber(state, key, value);
  const slope = before.gradients[key[0]][key[1]];
  return { key, step, slope, after, predicted: slope * step, actual: computed(after).cost - before.cost };
}

// --- other shapes

// A kernel of another shape: it keeps the weights that it had, and gets the others from a table.
export const reshapedKernel = (kernel, rows, columns, table) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => kernel[i]?.[j] ?? table[i][j]));

// Targets for which δ are small whole numbers, which come round in a circle.
export function fittingTargets(state, circle) {
  const { P, Q } = sizesOf(state);
  const none = Array.from({ length: P }, () => Array(Q).fill(0));
  const z = computed({ ...state, targets: none }).values.output;
  return none.map((row, p) => row.map((_, q) => Number((z[p * Q + q] - circle[(p * Q + q) % circle.length]).toFixed(6))));
}
