// The sign of a verdict: a disc, half a disc, a cross, a ring; they differ without their colours.

import { icon } from "../shared/drawing.js";
import { element, shape } from "../shared/elements.js";

const ring = () => shape("circle", { class: "ring", r: 5.6 });
const DRAWN = {
  true: () => [shape("circle", { class: "full", r: 6.4 })],
  "with conditions": () => [ring(), shape("path", { class: "full", d: "M0,-5.6A5.6,5.6 0 0 0 0,5.6Z" })],
  false: () => [shape("path", { class: "cross", d: "M-5,-5L5,5M5,-5L-5,5" })],
  empty: () => [ring()],
};

export function signOfVerdict(verdict, size = 16) {
  const drawing = icon("-8 -8 16 16", size, size, ...DRAWN[verdict]());
  return element("span", { class: "sign", "data-verdict": verdict }, drawing);
}
