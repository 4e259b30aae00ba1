// What the explorer says in words; bplib.widgets.through_time.words says the same.

import { numberText } from "../shared/text.js";
import { factorOf, lostAt } from "./mathematics.js";

// Three digits; two of a number below a thousandth or above 9,999.
export function short(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return numberText(value);
  return size < 0.001 || size >= 9999.5 ? value.toExponential(1).replace("e+", "e").replaceAll("-", "−") : numberText(Number(value.toPrecision(3)));
}

export const percent = (share) => (Number.isFinite(share) ? `${numberText(Number((100 * share).toFixed(1)))} %` : "none");

export function sentences(state, found, rule) {
  return [ratioInWords(state, found, rule), lostInWords(found), windowInWords(state, found)].filter(Boolean).join(" ");
}

function ratioInWords(state, found, rule) {
  const k = state.moments - 1;
  const [ratio, wanted] = [found.length[0] / found.length.at(-1), factorOf(state) ** k];
  const along = `From t = ${k + 1} down to t = 1, ${k} ${k === 1 ? "moment" : "moments"}, |∂C/∂h| is multiplied by ${short(ratio)}.`;
  if (state.kind === "rnn") return `${along} The rule r${"ᵏ"} says ${short(wanted)}.`;
  if (state.kind === "gru") return `${along} The gate z alone, at its bias: ${short(wanted)}.`;
  return `${along} |∂C/∂c| is multiplied by ${short(found.cell[0] / found.cell.at(-1))}; the gate f alone, at its bias: ${short(wanted)}.`;
}

function lostInWords(found) {
  const t = lostAt(found);
  return t ? `At t = ${t} it is below 1e−16 of that at the end.` : "";
}

function windowInWords({ window, moments }, found) {
  if (!(found.norm > 0)) return "h is 0 all the time, so ∂C/∂U is 0.";
  if (window >= moments) return `∂C/∂U is the sum over all ${moments} uses of U.`;
  const uses = window === 1 ? "the last use of U" : `the last ${window} uses of U`;
  if (!Number.isFinite(found.cosine)) return `The window leaves ${uses}, which adds nothing.`;
  return `The window leaves ${uses}: ${percent(found.kept)} of ∂C/∂U along its own direction, with the cosine ${short(found.cosine)}.`;
}

// What there is at one moment.
export function momentInWords({ moment, moments, window }, found) {
  const [i, k] = [moment - 1, moments - moment];
  const cut = k >= window ? " The window cuts it away." : "";
  const cell = found.cell ? `, |∂C/∂c| = ${short(found.cell[i])}` : "";
  return `t = ${moment}, k = ${k} before the end: |∂C/∂h| = ${short(found.length[i])}${cell}. This use of U adds ${percent(found.share[i])} of ∂C/∂U.${cut}`;
}
