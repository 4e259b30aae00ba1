// The trained nets: what is typed becomes tokens, a Transformer answers, and the maps say where each place looks.
//
//   x ← E[token] + P
//   x ← x + attention(norm x)          a block, once for each block
//   x ← x + W₂ relu(W₁ norm x + b₁) + b₂
//   z = W norm x + b                   at every place, or at the last one
//
// bplib.layers.transformer says the same in Python, and bplib.widgets.attention_explorer.trained reads the same file.

export const KEYS_OF_PAIRS = "abcdefgh";
const VALUES_OF_PAIRS = "01234567";
const EPSILON = 1e-5; // of layer normalisation

const along = (a, b) => a.reduce((total, one, i) => total + one * b[i], 0);
const added = (a, b) => a.map((one, i) => one + b[i]);
const meanOf = (list) => list.reduce((total, one) => total + one, 0) / list.length;
const timesRow = (W, x) => W.map((row) => along(row, x));

// --- one layer after the other

// Row by row, as everything here but attention.
function norm({ gamma, beta }, x) {
  const mean = meanOf(x);
  const root = Math.sqrt(meanOf(x.map((one) => (one - mean) ** 2)) + EPSILON);
  return x.map((one, i) => (gamma[i] * (one - mean)) / root + beta[i]);
}

const dense = ({ W, b }, x) => added(timesRow(W, x), b);

// p, which adds up to 1, from scores; a score of −∞ gives 0.
export function softmaxOf(scores) {
  const top = Math.max(...scores);
  const powers = scores.map((one) => Math.exp(one - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

export const mixOf = (p, V) => V[0].map((_, c) => p.reduce((total, one, j) => total + one * V[j][c], 0));

// All places at once: P has a row for each place, and the outputs go back into d numbers by Wo.
function attention({ Wq, Wk, Wv, Wo }, rows, causal) {
  const [Q, K, V] = [Wq, Wk, Wv].map((W) => rows.map((row) => timesRow(W, row)));
  const score = (q, k) => along(q, k) / Math.sqrt(q.length);
  const P = Q.map((q, i) => softmaxOf(K.map((k, j) => (causal && j > i ? -Infinity : score(q, k)))));
  return { P, outputs: P.map((p) => timesRow(Wo, mixOf(p, V))) };
}

// Returns the logits, by answer, and P of each block.
export function answerOf(net, tokens) {
  const { E, positions, blocks, last, out } = weightsIn(net);
  let rows = tokens.map((token, t) => added(E[token], positions[t]));
  const maps = blocks.map((block) => {
    const { P, outputs } = attention(block, rows.map((row) => norm(block.before, row)), net.causal);
    const talked = rows.map((row, t) => added(row, outputs[t]));
    rows = talked.map((row) => added(row, thought(block, row)));
    return P;
  });
  const asked = net.every ? rows : rows.slice(-1);
  return { maps, logits: asked.map((row) => dense(out, norm(last, row))) };
}

const thought = ({ between, first, second }, row) => dense(second, dense(first, norm(between, row)).map((one) => Math.max(0, one)));

// --- the weights

const unpackedOnce = new WeakMap();

function weightsIn(net) {
  if (!unpackedOnce.has(net)) unpackedOnce.set(net, arranged(net, numbersIn(net.weights)));
  return unpackedOnce.get(net);
}

// The numbers of a text: base64 of float16, the low byte first.
function numbersIn(text) {
  const bytes = atob(text);
  return Array.from({ length: bytes.length / 2 }, (_, i) => half(bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1)));
}

// A float16 has a sign, five bits of exponent and ten of the fraction.  None of the stored ones is infinite.
function half(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : (2 ** -14 * fraction) / 1024);
}

// The numbers stand in the order of the layers, a matrix row by row.
function arranged({ vocabulary, T, d, hidden, blocks, answers }, numbers) {
  let at = 0;
  const vector = (n) => numbers.slice(at, (at += n));
  const matrix = (rows, columns) => Array.from({ length: rows }, () => vector(columns));
  const normal = () => ({ gamma: vector(d), beta: vector(d) });
  const layer = (to, from) => ({ W: matrix(to, from), b: vector(to) });
  const [E, positions] = [matrix(vocabulary, d), matrix(T, d)];
  const block = () => {
    const before = normal();
    const [Wq, Wk, Wv, Wo] = [0, 1, 2, 3].map(() => matrix(d, d));
    return { before, Wq, Wk, Wv, Wo, between: normal(), first: layer(hidden, d), second: layer(d, hidden) };
  };
  return { E, positions, blocks: Array.from({ length: blocks }, block), last: normal(), out: layer(answers, d) };
}

// --- what is typed

// The tokens of a sequence, or a `problem` in words.
export function readSequence(name, text) {
  const signs = [...text.toLowerCase().replace(/[\s,]/g, "")];
  const known = name === "reversal" ? "0123456789" : KEYS_OF_PAIRS + VALUES_OF_PAIRS;
  const problem = name === "reversal" ? digitsProblem(signs) : pairsProblem(signs, known);
  return problem ? { tokens: [], problem } : { tokens: signs.map((sign) => known.indexOf(sign)), problem };
}

function digitsProblem(signs) {
  const strange = signs.find((sign) => !"0123456789".includes(sign));
  if (strange) return `This net knows the digits 0 to 9 and nothing else; it cannot read “${strange}”.`;
  const fits = signs.length >= 1 && signs.length <= 10;
  return fits ? "" : `Type 1 to 10 digits, such as 3141592653: the net knows 10 places. You typed ${signs.length}.`;
}

function pairsProblem(signs, known) {
  const strange = signs.find((sign) => !known.includes(sign));
  if (strange) return `This net knows the keys a to h and the values 0 to 7; it cannot read “${strange}”.`;
  const [keys, values] = [0, 1].map((odd) => signs.filter((_, i) => i % 2 === odd));
  const isKey = (sign) => KEYS_OF_PAIRS.includes(sign);
  const form = signs.length % 2 && keys.every(isKey) && !values.some(isKey) && values.length >= 1 && values.length <= 6;
  if (!form) return "Type 1 to 6 pairs of a key and a value, and at the end the key to ask for, such as a3 b1 c7 c.";
  return keysProblem(keys.slice(0, -1), keys.at(-1));
}

function keysProblem(keys, asked) {
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice) return `The key ${twice} stands in two pairs; the net has learnt with keys that differ.`;
  return keys.includes(asked) ? "" : `The key ${asked} is asked for, but it stands in no pair, so there is no right answer.`;
}

