// Through time: how long the gradient is at each moment, what each use of U adds to ∂C/∂U, and what a window leaves of the sum.
//
//   network.js    the cells, forwards and backwards

import { backward, dot, drawn, forward, lengthOf } from "./network.js";

export const LOST = 1e-16; // of the gradient at the end: beside it this is nothing to a computer

// Lists by moment, t = 1 to T: the states h, |∂C/∂h_t|, |∂C/∂c_t| for an LSTM, and the share of each use in ∂C/∂U.
export function measured(settings, weights) {
  const states = forward(settings, weights);
  const back = backward(settings, weights, states);
  const moments = Array.from({ length: settings.moments }, (_, i) => i + 1);
  const uses = moments.map((t) => ({ to: back[t].gates.flat(), from: states[t - 1].h }));
  return {
    states: moments.map((t) => states[t].h),
    length: moments.map((t) => lengthOf(back[t].h)),
    cell: settings.kind === "lstm" ? moments.map((t) => lengthOf(back[t].c)) : null,
    ...sharesOf(uses, settings.reach),
  };
}

// A use adds the matrix of all products to·from.  Along the whole sum G its share is ⟨use, G⟩/|G|²: the shares add up to 1.  Those
// within the window make the truncated gradient K; its cosine with G says how far its direction is off.
function sharesOf(uses, reach) {
  const along = uses.map((one) => uses.reduce((total, other) => total + product(one, other), 0));
  const whole = sum(along);
  const kept = uses.slice(-reach);
  const own = sum(kept.map((one) => sum(kept.map((other) => product(one, other)))));
  const share = along.map((one) => (whole > 0 ? one / whole : 0));
  const cosine = whole > 0 && own > 0 ? sum(along.slice(-reach)) / Math.sqrt(whole * own) : NaN;
  return { share, kept: sum(share.slice(-reach)), cosine, norm: Math.sqrt(Math.max(0, whole)) };
}

// The product of two matrices, each the outer product of two lists, entry by entry and added up.
const product = (one, other) => dot(one.to, other.to) * dot(one.from, other.from);
const sum = (list) => list.reduce((total, one) => total + one, 0);

// What the simple rules say, by moment: r^k for tanh units in which nothing bends; for a gate that keeps, as long as it stands at
// its bias, σ(bias)^k.
export function ruleOf({ kind, moments, radius, keep }, found) {
  const factor = factorOf({ kind, radius, keep });
  const last = kind === "lstm" ? found.cell.at(-1) : found.length.at(-1);
  return Array.from({ length: moments }, (_, i) => last * factor ** (moments - 1 - i));
}

export const factorOf = ({ kind, radius, keep }) => (kind === "rnn" ? radius : 1 / (1 + Math.exp(-keep)));

// The first moment, counted backwards, whose gradient is lost beside that of the last one; 0 if there is none.
export function lostAt({ length }) {
  const last = length.at(-1);
  return length.findLastIndex((one) => !(one >= LOST * last)) + 1;
}

export const weightsOf = drawn;
