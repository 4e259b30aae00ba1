// The mathematics of the delta explorer: forward, cost, backward, nudge and learning, pure functions on a network
// {sizes, activations, loss, weights, biases, x, y}.
//
// weights[l - 1][j][k] is the weight from unit k of layer l - 1 to unit j of layer l; a, z and delta are indexed by layer, and
// what does not exist at the input (z, delta) is null there, as in bplib.propagation.

const sum = (values) => values.reduce((total, value) => total + value, 0);
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const sigmoid = (z) => 1 / (1 + Math.exp(-Math.max(z, -709)));

// Each activation of a unit: f(z), and its slope f'(z) from z and a = f(z).
export const ACTIVATIONS = {
  sigmoid: { f: sigmoid, slope: (z, a) => a * (1 - a), symbol: "σ" },
  tanh: { f: Math.tanh, slope: (z, a) => 1 - a * a, symbol: "tanh" },
  relu: { f: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0), symbol: "relu" },
  identity: { f: (z) => z, slope: () => 1, symbol: "id" },
};

// Each loss: the output activations that it goes with.  The cross-entropies are computed from z, where ln a would be infinite.
export const LOSSES = {
  quadratic: {
    title: "quadratic, ½ Σ (a − y)²",
    outputs: ["sigmoid", "tanh", "relu", "identity"],
    cost: (z, a, y) => sum(a.map((aj, j) => (aj - y[j]) ** 2)) / 2,
  },
  binary_cross_entropy: {
    title: "binary cross-entropy",
    outputs: ["sigmoid"],
    cost: (z, a, y) => sum(z.map((zj, j) => y[j] * softplus(-zj) + (1 - y[j]) * softplus(zj))),
  },
  cross_entropy: {
    title: "cross-entropy",
    outputs: ["softmax"],
    cost: (z, a, y) => {
      const top = Math.max(...z);
      const log_sum = Math.log(sum(z.map((zj) => Math.exp(zj - top))));
      return -sum(z.map((zj, j) => y[j] * (zj - top - log_sum)));
    },
  },
};

function softmax(z) {
  const top = Math.max(...z);
  const e = z.map((zj) => Math.exp(zj - top));
  const total = sum(e);
  return e.map((ej) => ej / total);
}

const layerActivation = (name, z) => (name === "softmax" ? softmax(z) : z.map(ACTIVATIONS[name].f));
const layerSlope = (name, z, a) => z.map((zj, j) => ACTIVATIONS[name].slope(zj, a[j]));

// z^l = W^l a^(l-1) + b^l and a^l = f(z^l), for l = 1 ... L.
export function forward(net) {
  const z = [null];
  const a = [net.x.slice()];
  net.weights.forEach((W, i) => {
    z.push(W.map((row, j) => sum(row.map((w, k) => w * a[i][k])) + net.biases[i][j]));
    a.push(layerActivation(net.activations[i], z[i + 1]));
  });
  return { z, a };
}

export function cost(net, trace = forward(net)) {
  const L = net.weights.length;
  return LOSSES[net.loss].cost(trace.z[L], trace.a[L], net.y);
}

// The errors delta and the derivatives of the cost, weights[l - 1][j][k] and biases[l - 1][j] like the parameters.
export function backward(net, trace = forward(net)) {
  const L = net.weights.length;
  const { z, a } = trace;
  const delta = Array(L + 1).fill(null);
  const difference = a[L].map((aj, j) => aj - net.y[j]);
  const slope = net.loss === "quadratic" ? layerSlope(net.activations[L - 1], z[L], a[L]) : null;
  delta[L] = difference.map((d, j) => (slope ? d * slope[j] : d)); // BP1; the cross-entropies cancel the slope
  for (let l = L - 1; l >= 1; l--) {
    const slopes = layerSlope(net.activations[l - 1], z[l], a[l]);
    delta[l] = slopes.map((s, k) => sum(delta[l + 1].map((d, j) => d * net.weights[l][j][k])) * s); // BP2
  }
  const biases = delta.slice(1).map((d) => d.slice()); // BP3
  const weights = biases.map((d, i) => d.map((dj) => a[i].map((ak) => ak * dj))); // BP4
  return { delta, weights, biases };
}

// What happens to the cost when one weight or bias grows by epsilon: foretold by its derivative, and measured.
export function nudge(net, key, epsilon) {
  const predicted = derivativeOf(backward(net), key) * epsilon;
  const actual = cost(withValue(net, key, valueOf(net, key) + epsilon)) - cost(net);
  return { epsilon, predicted, actual, difference: actual - predicted };
}

export const nudgedNetwork = ({ before, key, epsilon }) => withValue(before, key, valueOf(before, key) + epsilon);

// ----------------------------------------------------------------------------------------------------- learning
// A step of gradient descent: every weight and every bias goes against its derivative, η times as far as that is large.

const MOST = 1e6; // no weight grows beyond this

export function learned(net, eta, { weights, biases } = backward(net)) {
  const down = (value, slope) => (Array.isArray(value) ? value.map((one, i) => down(one, slope[i])) : value - eta * slope);
  return { ...net, weights: down(net.weights, weights), biases: down(net.biases, biases) };
}