// The right answers: the digits backwards, or the value that stands behind the key that is asked for.
export function wantedOf(name, tokens) {
  if (name === "reversal") return [...tokens].reverse();
  return [tokens[tokens.indexOf(tokens.at(-1)) + 1] - KEYS_OF_PAIRS.length];
}

// A token as it is typed.
export const signOf = (name, token) => (name === "reversal" ? String(token) : (KEYS_OF_PAIRS + VALUES_OF_PAIRS)[token]);

// A fresh sequence of the length that the net has learnt with; `uniform` draws numbers from 0 to 1.
export function freshSequence(name, uniform) {
  const below = (n) => Math.floor(n * uniform());
  if (name === "reversal") return Array.from({ length: 10 }, () => below(10)).join("");
  const rest = [...KEYS_OF_PAIRS];
  const keys = Array.from({ length: 6 }, () => rest.splice(below(rest.length), 1)[0]);
  return [...keys.map((key) => key + below(8)), keys[below(6)]].join(" ");
}

// From the place that is looked from, block by block downwards: how much of each place reaches it through attention alone.
// The last list is that of the tokens.
export function pathFrom(maps, place) {
  const start = maps[0].map((_, i) => (i === place ? 1 : 0));
  return maps.toReversed().reduce((levels, P) => [...levels, P.map((_, j) => along(levels.at(-1), P.map((row) => row[j])))], [start]);
}
