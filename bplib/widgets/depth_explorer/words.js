// What the depth explorer says in words; bplib.widgets.depth_explorer.words says the same.

import { numberText, raised } from "../shared/text.js";
import { factorOf } from "./mathematics.js";

// Three digits; two of a number below a thousandth.
export function short(value) {
  if (!Number.isFinite(value)) return numberText(value);
  const size = Math.abs(value);
  return size > 0 && size < 0.001 ? value.toExponential(1).replaceAll("-", "−") : numberText(Number(value.toPrecision(3)));
}

export function sentences(settings, found, theory) {
  const { depth, residual } = settings;
  if (found.z.some((z) => !Number.isFinite(z))) return lostInWords(found.z);
  if (found.delta.some((d) => !Number.isFinite(d))) return lostBelowInWords(found.delta);
  if (depth === 1) return "One layer hands nothing on: with more layers there is a factor.";
  if (residual === "rezero") return restInWords(depth);
  if (!(found.delta[0] > 0)) return `δ has died out: at layer 1 of ${depth} it is 0.`;
  return [factorInWords(depth, found, theory), gradientsInWords(depth, found), cosinesInWords(found)].join(" ");
}

function lostInWords(z) {
  const l = z.findIndex((one) => !Number.isFinite(one)) + 1;
  return `On the way up the numbers become too large for the computer at layer ${l}: beyond it nothing can be drawn.`;
}

function lostBelowInWords(delta) {
  const l = delta.findLastIndex((one) => !Number.isFinite(one)) + 1;
  return `On the way down δ becomes too large for the computer at layer ${l}: below it nothing can be drawn.`;
}

function restInWords(depth) {
  const upper = depth === 2 ? "∂C/∂W² is" : `∂C/∂W² to ∂C/∂W${raised(depth)} are`;
  const rest = `Inside the blocks only α has a gradient yet: ${upper} 0.`;
  return `α = 0: every block hands on what it gets, so the factor of δ is 1. ${rest}`;
}

function factorInWords(depth, { delta }, theory) {
  const [factor, expected, left] = [factorOf(delta), factorOf(theory.delta), delta[0]].map(short);
  return `The factor of δ is ${factor} a layer, predicted ${expected}: of 1 at layer ${depth}, ${left} arrives at layer 1.`;
}

function gradientsInWords(depth, { gradient }) {
  return `∂C/∂W¹ is ${short(gradient[0] / gradient.at(-1))} times as long as ∂C/∂W${raised(depth)}.`;
}

function cosinesInWords({ cosine }) {
  return `Two inputs with the cosine 0.6 have ${short(cosine.at(-1))} at the top.`;
}
