// The operations of the graph explorer: value, local derivatives, and both in symbols.

import { numberText } from "../shared/text.js";

const sigmoid = (a) => 1 / (1 + Math.exp(-Math.max(a, -709)));

// Each operation: its value, and its local derivative for each argument, from the arguments a, b and the result y.
// `formula` and `rules` are the same in symbols: lists of operands (a, b, y) and of texts between them.  A function's symbol is
// its name, and its formula the usual one.
export const OPERATIONS = {
  add: {
    symbol: "+",
    value: (a, b) => a + b,
    slopes: [() => 1, () => 1],
    formula: (a, b) => [a, "+", b],
    rules: [() => ["1"], () => ["1"]],
  },
  subtract: {
    symbol: "−",
    value: (a, b) => a - b,
    slopes: [() => 1, () => -1],
    formula: (a, b) => [a, "−", b],
    rules: [() => ["1"], () => ["−1"]],
  },
  multiply: {
    symbol: "×",
    value: (a, b) => a * b,
    slopes: [(a, b) => b, (a) => a],
    formula: (a, b) => [a, "·", b],
    rules: [(a, b) => [b], (a) => [a]],
  },
  divide: {
    symbol: "÷",
    value: (a, b) => a / b,
    slopes: [(a, b) => 1 / b, (a, b) => -a / (b * b)],
    formula: (a, b) => [a, "/", b],
    rules: [(a, b) => ["1 /", b], (a, b) => ["−", a, "/ (", b, "²)"]],
  },
  power: {
    symbol: "^",
    value: (a, b) => a ** b,
    slopes: [(a, b) => b * a ** (b - 1), (a, b, y) => y * Math.log(a)],
    formula: (a, b) => [a, "^", b],
    rules: [(a, b) => [b, "·", a, "^ (", b, "− 1)"], (a, b, y) => [y, "· log(", a, ")"]],
  },
  negate: { symbol: "−( )", value: (a) => -a, slopes: [() => -1], formula: (a) => ["−", a], rules: [() => ["−1"]] },
  exp: { value: Math.exp, slopes: [(a, b, y) => y], rules: [(a, b, y) => [y]] },
  log: { value: Math.log, slopes: [(a) => 1 / a], rules: [(a) => ["1 /", a]] },
  tanh: { value: Math.tanh, slopes: [(a, b, y) => 1 - y * y], rules: [(a, b, y) => ["1 −", y, "²"]] },
  sigmoid: { value: sigmoid, slopes: [(a, b, y) => y * (1 - y)], rules: [(a, b, y) => [y, "· (1 −", y, ")"]] },
  relu: { value: (a) => Math.max(a, 0), slopes: [(a) => (a > 0 ? 1 : 0)], rules: [(a) => [a.value > 0 ? "1" : "0"]] },
  sin: { value: Math.sin, slopes: [(a) => Math.cos(a)], rules: [(a) => ["cos(", a, ")"]] },
  cos: { value: Math.cos, slopes: [(a) => -Math.sin(a)], rules: [(a) => ["−sin(", a, ")"]] },
  sqrt: { value: Math.sqrt, slopes: [(a, b, y) => 0.5 / y], rules: [(a, b, y) => ["1 / (2 ·", y, ")"]] },
  max: {
    value: Math.max,
    slopes: [(a, b) => (a > b ? 1 : 0), (a, b) => (a > b ? 0 : 1)],
    formula: (a, b) => ["max(", a, ",", b, ")"],
    rules: [(a, b, y, slope) => [numberText(slope)], (a, b, y, slope) => [numberText(slope)]],
  },
};

// Why an operation has no value here, in words, or null; what stands before the colon fits below a node.
export function complaint(operation, [a, b], value) {
  const text = numberText;
  if (operation === "log" && a <= 0) return `log of ${text(a)}: only numbers above 0 have a logarithm`;
  if (operation === "sqrt" && a < 0) return `square root of ${text(a)}: no real number has a negative square`;
  if (operation === "divide" && b === 0) return "division by 0: no number times 0 gives a quotient";
  if (operation === "power" && a === 0 && b < 0) return `0 to the power ${text(b)}: that is a division by 0`;
  if (operation === "power" && a < 0 && b !== Math.floor(b)) {
    return `${text(a)} to the power ${text(b)}: a negative number has only whole powers`;
  }
  return Number.isFinite(value) ? null : "too large: a number of 64 bits ends at 1.8e308";
}

export const steep = (operation) => `no finite slope: the local derivative of ${operation} is infinite or does not exist here`;

// A remark where the derivative is a convention, or null.
export function remark({ operation }, [a, b]) {
  if (operation === "relu" && a === 0) return "The kink of relu: 0 from the left, 1 from the right. By convention 0 is taken.";
  if (operation === "max" && a === b) return "The kink of max: equal arguments. By convention the second one gets the gradient.";
  return null;
}
