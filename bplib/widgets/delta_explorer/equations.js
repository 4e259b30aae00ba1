// The equations of the delta explorer: in matrix form, and of one unit with its numbers.

import { lowered, numberText } from "../shared/text.js";
import { ACTIVATIONS, backward, cost, forward, stages } from "./mathematics.js";
import { symbol } from "./words.js";

// What the equations are about: a kind, a layer, a unit j and, for a weight, the unit k that it comes from.
export function topic(state) {
  const stage = stages(state.net)[state.stage];
  const L = state.net.weights.length;
  return stage.kind === "everything" ? topicOfKey(state.selected, L) : topicOfStage(stage, state.selected, L);
}

function topicOfStage({ kind, layer: l }, key, L) {
  const ends = (key[0] === "target" && l === L) || (key[0] === "input" && l === 0);
  const j = ends ? key[1] : unitShown(key, l);
  const k = key[0] === "weight" && key[1] === l ? key[3] : key[0] === "unit" && key[1] === l - 1 ? key[2] : 0;
  return { kind, l, j, k };
}

function topicOfKey([kind, i, j, k], L) {
  if (kind === "weight") return { kind: "weight", l: i, j, k };
  if (kind === "bias") return { kind: "bias", l: i, j };
  if (kind === "input" || (kind === "unit" && i === 0)) return { kind: "input", l: 0, j: kind === "input" ? i : j };
  return kind === "target" ? { kind: "delta", l: L, j: i } : { kind: "delta", l: i, j };
}

// The unit of layer l that the equation is about: the selected one where there is one, otherwise the first.
function unitShown(key, l) {
  const [kind, i, j, k] = key;
  if (kind === "weight") return i === l ? j : i - 1 === l ? k : 0;
  if (kind === "bias" || kind === "unit") return i === l ? j : 0;
  return 0;
}

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

// What the equations are written with: symbols with their numbers, by layer and unit.
function symbolsOf(net, trace, gradient) {
  return {
    net,
    trace,
    gradient,
    z: (l, j) => term(symbol("z", l, j), trace.z[l][j]),
    a: (l, j) => term(symbol("a", l, j), trace.a[l][j]),
    delta: (l, j) => term(symbol("δ", l, j), gradient.delta[l][j]),
    w: (l, to, from) => term(symbol("w", l, to, from), net.weights[l - 1][to][from]),
    b: (l, j) => term(symbol("b", l, j), net.biases[l - 1][j]),
    x: (k) => term(`x${lowered(k + 1)}`, net.x[k]),
    y: (j) => term(`y${lowered(j + 1)}`, net.y[j]),
  };
}

// The equation of one unit, each symbol with its number, as lines {tag, tokens: [{text, number, op}], note}.
export function equations(state, trace = forward(state.net), gradient = backward(state.net, trace)) {
  const { kind, l, j, k } = topic(state);
  const s = symbolsOf(state.net, trace, gradient);
  if (kind === "input") return [{ tag: "input", tokens: [s.a(0, j), op("="), s.x(j)] }];
  if (kind === "forward") return forwardLines(s, l, j);
  if (kind === "cost") return [{ tag: "cost", tokens: [term("C", cost(state.net, trace)), op("="), ...costTokens(s)] }];
  if (kind === "delta") return l === state.net.weights.length ? outputLines(s, j) : hiddenLines(s, l, j);
  const [bias, weight] = [biasLine(s, l, j), weightLine(s, l, j, k ?? 0)];
  return { bias: [bias], weight: [weight], gradient: [bias, weight] }[kind];
}

function forwardLines(s, l, j) {
  const parts = s.net.weights[l - 1][j].map((_, from) => [s.w(l, j, from), op("·"), s.a(l - 1, from)]);
  const weighted = { tag: "forward", tokens: [s.z(l, j), op("="), ...joined(parts, "+"), op("+"), s.b(l, j)] };
  const name = s.net.activations[l - 1];
  if (name === "softmax") return [weighted, { tag: "", tokens: shareTokens(s, l, j) }];
  const f = ACTIVATIONS[name].symbol;
  const { text, number } = s.z(l, j);
  const argument = { text: `${f}(${text})`, number: `${f}(${number})` };
  return [weighted, { tag: "", tokens: [s.a(l, j), op("="), argument] }];
}

