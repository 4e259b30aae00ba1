// The mathematics of the graph explorer.
//
//   operations        OPERATIONS: value, local derivatives, and both in symbols
//   expressions       parse: text -> {text, variables, steps}; the same grammar and messages as bplib.autodiff.expressions
//   both passes       evaluate, backward, paths: pure functions on an expression and the values of its inputs
//
// A step is {operation, arguments}.  An argument is a number (a constant) or {step: i}, the result of an earlier step.  Inputs
// are steps with the operation "input" and a name.  Parts of an expression that are equal are one step, computed once.

// --------------------------------------------------------------------------------------------------------- the operations

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
const FUNCTIONS = { exp: 1, log: 1, tanh: 1, sigmoid: 1, relu: 1, sin: 1, cos: 1, sqrt: 1, max: 2 };
const SIGNS = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power" };

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

const steep = (operation) => `no finite slope: the local derivative of ${operation} is infinite or does not exist here`;

// A remark where the derivative is a convention, or null.
function remark({ operation }, [a, b]) {
  if (operation === "relu" && a === 0) return "The kink of relu: 0 from the left, 1 from the right. By convention 0 is taken.";
  if (operation === "max" && a === b) return "The kink of max: equal arguments. By convention the second one gets the gradient.";
  return null;
}

// ------------------------------------------------------------------------------------------------------------ expressions

export const MOST_CHARACTERS = 200;
export const MOST_NODES = 40;
const FUNCTION_LIST = Object.keys(FUNCTIONS).join(", ");
const ALIKE = { "**": "^", "−": "-", "–": "-", "·": "*", "×": "*", "÷": "/" };
const NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
const SPELLING = `(${NUMBER})|([A-Za-z][A-Za-z0-9_]*)|(\\*\\*|[-+*/^(),−–·×÷])|($)|(.)`; // number, name, mark, end, other
const TOKEN = new RegExp(`[ \\t\\r\\n\\u00a0]*(?:${SPELLING})`, "uy");

// What is wrong with a text, and where: `from` and `to` are places in it.
export class ExpressionError extends Error {
  constructor(message, from = 0, to = from) {
    super(message);
    Object.assign(this, { from, to });
  }
}

// Text -> tokens {kind, text, from, to}; every mistake of spelling and of grammar is found here.
function tokens(text) {
  if (text.length > MOST_CHARACTERS) {
    throw new ExpressionError(`The expression is too long: ${text.length} characters, at most ${MOST_CHARACTERS} are allowed.`);
  }
  const list = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const [, number, name, mark, end, other] = TOKEN.exec(text);
    if (end !== undefined) break;
    const word = number ?? name ?? mark ?? other;
    const token = { text: word, from: TOKEN.lastIndex - word.length, to: TOKEN.lastIndex };
    token.kind = number ? "number" : (ALIKE[mark] ?? mark);
    if (name) token.kind = Object.hasOwn(FUNCTIONS, name) ? "function" : "name";
    if (other) {
      const allowed = "numbers, names of Latin letters, + - * / ^ ( ) and the comma in max(a, b)";
      fail(`"${other}"${at(token)} is not allowed. Allowed are ${allowed}.`, token);
    }
    if (number && !Number.isFinite(Number(number))) fail(`${number}${at(token)} is too large for a number.`, token);
    list.push(token);
  }
  checkGrammar(list, list.at(-1)?.to ?? 0);
  return list;
}

const at = (token) => ` at character ${token.from + 1}`;

function fail(message, { from, to }) {
  throw new ExpressionError(message, from, to);
}