export const parametersOf = ({ weights, biases }) => [...weights.flat(2), ...biases.flat()];

// What a short step makes of the cost: −η ‖∇C‖².
export const foretoldByGradient = (net, eta) => -eta * sum(parametersOf(backward(net)).map((g) => g * g));

// Whether a step can be taken: the numbers after it are still such as can be computed with.
export function canLearn(net, eta) {
  const next = learned(net, eta);
  return parametersOf(next).every((value) => Math.abs(value) <= MOST) && Number.isFinite(cost(next));
}

// The costs since learning began, if the last one is that of this network: whoever changes a number begins anew.
export function costsSoFar(net, costs) {
  const [now, last] = [cost(net), costs.at(-1)];
  const same = costs.every(Number.isFinite) && Math.abs(last - now) <= 1e-9 * Math.max(1, Math.abs(now));
  return same ? costs : [now];
}

// ------------------------------------------------------------------------------------------- keys: which number is meant
// ["weight", l, j, k], ["bias", l, j], ["input", k], ["target", j], ["unit", l, j]; layers as in the equations, units from 0.

export const same = (key, other) => String(key) === String(other);
export const isParameter = (key) => key[0] === "weight" || key[0] === "bias";

export function valueOf(net, [kind, i, j, k]) {
  if (kind === "weight") return net.weights[i - 1][j][k];
  if (kind === "bias") return net.biases[i - 1][j];
  return kind === "input" ? net.x[i] : kind === "target" ? net.y[i] : null;
}

export function derivativeOf(gradient, [kind, l, j, k]) {
  if (kind === "weight") return gradient.weights[l - 1][j][k];
  return kind === "bias" ? gradient.biases[l - 1][j] : null;
}

// A copy of the network with one number changed.
export function withValue(net, [kind, i, j, k], value) {
  const next = { ...net };
  const put = (values, at, to) => values.map((old, index) => (index === at ? to(old) : old));
  if (kind === "weight") next.weights = put(net.weights, i - 1, (W) => put(W, j, (row) => put(row, k, () => value)));
  if (kind === "bias") next.biases = put(net.biases, i - 1, (b) => put(b, j, () => value));
  if (kind === "input") next.x = put(net.x, i, () => value);
  if (kind === "target") next.y = net.loss === "cross_entropy" ? sharedTargets(net.y, i, value) : put(net.y, i, () => value);
  return next;
}

// Targets that are probabilities: when one changes, the others share what is left in the proportion that they had.
function sharedTargets(y, i, value) {
  const rest = 1 - y[i];
  const others = y.length - 1;
  return y.map((old, j) => (j === i ? value : rest > 1e-9 ? (old * (1 - value)) / rest : (1 - value) / others));
}

export function limits(net, key) {
  return key[0] === "target" && net.loss !== "quadratic" ? [0, 1] : [-100, 100];
}

export const withHidden = (net, name) => {
  const { activations } = net;
  return { ...net, activations: activations.map((f, i) => (i < activations.length - 1 ? name : f)) };
};

export const withOutput = (net, name) => ({ ...net, activations: [...net.activations.slice(0, -1), name] });

// The same network under another loss: outputs and targets become such as that loss accepts.
export function withLoss(net, loss) {
  const outputs = LOSSES[loss].outputs;
  const activations = net.activations.slice();
  if (!outputs.includes(activations.at(-1))) activations[activations.length - 1] = outputs[0];
  let y = net.y;
  if (loss === "binary_cross_entropy") y = y.map((v) => Math.min(1, Math.max(0, v)));
  if (loss === "cross_entropy" && (Math.min(...y) < 0 || Math.abs(sum(y) - 1) > 1e-9)) {
    y = y.map((_, j) => (j === y.indexOf(Math.max(...y)) ? 1 : 0));
  }
  return { ...net, activations, loss, y };
}

// ------------------------------------------------------------------------------------------------- stages of the two passes

// input, forward 1 ... L, cost, then for l = L ... 1: delta l and gradient l, and at last everything at once.
export function stages(net) {
  const L = net.weights.length;
  const list = [{ kind: "input", layer: 0 }];
  for (let l = 1; l <= L; l++) list.push({ kind: "forward", layer: l });
  list.push({ kind: "cost", layer: L });
  for (let l = L; l >= 1; l--) list.push({ kind: "delta", layer: l }, { kind: "gradient", layer: l });
  return [...list, { kind: "everything", layer: 0 }];
}

// Which numbers have been computed at a stage: z and a up to layer `up`, delta from `down`, derivatives from `learned`.
export function reached(net, stage) {
  const L = net.weights.length;
  const list = stages(net).slice(0, stage + 1);
  const layers = (kind) => list.filter((s) => s.kind === kind).map((s) => s.layer);
  const lowest = (kind) => Math.min(L + 1, ...layers(kind));
  return {
    up: Math.max(0, ...layers("forward")),
    cost: list.some((s) => s.kind === "cost"),
    down: lowest("delta"),
    learned: lowest("gradient"),
  };
}
