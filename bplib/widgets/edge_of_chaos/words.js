// What the map of the edge of chaos says in words; bplib.widgets.edge_of_chaos.words says the same.

import { numberText } from "../shared/text.js";

// Three digits.
export const short = (value) => numberText(Number.isFinite(value) ? Number(value.toPrecision(3)) : value);

const HEADS = {
  order: (chi) => `Order: χ₁ = ${chi} < 1. δ vanishes`,
  edge: (chi) => `The edge: χ₁ = ${chi}. δ keeps its size`,
  chaos: (chi) => `Chaos: χ₁ = ${chi} > 1. δ explodes`,
};

export function verdict({ kind, chi, cosine, depth }) {
  const size = `${HEADS[kind](short(chi))}, with the factor √χ₁ = ${short(Math.sqrt(chi))} a layer.`;
  const end = cosine > 0.9995 ? "Two inputs become alike (c* = 1)" : `Two inputs end at c* = ${short(cosine)}`;
  if (depth > 1000) return `${size} ${end}, but more slowly than by a factor of e in 1,000 layers (ξ_c): a signal gets far.`;
  return `${size} ${end}: what is missing to that shrinks by a factor of e in ξ_c = ${short(depth)} layers.`;
}