// A value and an operator take turns, parentheses match, and functions get as many arguments as they take.
function checkGrammar(list, length) {
  if (!list.length) throw new ExpressionError("There is no expression. Type one, for example sin(x) * exp(x).");
  const open = []; // parentheses: {token, call: the token of a function or null, commas}
  let wanted = true; // whether a value must come next
  list.forEach((token, i) => {
    const { kind } = token;
    const [before, next, inner] = [list[i - 1], list[i + 1], open.at(-1)];
    const shown = `"${token.text}"${at(token)}`;
    if (kind === "function" && next?.kind !== "(") {
      fail(`${shown} is a function: write its argument in parentheses, ${token.text}(...).`, token);
    }
    if (kind === "name" && next?.kind === "(" && wanted) {
      fail(`${shown} is not a function here. The functions are ${FUNCTION_LIST}; between factors write *.`, token);
    }
    if (["number", "name", "function", "("].includes(kind)) {
      if (!wanted) fail(`An operator is missing between "${before.text}" and ${shown}: to multiply, write *.`, token);
      if (kind === "(") open.push({ token, call: before?.kind === "function" ? before : null, commas: 0 });
      wanted = kind === "function" || kind === "(";
    } else if (wanted && kind !== "-" && kind !== "+") {
      fail(`A number, a name or "(" is expected${at(token)}, got "${token.text}".`, token);
    } else if (kind === ")") {
      if (!inner) fail(`")"${at(token)} closes no parenthesis.`, token);
      const { call, commas } = open.pop();
      if (call && commas + 1 !== FUNCTIONS[call.text]) {
        const takes = FUNCTIONS[call.text] === 1 ? "1 argument" : `${FUNCTIONS[call.text]} arguments`;
        fail(`${call.text}${at(call)} takes ${takes}, got ${commas + 1}.`, { from: call.from, to: token.to });
      }
    } else if (kind === ",") {
      if (!inner?.call) fail(`${shown} is allowed only between the arguments of max; decimals are written with a point.`, token);
      inner.commas += 1;
      wanted = true;
    } else wanted = true;
  });
  const end = { from: length, to: length };
  if (wanted) fail(`A number, a name or "(" is expected${at(end)}, got the end.`, end);
  if (open.length) fail(`"("${at(open.at(-1).token)} is never closed.`, open.at(-1).token);
}

// Text -> {text, variables, steps}.  Precedence as in Python: ^ before signs, signs before * and /, those before + and -.
export function parse(text) {
  const list = tokens(text);
  const steps = [];
  const known = new Map(); // from the operation and its arguments to the step, so that equal parts are one step
  let next = 0;
  const take = (...kinds) => (kinds.includes(list[next]?.kind) ? list[next++] : null);

  function node(step, token) {
    const key = JSON.stringify(step);
    if (known.has(key)) return { step: known.get(key) };
    if (steps.length === MOST_NODES) fail(`The expression is too large: it has more than ${MOST_NODES} nodes.`, token);
    known.set(key, steps.length);
    steps.push(step);
    return { step: steps.length - 1 };
  }
  function apply(operation, args, token) {
    if (!args.every(isConstant)) return node({ operation, arguments: args }, token);
    const value = OPERATIONS[operation].value(...args);
    const wrong = complaint(operation, args, value);
    if (wrong) {
      const [what, why] = wrong.split(": ");
      fail(`${sentence(what)}${at(token)}: ${why}.`, token);
    }
    return value;
  }
  function sum() {
    let left = product();
    for (let token; (token = take("+", "-")); ) left = apply(SIGNS[token.kind], [left, product()], token);
    return left;
  }
  function product() {
    let left = factor();
    for (let token; (token = take("*", "/")); ) left = apply(SIGNS[token.kind], [left, factor()], token);
    return left;
  }
  function factor() {
    const token = take("+", "-");
    if (token) return token.kind === "+" ? factor() : apply("negate", [factor()], token);
    const base = primary();
    const caret = take("^");
    return caret ? apply("power", [base, factor()], caret) : base;
  }
  function primary() {
    const token = list[next++];
    if (token.kind === "number") return Number(token.text);
    if (token.kind === "name") return node({ operation: "input", arguments: [], name: token.text }, token);
    const args = [];
    if (token.kind === "function") next++;
    do args.push(sum());
    while (take(","));
    next++;
    return token.kind === "function" ? apply(token.text, args, token) : args[0];
  }

  if (isConstant(sum())) throw new ExpressionError("There is no input to differentiate: use a name such as x.", 0, text.length);
  return { text, steps, variables: steps.filter((step) => step.operation === "input").map((step) => step.name) };
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1);

