// The delta explorer: a small network whose forward and backward pass are computed here, in the browser.
//
// Three parts, one above the other:
//   the mathematics   forward, cost, backward, nudge: pure functions on a network
//                     {sizes, activations, loss, weights, biases, x, y}
//   the picture       picture, equations: pure functions from the state to what is shown
//   the shell         render: builds the page once and then only changes what differs
//
// weights[l - 1][j][k] is the weight from unit k of layer l - 1 to unit j of layer l; a, z and delta are indexed by layer, and
// what does not exist at the input (z, delta) is null there, as in bplib.propagation.

// ---------------------------------------------------------------------------------------------------- the mathematics

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

const nudgedNetwork = ({ before, key, epsilon }) => withValue(before, key, valueOf(before, key) + epsilon);

// ------------------------------------------------------------------------------------------- keys: which number is meant
// ["weight", l, j, k], ["bias", l, j], ["input", k], ["target", j], ["unit", l, j]; layers as in the equations, units from 0.

const same = (key, other) => String(key) === String(other);
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

// -------------------------------------------------------------------------------------------------------- numbers as text

// Four digits and a power of ten, for numbers that are compared with each other.
export function scientificText(value, digits = 3) {
  if (value === 0) return "0";
  const [head, power] = value.toExponential(digits).split("e");
  return `${head}×10${raised(Number(power))}`.replace("-", "−");
}

const symbol = (name, l, ...units) => name + raised(l) + units.map((unit) => lowered(unit + 1)).join("");

export function unitName(net, l, j) {
  const L = net.weights.length;
  if (l === 0) return `input ${j + 1}`;
  if (l === L) return `output unit ${j + 1}`;
  return L > 2 ? `unit ${j + 1} of hidden layer ${l}` : `hidden unit ${j + 1}`;
}

export function symbolOf([kind, i, j, k]) {
  if (kind === "weight") return symbol("w", i, j, k);
  if (kind === "bias") return symbol("b", i, j);
  if (kind === "unit") return i === 0 ? `x${lowered(j + 1)}` : symbol("a", i, j);
  return `${kind === "input" ? "x" : "y"}${lowered(i + 1)}`;
}