// The softmax.
function shareTokens(s, l, j) {
  const z = s.trace.z[l];
  const powers = (units) => joined(units.map((u) => [term(`exp ${symbol("z", l, u)}`, Math.exp(z[u]))]), "+");
  return [s.a(l, j), op("="), ...powers([j]), op("/ ("), ...powers(z.map((_, u) => u)), op(")")];
}

function costTokens(s) {
  const L = s.net.weights.length;
  const units = s.trace.a[L].map((_, u) => u);
  if (s.net.loss === "quadratic") {
    const squares = joined(units.map((u) => [op("("), s.a(L, u), op("−"), s.y(u), op(")²")]), "+");
    return [op("½ ["), ...squares, op("]")];
  }
  return units.flatMap((u) => {
    const yes = [op("−"), s.y(u), op("ln"), s.a(L, u)];
    if (s.net.loss === "cross_entropy") return yes;
    return [...yes, op("− (1 −"), s.y(u), op(") ln(1 −"), s.a(L, u), op(")")];
  });
}

// BP1
function outputLines(s, j) {
  const L = s.net.weights.length;
  const [left, difference] = [[s.delta(L, j), op("=")], [s.a(L, j), op("−"), s.y(j)]];
  if (s.net.loss === "quadratic") {
    const tokens = [...left, op("("), ...difference, op(")"), op("·"), slopeTerm(s, L, j)];
    return [{ tag: "BP1", tokens }, slopeLine(s, L, j)];
  }
  const note = `The slope of the ${s.net.activations.at(-1)} cancels against ∂C/∂a: what is left is a − y.`;
  return [{ tag: "BP1", tokens: [...left, ...difference], note }];
}

// BP2
function hiddenLines(s, l, j) {
  const paths = s.net.weights[l].map((_, to) => [s.w(l + 1, to, j), op("·"), s.delta(l + 1, to)]);
  const tokens = [s.delta(l, j), op("="), op("("), ...joined(paths, "+"), op(") ·"), slopeTerm(s, l, j)];
  return [{ tag: "BP2", tokens }, slopeLine(s, l, j)];
}

function biasLine(s, l, j) {
  const derivative = term(`∂C/∂${symbol("b", l, j)}`, s.gradient.biases[l - 1][j]);
  return { tag: "BP3", tokens: [derivative, op("="), s.delta(l, j)] };
}

function weightLine(s, l, j, k) {
  const derivative = term(`∂C/∂${symbol("w", l, j, k)}`, s.gradient.weights[l - 1][j][k]);
  return { tag: "BP4", tokens: [derivative, op("="), s.a(l - 1, k), op("·"), s.delta(l, j)] };
}

function slopeTerm({ net, trace }, l, j) {
  const f = ACTIVATIONS[net.activations[l - 1]];
  return term(`${f.symbol}′(${symbol("z", l, j)})`, f.slope(trace.z[l][j], trace.a[l][j]));
}

function slopeLine(s, l, j) {
  const [left, a] = [slopeTerm(s, l, j), s.a(l, j)];
  const square = { text: `(${a.text})²`, number: `(${a.number})²` };
  const why = s.trace.z[l][j] > 0 ? "because z > 0" : "because z ≤ 0: nothing passes";
  return {
    sigmoid: { tag: "slope", tokens: [left, op("="), a, op("· (1 −"), a, op(")")] },
    tanh: { tag: "slope", tokens: [left, op("="), op("1 −"), square] },
    relu: { tag: "slope", tokens: [left], note: why },
    identity: { tag: "slope", tokens: [left], note: "a linear unit" },
  }[s.net.activations[l - 1]];
}

// The keys of what the equation uses, for the marks in the graph.
export function used(state) {
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
