// The numbers of the gradient match as text.

import { raised } from "../shared/text.js";

// Three digits, with a power of ten where there would be many zeros.
export function betaText(beta) {
  if (beta >= 0.001) return String(Number(beta.toPrecision(2)));
  const [head, power] = beta.toExponential(1).split("e");
  return `${head}·10${raised(Number(power))}`;
}

export function errorText(error) {
  if (error >= 0.001 && error < 1000) return String(Number(error.toPrecision(3)));
  const [head, power] = error.toExponential(1).split("e");
  return `${head}·10${raised(Number(power))}`;
}

// Cosines near 1 say how near.
export function cosineText(cosine) {
  if (!Number.isFinite(cosine)) return "–";
  const rest = 1 - cosine;
  if (rest < 1e-13) return "1";
  return rest < 5e-4 ? `1 − ${errorText(rest)}` : cosine.toFixed(3).replace("-", "−");
}
