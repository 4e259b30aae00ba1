// Formulas as elements of the page.

import { element } from "./elements.js";
import { LOWERED, RAISED } from "./text.js";

const scripts = (map) => Object.fromEntries(Object.entries(map).map(([c, r]) => [r, c === "-" ? "−" : c]));
const [UP, DOWN] = [scripts(RAISED), { ...scripts(LOWERED), "ₐ": "a" }];
const [UPS, DOWNS] = [UP, DOWN].map((map) => Object.keys(map).join(""));
const PIECES = new RegExp(`[${UPS}]+[${DOWNS}]*|[${DOWNS}]+|[^${UPS}${DOWNS}]+`, "g");

// Text with raised and lowered characters, as elements: "δ¹₂" becomes δ with 1 above 2.
export const mathNodes = (text) =>
  (text.match(PIECES) ?? []).flatMap((piece) => (piece[0] in UP || piece[0] in DOWN ? [scriptsOf(piece)] : wordsOf(piece)));

// Single letters are variables, in italics.
function wordsOf(piece) {
  const words = piece.match(/[A-Za-z]+|[^A-Za-z]+/g);
  return words.map((word) => (/^[A-Za-z]$/.test(word) ? element("i", {}, word) : word));
}

function scriptsOf(piece) {
  const those = (map) => [...piece].filter((c) => c in map).map((c) => map[c]).join("");
  const [above, below] = [those(UP), those(DOWN)];
  const nodes = [above && element("sup", {}, above), below && element("sub", {}, below)].filter(Boolean);
  return nodes.length === 2 ? element("span", { class: "scripts" }, ...nodes) : nodes[0];
}

export const math = (text, attributes = {}) => element("span", { class: "math", ...attributes }, ...mathNodes(text));
