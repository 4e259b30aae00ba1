// Expressions: text -> {text, variables, steps}; the same grammar and messages as bplib.autodiff.expressions.

import { sentenceCase } from "../shared/text.js";
import { isConstant } from "./mathematics.js";
import { complaint, OPERATIONS } from "./operations.js";

const FUNCTIONS = { exp: 1, log: 1, tanh: 1, sigmoid: 1, relu: 1, sin: 1, cos: 1, sqrt: 1, max: 2 };
const SIGNS = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power" };

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
  for (let found = TOKEN.exec(text); found[4] === undefined; found = TOKEN.exec(text)) list.push(tokenOf(found));
  checkGrammar(list, list.at(-1)?.to ?? 0);
  return list;
}

// A token from what TOKEN has found: a number, a name, a mark, the end, or something else.
function tokenOf([, number, name, mark, , other]) {
  const word = number ?? name ?? mark ?? other;
  const token = { text: word, from: TOKEN.lastIndex - word.length, to: TOKEN.lastIndex };
  token.kind = number ? "number" : (ALIKE[mark] ?? mark);
  if (name) token.kind = Object.hasOwn(FUNCTIONS, name) ? "call" : "name";
  if (other) fail(`"${other}"${at(token)} is not allowed. Allowed are ${ALLOWED}.`, token);
  if (number && !Number.isFinite(Number(number))) fail(`${number}${at(token)} is too large for a number.`, token);
  return token;
}

const ALLOWED = "numbers, names of Latin letters, + - * / ^ ( ) and the comma in max(a, b)";

const at = (token) => ` at character ${token.from + 1}`;
const shownToken = (token) => `"${token.text}"${at(token)}`;

function fail(message, { from, to }) {
  throw new ExpressionError(message, from, to);
}

// --- the grammar: a value and an operator take turns, parentheses match, and functions get as many arguments as they take

const VALUES = ["number", "name", "call", "("];

function checkGrammar(list, length) {
  if (!list.length) throw new ExpressionError("There is no expression. Type one, for example sin(x) * exp(x).");
  const open = []; // parentheses: {token, call: the token of a function or null, commas}
  let wanted = true; // whether a value must come next
  list.forEach((token, i) => {
    const [before, next] = [list[i - 1], list[i + 1]];
    if (VALUES.includes(token.kind)) wanted = checkValue(token, before, next, open, wanted);
    else wanted = checkMark(token, open, wanted);
  });
  const end = { from: length, to: length };
  if (wanted) fail(`A number, a name or "(" is expected${at(end)}, got the end.`, end);
  if (open.length) fail(`"("${at(open.at(-1).token)} is never closed.`, open.at(-1).token);
}

// Check what begins a value, and return whether a value must come next.
function checkValue(token, before, next, open, wanted) {
  const { kind, text } = token;
  if (kind === "call" && next?.kind !== "(") {
    fail(`${shownToken(token)} is a function: write its argument in parentheses, ${text}(...).`, token);
  }
  if (kind === "name" && next?.kind === "(" && wanted) {
    fail(`${shownToken(token)} is not a function here. The functions are ${FUNCTION_LIST}; between factors write *.`, token);
  }
  if (!wanted) fail(`An operator is missing between "${before.text}" and ${shownToken(token)}: to multiply, write *.`, token);
  if (kind === "(") open.push({ token, call: before?.kind === "call" ? before : null, commas: 0 });
  return kind === "call" || kind === "(";
}

// Check an operator, a comma or a closing parenthesis, and return whether a value must come next.
function checkMark(token, open, wanted) {
  const { kind } = token;
  if (wanted && kind !== "-" && kind !== "+") {
    fail(`A number, a name or "(" is expected${at(token)}, got "${token.text}".`, token);
  }
  if (kind === ")") closeParenthesis(token, open);
  if (kind === ",") countComma(token, open.at(-1));
  return kind !== ")";
}

function countComma(token, inner) {
  if (!inner?.call) {
    fail(`${shownToken(token)} is allowed only between the arguments of max; decimals are written with a point.`, token);
  }
  inner.commas += 1;
}

function closeParenthesis(token, open) {
  if (!open.length) fail(`")"${at(token)} closes no parenthesis.`, token);
  const { call, commas } = open.pop();
  if (!call || commas + 1 === FUNCTIONS[call.text]) return;
  const takes = FUNCTIONS[call.text] === 1 ? "1 argument" : `${FUNCTIONS[call.text]} arguments`;
  fail(`${call.text}${at(call)} takes ${takes}, got ${commas + 1}.`, { from: call.from, to: token.to });
}

// --- from tokens to steps; precedence as in Python: ^ before signs, signs before * and /, those before + and -

// Text -> {text, variables, steps}.
export function parse(text) {
  const source = { list: tokens(text), next: 0, steps: [], known: new Map() };
  if (isConstant(sumIn(source))) {
    throw new ExpressionError("There is no input to differentiate: use a name such as x.", 0, text.length);
  }
  const { steps } = source;
  return { text, steps, variables: steps.filter((step) => step.operation === "input").map((step) => step.name) };
}

// The next token, if it is of one of these kinds.
const take = (source, ...kinds) => (kinds.includes(source.list[source.next]?.kind) ? source.list[source.next++] : null);

function sumIn(source) {
  let left = productIn(source);
  for (let token; (token = take(source, "+", "-")); ) left = apply(source, SIGNS[token.kind], [left, productIn(source)], token);
  return left;
}

function productIn(source) {
  let left = factorIn(source);
  for (let token; (token = take(source, "*", "/")); ) left = apply(source, SIGNS[token.kind], [left, factorIn(source)], token);
  return left;
}

function factorIn(source) {
  const token = take(source, "+", "-");
  if (token) return token.kind === "+" ? factorIn(source) : apply(source, "negate", [factorIn(source)], token);
  const base = primaryIn(source);
  const caret = take(source, "^");
  return caret ? apply(source, "power", [base, factorIn(source)], caret) : base;
}

function primaryIn(source) {
  const token = source.list[source.next++];
  if (token.kind === "number") return Number(token.text);
  if (token.kind === "name") return stepIn(source, { operation: "input", arguments: [], name: token.text }, token);
  const args = [];
  if (token.kind === "call") source.next++;
  do args.push(sumIn(source));
  while (take(source, ","));
  source.next++;
  return token.kind === "call" ? apply(source, token.text, args, token) : args[0];
}

// A step; one that is there already is used again.
function stepIn({ steps, known }, step, token) {
  const key = JSON.stringify(step);
  if (known.has(key)) return { step: known.get(key) };
  if (steps.length === MOST_NODES) fail(`The expression is too large: it has more than ${MOST_NODES} nodes.`, token);
  known.set(key, steps.length);
  steps.push(step);
  return { step: steps.length - 1 };
}

// An operation as a step, or at once where all arguments are constants.
function apply(source, operation, args, token) {
  if (!args.every(isConstant)) return stepIn(source, { operation, arguments: args }, token);
  const value = OPERATIONS[operation].value(...args);
  const wrong = complaint(operation, args, value);
  if (wrong) {
    const [what, why] = wrong.split(": ");
    fail(`${sentenceCase(what)}${at(token)}: ${why}.`, token);
  }
  return value;
}