export function nameOf(net, key) {
  const [kind, i, j, k] = key;
  const mark = ` (${symbolOf(key)})`;
  if (kind === "weight") return `weight from ${unitName(net, i - 1, k)} to ${unitName(net, i, j)}${mark}`;
  if (kind === "bias") return `bias of ${unitName(net, i, j)}${mark}`;
  if (kind === "unit") return unitName(net, i, j);
  return `${kind} ${i + 1}${mark}`;
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

function stageLabel(net, { kind, layer: l }) {
  if (kind === "input") return "x";
  if (kind === "forward") return `z${raised(l)} a${raised(l)}`;
  if (kind === "cost") return "C";
  if (kind === "delta") return `δ${raised(l)}`;
  const crowded = net.weights.length > 3;
  if (kind === "gradient") return crowded ? `∂w${raised(l)}` : `∂w${raised(l)} ∂b${raised(l)}`;
  return crowded ? "all" : "everything";
}

function stageSentence(net, { kind, layer: l }) {
  const L = net.weights.length;
  const layer = l === L ? "the output layer" : L > 2 ? `hidden layer ${l}` : "the hidden layer";
  if (kind === "input") return "The input is given.";
  if (kind === "forward") return `Forward: weighted inputs and activations of ${layer}.`;
  if (kind === "cost") return "Forward: the cost of the outputs.";
  if (kind === "delta" && l === L) return "Backward: the error δ of the output layer, by BP1.";
  if (kind === "delta") return `Backward: the error δ of ${layer}, by BP2.`;
  if (kind === "gradient") return `Backward: the derivatives for weights and biases into ${layer}, by BP3 and BP4.`;
  return "Everything is computed. Select a number to see its equation, drag it to change it.";
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

// The unit of layer l that the equation is about: the selected one where there is one, otherwise the first.
function unitShown(key, l) {
  const [kind, i, j, k] = key;
  if (kind === "weight") return i === l ? j : i - 1 === l ? k : 0;
  if (kind === "bias" || kind === "unit") return i === l ? j : 0;
  return 0;
}

// What the equations are about: a kind, a layer, a unit j and, for a weight, the unit k that it comes from.
function topic(state) {
  const { net, selected: key } = state;
  const L = net.weights.length;
  const stage = stages(net)[state.stage];
  if (stage.kind !== "everything") {
    const l = stage.layer;
    let j = unitShown(key, l);
    if (key[0] === "target" && l === L) j = key[1];
    if (key[0] === "input" && l === 0) j = key[1];
    const k = key[0] === "weight" && key[1] === l ? key[3] : key[0] === "unit" && key[1] === l - 1 ? key[2] : 0;
    return { kind: stage.kind, l, j, k };
  }
  const [kind, i, j, k] = key;
  if (kind === "weight") return { kind: "weight", l: i, j, k };
  if (kind === "bias") return { kind: "bias", l: i, j };
  if (kind === "input" || (kind === "unit" && i === 0)) return { kind: "input", l: 0, j: kind === "input" ? i : j };
  return kind === "target" ? { kind: "delta", l: L, j: i } : { kind: "delta", l: i, j };
}

// ---------------------------------------------------------------------------------------------------------- the equations

// The equations in matrix form; `uses` are the topics at which one is lit.
export function generalEquations(net) {
  const L = net.weights.length;
  const slopeCancels = net.loss !== "quadratic";
  const costs = {
    quadratic: "C = ½ Σⱼ (aᴸⱼ − yⱼ)²",
    binary_cross_entropy: "C = −Σⱼ [yⱼ ln aᴸⱼ + (1 − yⱼ) ln(1 − aᴸⱼ)]",
    cross_entropy: "C = −Σⱼ yⱼ ln aᴸⱼ",
  };
  return [
    { tag: "forward", text: "zˡ = Wˡ aˡ⁻¹ + bˡ,  aˡ = σ(zˡ)", uses: ["forward"] },
    { tag: "cost", text: costs[net.loss], uses: ["cost"] },
    { tag: "BP1", text: `δᴸ = ∇ₐC ⊙ σ′(zᴸ)${slopeCancels ? " = aᴸ − y" : ""}`, uses: ["delta" + L] },
    { tag: "BP2", text: "δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ)", uses: Array.from({ length: L - 1 }, (_, i) => "delta" + (i + 1)) },
    { tag: "BP3", text: "∂C/∂bˡ = δˡ", uses: ["gradient", "bias"] },
    { tag: "BP4", text: "∂C/∂Wˡ = δˡ (aˡ⁻¹)ᵀ", uses: ["gradient", "weight"] },
  ];
}

const term = (text, value) => ({ text, number: numberText(value) });
const op = (text) => ({ text, number: text, op: true });
const joined = (terms, sign) => terms.flatMap((t, i) => (i ? [op(sign), ...t] : t));

// The equation of one unit, each symbol with its number, as lines {tag, tokens: [{text, number, op}], note}.
export function equations(state, trace = forward(state.net), gradient = backward(state.net, trace)) {
  const { net } = state;
  const { kind, l, j, k } = topic(state);
  const { z, a } = trace;
  const L = net.weights.length;
  const delta = (layer, unit) => term(symbol("δ", layer, unit), gradient.delta[layer][unit]);
  const activation = (layer, unit) => term(symbol("a", layer, unit), a[layer][unit]);
  const weight = (layer, to, from) => term(symbol("w", layer, to, from), net.weights[layer - 1][to][from]);

  const slopeLine = (layer, unit) => {
    const name = net.activations[layer - 1];
    const [zj, aj] = [z[layer][unit], a[layer][unit]];
    const f = ACTIVATIONS[name];
    const left = [term(`${f.symbol}′(${symbol("z", layer, unit)})`, f.slope(zj, aj)), op("=")];
    const s = activation(layer, unit);
    if (name === "sigmoid") return { tag: "slope", tokens: [...left, s, op("· (1 −"), s, op(")")] };
    const square = { text: `(${s.text})²`, number: `(${s.number})²` };
    if (name === "tanh") return { tag: "slope", tokens: [...left, op("1 −"), square] };
    const why = zj > 0 ? "because z > 0" : "because z ≤ 0: nothing passes";
    if (name === "relu") return { tag: "slope", tokens: left.slice(0, 1), note: why };
    return { tag: "slope", tokens: left.slice(0, 1), note: "a linear unit" };
  };
  const slopeTerm = (layer, unit) => slopeLine(layer, unit).tokens[0];

  if (kind === "input") return [{ tag: "input", tokens: [activation(0, j), op("="), term(`x${lowered(j + 1)}`, net.x[j])] }];

  if (kind === "forward") {
    const parts = net.weights[l - 1][j].map((_, from) => [weight(l, j, from), op("·"), activation(l - 1, from)]);
    const bias = term(symbol("b", l, j), net.biases[l - 1][j]);
    const weighted = [term(symbol("z", l, j), z[l][j]), op("="), ...joined(parts, "+"), op("+"), bias];
    const name = net.activations[l - 1];
    if (name === "softmax") {
      const powers = (units) => joined(units.map((u) => [term(`exp ${symbol("z", l, u)}`, Math.exp(z[l][u]))]), "+");
      const share = [activation(l, j), op("="), ...powers([j]), op("/ ("), ...powers(z[l].map((_, u) => u)), op(")")];
      return [{ tag: "forward", tokens: weighted }, { tag: "", tokens: share }];
    }
    const f = ACTIVATIONS[name].symbol;
    const argument = { text: `${f}(${symbol("z", l, j)})`, number: `${f}(${numberText(z[l][j])})` };
    return [{ tag: "forward", tokens: weighted }, { tag: "", tokens: [activation(l, j), op("="), argument] }];
  }

  if (kind === "cost") {
    const total = [term("C", cost(net, trace)), op("=")];
    const target = (u) => term(`y${lowered(u + 1)}`, net.y[u]);
    const units = a[L].map((_, u) => u);
    if (net.loss === "quadratic") {
      const squares = joined(units.map((u) => [op("("), activation(L, u), op("−"), target(u), op(")²")]), "+");
      return [{ tag: "cost", tokens: [...total, op("½ ["), ...squares, op("]")] }];
    }
    const logs = units.flatMap((u) => {
      const yes = [op("−"), target(u), op("ln"), activation(L, u)];
      if (net.loss === "cross_entropy") return yes;
      return [...yes, op("− (1 −"), target(u), op(") ln(1 −"), activation(L, u), op(")")];
    });
    return [{ tag: "cost", tokens: [...total, ...logs] }];
  }

  if (kind === "delta" && l === L) {
    const difference = [op("("), activation(L, j), op("−"), term(`y${lowered(j + 1)}`, net.y[j]), op(")")];
    if (net.loss === "quadratic") {
      return [{ tag: "BP1", tokens: [delta(L, j), op("="), ...difference, op("·"), slopeTerm(L, j)] }, slopeLine(L, j)];
    }
    const note = `The slope of the ${net.activations.at(-1)} cancels against ∂C/∂a: what is left is a − y.`;
    return [{ tag: "BP1", tokens: [delta(L, j), op("="), ...difference.slice(1, -1)], note }];
  }

  if (kind === "delta") {
    const paths = net.weights[l].map((_, to) => [weight(l + 1, to, j), op("·"), delta(l + 1, to)]);
    const tokens = [delta(l, j), op("="), op("("), ...joined(paths, "+"), op(") ·"), slopeTerm(l, j)];
    return [{ tag: "BP2", tokens }, slopeLine(l, j)];
  }

  const bp3 = { tag: "BP3", tokens: [term(`∂C/∂${symbol("b", l, j)}`, gradient.biases[l - 1][j]), op("="), delta(l, j)] };
  const from = k ?? 0;
  const derivative = term(`∂C/∂${symbol("w", l, j, from)}`, gradient.weights[l - 1][j][from]);
  const bp4 = { tag: "BP4", tokens: [derivative, op("="), activation(l - 1, from), op("·"), delta(l, j)] };
  return kind === "bias" ? [bp3] : kind === "weight" ? [bp4] : [bp3, bp4];
}

// The keys of what the equation uses, for the marks in the graph.
function used(state) {
  const { net } = state;
  const { kind, l, j, k } = topic(state);
  const L = net.weights.length;
  const units = (layer) => net.biases[layer - 1]?.map((_, u) => ["unit", layer, u]) ?? net.x.map((_, u) => ["unit", 0, u]);
  if (kind === "input") return [["unit", 0, j]];
  if (kind === "forward") {
    return [["unit", l, j], ["bias", l, j], ...units(l - 1), ...net.weights[l - 1][j].map((_, u) => ["weight", l, j, u])];
  }
  if (kind === "cost") return [["cost"], ...units(L), ...net.y.map((_, u) => ["target", u])];
  if (kind === "delta" && l === L) return [["unit", L, j], ["target", j]];
  if (kind === "delta") return [["unit", l, j], ...units(l + 1), ...net.weights[l].map((_, to) => ["weight", l + 1, to, j])];
  if (kind === "bias") return [["bias", l, j], ["unit", l, j]];
  return [["weight", l, j, k], ["unit", l, j], ["unit", l - 1, k], ...(kind === "gradient" ? [["bias", l, j]] : [])];
}

// ------------------------------------------------------------------------------------------------------------ the picture

export const weightWidth = (w) => 1 + 6 * (1 - Math.exp(-Math.abs(w) / 2));
export const gradientWidth = (g, largest) => (largest > 0 ? 0.8 + (3.2 * Math.abs(g)) / largest : 0.8);

// Everything that is drawn, as plain data: numbers as text, widths, signs, what is marked, what is not yet computed (null).
export function picture(state) {
  const { net, show, layout } = state;
  const trace = forward(net);
  const gradient = backward(net, trace);
  const now = reached(net, state.stage);
  const largest = Math.max(...gradient.weights.slice(Math.max(0, now.learned - 1)).flat(2).map(Math.abs), 0);
  const marks = new Set(used(state).map(String));
  const look = (key) => ({ key, marked: marks.has(String(key)), selected: same(key, state.selected) });
  const known = (l) => l >= now.learned && show !== "weights";
  const derivative = (l, g) => (known(l) ? { text: `∂ ${numberText(g)}`, sign: sign(g) } : null);

  const edges = net.weights.flatMap((W, i) =>
    W.flatMap((row, j) =>
      row.map((w, k) => {
        const g = gradient.weights[i][j][k];
        const edge = look(["weight", i + 1, j, k]);
        const d = derivative(i + 1, g);
        const line = show === "gradients" ? null : { width: weightWidth(w), sign: sign(w) };
        const back = d ? { width: gradientWidth(g, largest), sign: sign(g) } : null;
        const near = edge.marked || edge.selected || touches(edge.key, state.selected);
        return { ...edge, text: numberText(w), derivative: d, line, back, labelled: layout.labels_fit[i] || near };
      }),
    ),
  );
  const inputs = net.x.map((value, k) => {
    return { ...look(["input", k]), marked: marks.has(`unit,0,${k}`), text: numberText(value) };
  });
  const units = net.biases.flatMap((b, i) =>
    b.map((_, j) => {
      const l = i + 1;
      const d = gradient.delta[l][j];
      return {
        ...look(["unit", l, j]),
        z: l <= now.up ? `z ${numberText(trace.z[l][j])}` : null,
        a: l <= now.up ? `a ${numberText(trace.a[l][j])}` : null,
        delta: l >= now.down ? { text: `δ ${numberText(d)}`, sign: sign(d) } : null,
      };
    }),
  );
  const biases = net.biases.flatMap((b, i) =>
    b.map((value, j) => {
      const d = derivative(i + 1, gradient.biases[i][j]);
      return { ...look(["bias", i + 1, j]), text: `b ${numberText(value)}`, derivative: d };
    }),
  );
  const targets = net.y.map((value, j) => ({ ...look(["target", j]), text: numberText(value) }));
  const total = { ...look(["cost"]), text: now.cost ? numberText(cost(net, trace)) : null };
  const lines = equations(state, trace, gradient);
  return { edges, inputs, units, biases, targets, cost: total, trace, gradient, now, largest, lines };
}

// Whether an edge starts or ends at the selected unit, or at the unit of the selected bias, input or target.
function touches([, l, j, k], [kind, i, unit]) {
  if (kind === "unit" || kind === "bias") return (l === i && j === unit) || (l - 1 === i && k === unit);
  return kind === "input" && l === 1 && k === i;
}

// ------------------------------------------------------------------------------------------------------ building elements

const NAMES = ["sizes", "activations", "loss", "weights", "biases", "x", "y"];

// Text with raised and lowered characters, as elements: "δ¹₂" becomes δ with 1 above 2.
function mathNodes(text) {
  const plain = (map) => Object.fromEntries(Object.entries(map).map(([c, r]) => [r, c === "-" ? "−" : c]));
  const [up, down] = [plain(RAISED), { ...plain(LOWERED), "ₐ": "a" }];
  const nodes = [];
  const [raisedOnes, loweredOnes] = [Object.keys(up).join(""), Object.keys(down).join("")];
  const scripted = `[${raisedOnes}]+[${loweredOnes}]*|[${loweredOnes}]+`;
  const pieces = text.match(new RegExp(`${scripted}|[^${raisedOnes}${loweredOnes}]+`, "g")) ?? [];
  for (const piece of pieces) {
    const chars = [...piece];
    if (!(chars[0] in up) && !(chars[0] in down)) {
      const words = piece.match(/[A-Za-z]+|[^A-Za-z]+/g);
      nodes.push(...words.map((word) => (/^[A-Za-z]$/.test(word) ? element("i", {}, word) : word)));
      continue;
    }
    const above = chars.filter((c) => c in up).map((c) => up[c]).join("");
    const below = chars.filter((c) => c in down).map((c) => down[c]).join("");
    const scripts = [above && element("sup", {}, above), below && element("sub", {}, below)].filter(Boolean);
    nodes.push(scripts.length === 2 ? element("span", { class: "scripts" }, ...scripts) : scripts[0]);
  }
  return nodes;
}

const math = (text, attributes = {}) => element("span", { class: "math", ...attributes }, ...mathNodes(text));

// ------------------------------------------------------------------------------------------------------------- the shell

export function render({ model, el }) {
  const id = newId("delta-explorer");
  const read = () => ({
    net: traitsOf(model, NAMES),
    stage: Math.min(model.get("stage"), 3 * model.get("weights").length + 2),
    selected: model.get("selected"),
    show: model.get("show"),
    layout: model.get("places"),
    original: model.get("original"),
  });
  let nudged = null; // what the last nudge did, until something else changes

  // --- changing the state

  function save(changes) {
    assign(model, changes);
    draw();
  }
  function saveNetwork(next, keep = null) {
    nudged = keep;
    save(Object.fromEntries(NAMES.map((name) => [name, next[name]])));
  }
  function change(key, value, decimals = 2) {
    const { net } = read();
    const [low, high] = limits(net, key);
    const rounded = Math.min(high, Math.max(low, Number(value.toFixed(decimals))));
    saveNetwork(withValue(net, key, rounded));
  }
  function select(key) {
    if (same(key, model.get("selected"))) return;
    nudged = null;
    save({ selected: key });
  }
  function goTo(stage) {
    const last = stages(read().net).length - 1;
    save({ stage: Math.min(last, Math.max(0, stage)) });
    const state = read();
    const spoken = picture(state).lines.map((line) => spokenLine(line)).join(". ");
    write(live, `Step ${state.stage} of ${last}. ${stageSentence(state.net, stages(state.net)[state.stage])} ${spoken}`);
  }

  // --- parts of the page

  const live = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const wide = model.get("places").width > 800 ? " wide" : "";
  const root = element("section", { class: `delta-explorer${wide}` });
  put(root, "aria-label", "Delta explorer: forward and backward pass of a small network");
  const first = read();
  const header = buildHeader(first, goTo, save, saveNetwork, read, id);
  const graph = buildGraph(first, { select, change, read });
  const side = buildSide(first, { select, change, read, saveNetwork, id, getNudge: () => nudged });
  const left = element("div", { class: "graph" }, graph.node, graph.legend);
  root.append(header.node, element("div", { class: "body" }, left, side.node), live);
  mount(root, el);

  let drawn = null;
  function draw() {
    const state = read();
    if (nudged && JSON.stringify(nudgedNetwork(nudged)) !== JSON.stringify(state.net)) nudged = null;
    const now = JSON.stringify([state.net, state.stage, state.selected, state.show, nudged]);
    if (now === drawn) return;
    drawn = now;
    const shown = picture(state);
    header.update(state, shown);
    graph.update(state, shown);
    side.update(state, shown);
  }
  draw();
  return follow(model, [...NAMES, "stage", "selected", "show"], draw);
}

function spokenLine({ tag, tokens, note }) {
  const row = (part) => tokens.map((token) => token[part]).join(" ");
  return `${tag}: ${row("text")}; in numbers ${row("number")}${note ? `. ${note}` : ""}`;
}

// --- the header: settings, steps, timeline

function buildHeader(first, goTo, save, saveNetwork, read, id) {
  const L = first.net.weights.length;
  const hiddenNames = Object.keys(ACTIVATIONS);
  const hidden = chooser("hidden", hiddenNames.map((n) => [n, n]));
  const output = chooser("output", []);
  const losses = Object.entries(LOSSES).filter(([name]) => name !== "cross_entropy" || first.net.y.length > 1);
  const loss = chooser("loss", losses.map(([name, { title }]) => [name, title]));
  const show = chooser("show", [["both", "w and ∂C/∂w"], ["weights", "w"], ["gradients", "∂C/∂w"]]);
  const restore = button("Original numbers", { name: "restore" });
  hidden.addEventListener("change", () => {
    const { net } = read();
    saveNetwork({ ...net, activations: net.activations.map((f, i) => (i < L - 1 ? hidden.value : f)) });
  });
  output.addEventListener("change", () => {
    const { net } = read();
    saveNetwork({ ...net, activations: [...net.activations.slice(0, -1), output.value] });
  });
  loss.addEventListener("change", () => saveNetwork(withLoss(read().net, loss.value)));
  show.addEventListener("change", () => save({ show: show.value }));
  restore.addEventListener("click", () => saveNetwork(read().original));
  const settings = element("div", { class: "settings", role: "group", "aria-label": "Network" });
  settings.append(...(L > 1 ? [labelled("hidden units", hidden)] : []), labelled("outputs", output));
  settings.append(labelled("cost", loss), labelled("edges show", show), restore);

  const step = button("", { class: "primary", name: "step", "aria-describedby": `${id}-sentence` });
  const undo = button("Undo step", { name: "undo" });
  const all = button("All", { name: "all" });
  const reset = button("Reset", { name: "reset" });
  const last = stages(first.net).length - 1;
  step.addEventListener("click", () => goTo(read().stage === last ? 0 : read().stage + 1));
  undo.addEventListener("click", () => goTo(read().stage - 1));
  all.addEventListener("click", () => goTo(last));
  reset.addEventListener("click", () => goTo(0));

  const columns = 2 * L + 2;
  const chips = stages(first.net).map((stage, i) => {
    const chip = button("", { class: `chip ${stage.kind}` });
    chip.append(math(stageLabel(first.net, stage), { "aria-hidden": "true" }));
    put(chip, "aria-label", `Step ${i}: ${stageSentence(first.net, stage)}`);
    chip.addEventListener("click", () => goTo(i));
    const { kind, layer: l } = stage;
    const row = ["delta", "gradient", "everything"].includes(kind) ? 2 : 1;
    const column = { input: 1, forward: `${2 * l} / span 2`, cost: columns, delta: 2 * l + 1, gradient: 2 * l, everything: 1 };
    return element("li", { style: `grid-row: ${row}; grid-column: ${column[kind]}` }, chip);
  });
  const grid = `grid-template-columns: minmax(0, 1.6fr) repeat(${columns - 2}, minmax(0, 1fr)) minmax(0, 0.8fr)`;
  const timeline = element("ol", { class: "timeline", "aria-label": "Forward and backward pass", style: grid }, ...chips);
  const directions = element("div", { class: "directions", "aria-hidden": "true" });
  directions.append(element("span", {}, "forward →"), element("span", {}, "← backward"));
  const sentence = element("p", { class: "sentence", id: `${id}-sentence` });
  const buttons = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, step, undo, all, reset);
  const track = element("div", { class: "track" }, directions, timeline);
  const node = element("div", { class: "header" }, settings, element("div", { class: "steps" }, buttons, track), sentence);

  function update({ net, stage, show: shown }) {
    const names = new Set(net.activations.slice(0, -1));
    offer(hidden, [...(names.size > 1 ? [["", "mixed"]] : []), ...hiddenNames.map((n) => [n, n])]);
    hidden.value = names.size > 1 ? "" : [...names][0];
    offer(output, LOSSES[net.loss].outputs.map((n) => [n, n]));
    output.value = net.activations.at(-1);
    output.disabled = LOSSES[net.loss].outputs.length === 1;
    loss.value = net.loss;
    show.value = shown;
    const list = stages(net);
    const titles = { forward: "Forward step →", cost: "Forward step →", delta: "← Backward step", gradient: "← Backward step" };
    write(step, stage === last ? "Start again" : (titles[list[stage + 1].kind] ?? "Show everything"));
    enable(undo, stage > 0);
    chips.forEach((item, i) => {
      put(item.firstChild, "aria-current", i === stage ? "step" : null);
      item.firstChild.classList.toggle("done", i < stage);
    });
    write(sentence, `Step ${stage} of ${last}. ${stageSentence(net, list[stage])}`);
  }
  return { node, update };
}

// --- the graph

function buildGraph(first, { select, change, read }) {
  const { net, layout } = first;
  const { radii, units: at } = layout;
  const svg = shape("svg", { viewBox: `0 0 ${layout.width} ${layout.height}`, role: "group" });
  put(svg, "aria-label", `Network with layers of ${net.sizes.join(", ")} units. Numbers that can be changed are sliders.`);
  svg.style.minWidth = `${layout.width * 0.72}px`;
  svg.style.maxWidth = `${layout.width * 1.15}px`;
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // pointerdown has set the focus; keep it there
  const layer = (name) => svg.appendChild(shape("g", { class: name }));
  const [wires, lines, discs, labels] = ["wires", "lines", "discs", "labels"].map(layer);
  const parts = new Map();
  const split = 8;

  // A focusable group that selects its number and, where there is a number to change, drags and takes arrow keys.
  // `grips` are other shapes by which it can be dragged.
  function handle(parent, key, kind, ...grips) {
    const node = shape("g", { ...KEYS, class: `handle ${kind}`, tabindex: "0", "data-key": String(key) });
    parent.append(node);
    node.addEventListener("focus", () => select(key));
    node.addEventListener("click", () => select(key));
    if (key[0] === "unit") {
      put(node, "role", "button");
      node.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && (event.preventDefault(), select(key)));
      return node;
    }
    put(node, "aria-label", nameOf(net, key));
    const value = () => valueOf(read().net, key);
    makeSlider(node, { value, change: (...to) => change(key, ...to), select: () => select(key), grips });
    return node;
  }

  layout.captions.forEach(([x, y, text]) => labels.append(shape("text", { class: "caption", x, y }, text)));
  const text = (parent, name, x, y) => parent.appendChild(shape("text", { class: name, x, y }));

  // A number in a box with, once it is known, its derivative below; `bottom` keeps the lower edge in place.
  function numberBox(parent, x, y, bottom) {
    const box = parent.appendChild(shape("rect", { class: "box", rx: 5 }));
    const number = text(parent, "number", x, 0);
    const derivative = text(parent, "derivative", x, 0);
    return (value, d) => {
      const height = d ? 30 : 18;
      const top = bottom ? y - height : y - height / 2;
      const width = 8 + Math.max(7.8 * value.length, 7 * (d?.text.length ?? 0));
      put(box, "x", x - width / 2);
      put(box, "width", width);
      put(box, "y", top);
      put(box, "height", height);
      put(number, "y", top + (d ? 8.5 : 9.5));
      put(derivative, "y", top + 22);
      write(number, value);
      write(derivative, d ? d.text : "");
      put(derivative, "data-sign", d ? d.sign : null);
    };
  }

  const accessible = (node, value, text) => {
    put(node, "aria-valuenow", Number(value.toFixed(6)));
    put(node, "aria-valuetext", text);
  };
  const costText = (shown) => (shown.cost.text === null ? "" : `, cost ${shown.cost.text}`);
  const limit = (node, state, key) => {
    const [low, high] = limits(state.net, key);
    put(node, "aria-valuemin", low);
    put(node, "aria-valuemax", high);
  };
  const flags = (node, item) => {
    node.classList.toggle("marked", item.marked);
    node.classList.toggle("selected", item.selected);
  };
  const update = []; // one function a part, called with (state, shown)
  const find = (list, key) => list.find((item) => same(item.key, key));

  // inputs
  net.x.forEach((_, k) => {
    const key = ["input", k];
    const [x, y] = at[0][k];
    const node = handle(discs, key, "input");
    node.append(shape("circle", { class: "halo", cx: x, cy: y, r: radii[0] + 7 }));
    node.append(shape("circle", { class: "disc", cx: x, cy: y, r: radii[0] }));
    text(node, "name", x, y - 9).textContent = `x${lowered(k + 1)}`;
    const number = text(node, "number", x, y + 9);
    update.push((state, shown) => {
      const item = shown.inputs[k];
      write(number, item.text);
      flags(node, item);
      limit(node, state, key);
      accessible(node, state.net.x[k], `${item.text}${costText(shown)}`);
    });
  });

  // the weights of layer l, then its biases and units
  net.weights.forEach((W, i) => {
    const l = i + 1;
    W.forEach((row, j) => row.forEach((_, k) => addEdge(l, j, k)));
    W.forEach((_, j) => {
      addBias(l, j);
      addUnit(l, j);
    });
  });

  function addEdge(l, j, k) {
    const key = ["weight", l, j, k];
    const [start, end] = [at[l - 1][k], at[l][j]];
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    const [ux, uy] = [(end[0] - start[0]) / length, (end[1] - start[1]) / length];
    const point = ([px, py], distance, aside) => [px + ux * distance - uy * aside, py + uy * distance + ux * aside];
    const path = (aside, gap) => polyline(point(start, radii[l - 1] + gap, aside), point(end, -radii[l] - gap, aside));
    const grip = wires.appendChild(shape("path", { class: "halo", d: path(0, 0) }));
    const hit = lines.appendChild(shape("path", { class: "hit", d: path(0, 0) }));
    const line = lines.appendChild(shape("path", { class: "line", d: path(0, 0) }));
    const back = lines.appendChild(shape("path", { class: "back" }));
    const head = lines.appendChild(shape("path", { class: "head" }));
    const [x, y] = layout.labels[l - 1][j][k];
    const node = handle(labels, key, "weight", hit);
    const writeBox = numberBox(node, x, y, false);
    update.push((state, shown) => {
      const edge = find(shown.edges, key);
      flags(node, edge);
      grip.classList.toggle("marked", edge.marked);
      grip.classList.toggle("selected", edge.selected);
      node.classList.toggle("unlabelled", !edge.labelled);
      put(line, "stroke-width", edge.line ? edge.line.width.toFixed(2) : "0");
      put(line, "data-sign", edge.line?.sign ?? null);
      const aside = edge.line ? edge.line.width / 2 + 4 : 0;
      put(back, "stroke-width", edge.back ? edge.back.width.toFixed(2) : "0");
      put(back, "d", edge.back ? path(aside, 5) : null);
      put(head, "d", edge.back ? arrowHead(point(start, radii[l - 1] + 2, aside), [ux, uy], 3 + edge.back.width) : null);
      for (const part of [back, head]) put(part, "data-sign", edge.back?.sign ?? null);
      writeBox(edge.text, edge.derivative);
      limit(node, state, key);
      const slope = edge.derivative ? `, derivative ${edge.derivative.text.slice(2)}` : "";
      accessible(node, valueOf(state.net, key), `${edge.text}${slope}${costText(shown)}`);
    });
  }

  function addBias(l, j) {
    const key = ["bias", l, j];
    const [x, y] = layout.biases[l - 1][j];
    const node = handle(labels, key, "bias");
    const writeBox = numberBox(node, x, y, true);
    update.push((state, shown) => {
      const item = find(shown.biases, key);
      flags(node, item);
      writeBox(item.text, item.derivative);
      limit(node, state, key);
      const slope = item.derivative ? `, derivative ${item.derivative.text.slice(2)}` : "";
      accessible(node, valueOf(state.net, key), `${numberText(valueOf(state.net, key))}${slope}${costText(shown)}`);
    });
  }

  function addUnit(l, j) {
    const key = ["unit", l, j];
    const [x, y] = at[l][j];
    const r = radii[l];
    const node = handle(discs, key, "unit");
    const half = Math.sqrt(r * r - split * split);
    const lower = `M${x - half},${y + split}A${r},${r} 0 0 0 ${x + half},${y + split}Z`;
    const tint = shape("path", { class: "tint", d: lower });
    const disc = shape("circle", { class: "disc", cx: x, cy: y, r });
    node.append(shape("circle", { class: "halo", cx: x, cy: y, r: r + 7 }), disc, tint);
    const [z, a, delta] = [["z", -20], ["a", -3], ["delta", 20.5]].map(([name, dy]) => text(node, name, x, y + dy));
    update.push((state, shown) => {
      const unit = find(shown.units, key);
      flags(node, unit);
      node.classList.toggle("waiting", unit.z === null);
      write(z, unit.z ?? "z");
      write(a, unit.a ?? "a");
      write(delta, unit.delta ? unit.delta.text : "δ");
      delta.classList.toggle("waiting", !unit.delta);
      tint.classList.toggle("waiting", !unit.delta);
      for (const part of [delta, tint]) put(part, "data-sign", unit.delta?.sign ?? null);
      const known = [unit.z, unit.a, unit.delta?.text].filter(Boolean).join(", ") || "not computed yet";
      put(node, "aria-label", `${nameOf(state.net, key)}: ${known}`);
      put(node, "aria-pressed", unit.selected ? "true" : "false");
    });
  }

  // targets and cost
  const [cx, cy] = layout.cost;
  net.y.forEach((_, j) => {
    const key = ["target", j];
    const [x, y] = layout.targets[j];
    const wire = `M${at.at(-1)[j][0] + radii.at(-1)},${y}H${x - 26}M${x + 26},${y}L${cx - 38},${cy}`;
    wires.append(shape("path", { class: "wire", d: wire }));
    const node = handle(discs, key, "target");
    node.append(shape("rect", { class: "halo", x: x - 33, y: y - 26, width: 66, height: 52, rx: 11 }));
    node.append(shape("rect", { class: "disc", x: x - 26, y: y - 19, width: 52, height: 38, rx: 6 }));
    text(node, "name", x, y - 8).textContent = `y${lowered(j + 1)}`;
    const number = text(node, "number", x, y + 8.5);
    update.push((state, shown) => {
      const item = shown.targets[j];
      write(number, item.text);
      flags(node, item);
      limit(node, state, key);
      accessible(node, state.net.y[j], `${item.text}${costText(shown)}`);
    });
  });
  const total = discs.appendChild(shape("g", { class: "cost", role: "img" }));
  total.append(shape("rect", { class: "halo", x: cx - 46, y: cy - 31, width: 92, height: 62, rx: 12 }));
  total.append(shape("rect", { class: "disc", x: cx - 39, y: cy - 24, width: 78, height: 48, rx: 7 }));
  text(total, "name", cx, cy - 10).textContent = "C";
  const costNumber = text(total, "number", cx, cy + 10);
  update.push((state, shown) => {
    write(costNumber, shown.cost.text ?? "");
    total.classList.toggle("marked", shown.cost.marked);
    put(total, "aria-label", shown.cost.text === null ? "cost: not computed yet" : `cost ${shown.cost.text}`);
  });

  const legend = element("p", { class: "legend" });
  const swatch = (which) => {
    const icon = shape("svg", { class: "swatch", viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" });
    icon.append(shape("path", { class: "line", "data-sign": which, d: "M1,4H29", "stroke-width": 3.5 }));
    return icon;
  };
  const scale = element("span", {});
  const help = element("span", {}, "Drag a number up or down; arrow keys work too.");
  legend.append(swatch("positive"), " positive", swatch("negative"), " negative", scale, help);
  update.push((state, shown) => {
    const visible = shown.now.learned <= state.net.weights.length && state.show !== "weights";
    write(scale, visible ? `thin arrow: ∂C/∂w, the widest is ${numberText(shown.largest)}` : "");
  });

  return { node: svg, legend, update: (state, shown) => update.forEach((part) => part(state, shown)) };
}

// A path through points, and a triangle that points against `along`, with its tip at `tip`.
const polyline = (...points) => `M${points.map((point) => point.map((v) => v.toFixed(1))).join("L")}`;

function arrowHead(tip, [ux, uy], size) {
  const [back, side] = [size * 1.7, size * 0.75];
  const corner = (turn) => [tip[0] + ux * back - uy * side * turn, tip[1] + uy * back + ux * side * turn];
  return `${polyline(tip, corner(1), corner(-1))}Z`;
}

// --- the side: equations, the selected number, the nudge

function buildSide(first, { select, change, read, saveNetwork, id, getNudge }) {
  const { net } = first;
  const list = element("ol", { class: "general", "aria-label": "The equations" });
  const filled = element("div", { class: "filled" });

  const keys = [
    ...net.x.map((_, k) => ["input", k]),
    ...net.weights.flatMap((W, i) =>
      W.flatMap((row, j) => [...row.map((_, k) => ["weight", i + 1, j, k]), ["bias", i + 1, j], ["unit", i + 1, j]]),
    ),
    ...net.y.map((_, j) => ["target", j]),
  ];
  const choices = keys.map((key) => [String(key), sentenceCase(nameOf(net, key))]);
  const chosen = chooser("selected", choices, { "aria-label": "Selected number or unit" });
  chosen.addEventListener("change", () => select(keys.find((key) => String(key) === chosen.value)));
  const field = input("number", "value", { step: "0.1", "aria-label": "Its value" });
  const fieldName = element("span", { class: "field-name", "aria-hidden": "true" });
  const slope = element("span", { class: "slope" });
  field.addEventListener("input", () => {
    const value = field.valueAsNumber;
    if (Number.isFinite(value)) change(read().selected, value, 6);
  });
  field.addEventListener("change", () => (field.value = valueOf(read().net, read().selected)));
  const fieldRow = element("div", { class: "fields" }, element("label", {}, fieldName, field), slope);

  const sizes = ["0.1", "0.01", "0.001"].map((value) => [value, value]);
  const step = chooser("epsilon", sizes, { "aria-label": "Size of the nudge, epsilon" });
  const push = button("Nudge", { name: "nudge" });
  const back = button("Take back", { name: "take-back" });
  const forecast = element("p", { class: "forecast" });
  const table = element("table", {});
  const result = element("div", { class: "result", "aria-live": "polite" }, table);
  const nudgeRow = element("div", { class: "fields" }, push, element("label", {}, "by ε =", step), back);
  const nudgeBox = element("div", { class: "nudge", role: "group", "aria-label": "Nudge one weight or bias" });
  nudgeBox.append(nudgeRow, forecast, result);
  push.addEventListener("click", () => {
    const { net: before, selected: key } = read();
    const epsilon = Number(step.value);
    saveNetwork(nudgedNetwork({ before, key, epsilon }), { before, key, epsilon });
  });
  back.addEventListener("click", () => {
    if (getNudge()) saveNetwork(getNudge().before);
    push.focus();
  });
  step.addEventListener("change", () => {
    const { net: now, selected: key } = read();
    if (!getNudge()) writeForecast(now, key);
  });

  const node = element("div", { class: "side" });
  const box = element("div", { class: "selected-box", role: "group", "aria-label": "Selected" }, chosen, fieldRow, nudgeBox);
  node.append(list, filled, box);

  function writeForecast(now, key) {
    const { predicted } = nudge(now, key, Number(step.value));
    const text = mathNodes(`ΔC ≈ ∂C/∂${symbolOf(key)} · ε = `);
    forecast.replaceChildren("Predicted: ", ...text, scientificText(predicted));
  }

  function writeResult({ before, key, epsilon }) {
    const rows = [0.1, 0.01, 0.001].map((e) => nudge(before, key, e));
    const cell = (value, digits) => element("td", {}, scientificText(value, digits));
    const [from, to] = [valueOf(before, key), valueOf(before, key) + epsilon].map(numberText);
    const caption = `${symbolOf(key)} went from ${from} to ${to}. From the same start:`;
    const titles = ["ε", "predicted ΔC", "actual ΔC", "difference"];
    table.replaceChildren(
      element("caption", {}, ...mathNodes(caption)),
      element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title))),
      ...rows.map((row) => {
        const head = element("th", { scope: "row" }, String(row.epsilon));
        const cells = [cell(row.predicted), cell(row.actual), cell(row.difference, 1)];
        return element("tr", { class: row.epsilon === epsilon ? "now" : "" }, head, ...cells);
      }),
    );
  }

  let general = "";
  function update(state, shown) {
    const { net: now, selected: key } = state;
    const about = topic(state);
    const lit = (uses) => uses.includes(about.kind) || uses.includes(about.kind + about.l);
    const texts = generalEquations(now);
    if (general !== JSON.stringify(texts)) {
      general = JSON.stringify(texts);
      const item = ({ tag, text }) => element("li", { "data-tag": tag }, element("b", {}, tag), math(text));
      list.replaceChildren(...texts.map(item));
    }
    texts.forEach(({ uses }, i) => {
      list.children[i].classList.toggle("lit", lit(uses));
      put(list.children[i], "aria-current", lit(uses) ? "true" : null);
    });
    filled.replaceChildren(...shown.lines.map(equationLine));

    if (chosen.value !== String(key)) chosen.value = String(key);
    const value = valueOf(now, key);
    fieldRow.hidden = value === null;
    fieldName.replaceChildren(...mathNodes(symbolOf(key)), " =");
    put(field, "aria-label", `Value of the ${nameOf(now, key)}`);
    const [low, high] = limits(now, key);
    put(field, "min", low);
    put(field, "max", high);
    if (value !== null && field.valueAsNumber !== value) field.value = Number(value.toFixed(6));
    const g = isParameter(key) && key[1] >= shown.now.learned ? derivativeOf(shown.gradient, key) : null;
    slope.replaceChildren(...(g === null ? [] : mathNodes(`∂C/∂${symbolOf(key)} = ${numberText(g)}`)));

    nudgeBox.hidden = !isParameter(key);
    if (nudgeBox.hidden) return;
    const last = getNudge();
    forecast.hidden = Boolean(last);
    result.hidden = !last;
    back.hidden = !last;
    if (last) writeResult(last);
    else writeForecast(now, key);
  }
  return { node, update };
}

// One equation, each symbol above its number; a line may break before a sign, not inside a product.
function equationLine(line) {
  const { tag, tokens, note } = line;
  const isSlope = tag === "slope";
  const row = element("div", { class: "pairs", role: "math", "aria-label": spokenLine({ ...line, note: null }) });
  tokens.forEach(({ text, number, op: isOp }, i) => {
    const breakable = i === 0 || (isOp && /^[=+)]|^− |^−$/.test(text) && text !== ")");
    if (breakable) row.append(element("span", { class: "group" }));
    const upper = element("span", { class: "upper" }, ...mathNodes(text));
    const lower = element("span", { class: "lower" }, ...(isOp ? mathNodes(number) : [number]));
    row.lastChild.append(element("span", { class: `pair${isOp ? " op" : ""}${i === 0 ? " result" : ""}` }, upper, lower));
  });
  if (note) row.append(element("span", { class: "note" }, note));
  const label = element("b", {}, isSlope ? "" : tag);
  return element("div", { class: `equation${isSlope ? " slope-line" : ""}`, "data-tag": tag }, label, row);
}

export default { render };