// -------------------------------------------------------------------------------------------------------- the mathematics

const isConstant = (argument) => typeof argument === "number";
const numbersOf = (args, values) => args.map((argument) => (isConstant(argument) ? argument : values[argument.step]));
export const parentsOf = (step) => step.arguments.filter((argument) => !isConstant(argument)).map((argument) => argument.step);

// The forward pass: values, and slopes[i][slot], the local derivatives; it stops where `problem` {step, words} arises.
export function evaluate({ steps }, inputs) {
  const values = [];
  const slopes = [];
  let problem = null;
  for (const [i, { operation, arguments: args, name }] of steps.entries()) {
    if (operation === "input") {
      values[i] = inputs[name];
      slopes[i] = [];
      continue;
    }
    if (problem) continue;
    const rule = OPERATIONS[operation];
    const numbers = numbersOf(args, values);
    const value = rule.value(...numbers);
    const words = complaint(operation, numbers, value);
    if (words) {
      problem = { step: i, words };
      continue;
    }
    values[i] = value;
    slopes[i] = args.map((argument, slot) => (isConstant(argument) ? null : rule.slopes[slot](numbers[0], numbers[1], value)));
  }
  return { values, slopes, problem };
}

// The backward pass from the last step, over the last `count` operations: `grads` and how many edges have `arrived` at each
// step, `shares`, what the last of them handed on, and `problem` where a slope is infinite.
export function backward({ steps }, { slopes }, count = Infinity) {
  const grads = steps.map(() => null);
  const arrived = steps.map(() => 0);
  const passed = []; // the operations that have handed on their gradients
  let shares = [];
  grads[steps.length - 1] = 1;
  for (const i of operationsOf(steps).reverse().slice(0, count)) {
    shares = [];
    for (const [slot, argument] of steps[i].arguments.entries()) {
      if (isConstant(argument)) continue;
      const slope = slopes[i][slot];
      if (!Number.isFinite(slope)) {
        return { grads, arrived, passed, shares, problem: { step: i, words: steep(steps[i].operation) } };
      }
      const to = argument.step;
      const share = grads[i] * slope;
      shares.push({ from: i, slot, to, before: grads[to], share });
      grads[to] = grads[to] === null ? share : grads[to] + share; // several paths add
      arrived[to] += 1;
    }
    passed.push(i);
  }
  return { grads, arrived, passed, shares, problem: null };
}

const operationsOf = (steps) => steps.map((_, i) => i).filter((i) => steps[i].operation !== "input");

export function edgesOf(steps) {
  return steps.flatMap((step, child) =>
    step.arguments.flatMap((argument, slot) => (isConstant(argument) ? [] : [{ child, slot, parent: argument.step }])),
  );
}

// The paths from a step to the output: how many there are, the first `most` of them as {edges, product}, and the sum of the
// products over all paths, found by going forward from the step (so not by the backward pass).
export function paths({ steps }, { slopes }, from, most = 8) {
  const edges = edgesOf(steps);
  const output = steps.length - 1;
  const count = steps.map((_, i) => (i === from ? 1 : 0));
  const total = count.slice();
  for (const { child, slot, parent } of edges.filter((edge) => edge.child > from)) {
    count[child] += count[parent];
    total[child] += total[parent] * (count[parent] ? slopes[child][slot] : 0);
  }
  const shown = [];
  function walk(step, trail, product) {
    if (shown.length === most) return;
    if (step === output) shown.push({ edges: trail, product });
    for (const edge of edges.filter(({ parent }) => parent === step)) {
      walk(edge.child, [...trail, edge], product * slopes[edge.child][edge.slot]);
    }
  }
  walk(from, [], 1);
  return { count: count[output], shown, sum: total[output] };
}
