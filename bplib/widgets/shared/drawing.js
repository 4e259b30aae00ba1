// What the drawings of the explorers have in common: layers, legends, headings, and paths through points.

import { element, shape, write } from "./elements.js";
import { tenth } from "./text.js";

// A drawing of parts that take the focus, with its layers by name, from the lowest to the highest.
export function newDrawing({ width, height }, label, names) {
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label });
  svg.style.maxWidth = `${width * 1.15}px`;
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // pointerdown has set the focus; keep it there
  const layers = names.map((name) => [name, svg.appendChild(shape("g", { class: name }))]);
  return { svg, ...Object.fromEntries(layers) };
}

// A text at a place, in a group or a drawing.
export const addText = (parent, kind, x, y, words = "") => parent.appendChild(shape("text", { class: kind, x, y }, words));

// Words in a text of a drawing; where they are wider than the room, so many of their letters as there is room for.
export function writeWithin(text, words, room) {
  if (text.dataset.words === `${words} ${room}`) return;
  write(text, words);
  for (let kept = words.length - 1; kept > 0 && text.getComputedTextLength() > room; kept--) write(text, `${words.slice(0, kept)}…`);
  if (text.getComputedTextLength() > 0) text.dataset.words = `${words} ${room}`; // measured, as it is seen
}

// A path through points.
export const polyline = (...points) => `M${points.map((point) => point.map(tenth)).join("L")}`;

// A picture of so many pixels that only goes with words beside it.
export function icon(viewBox, width, height, ...parts) {
  return shape("svg", { viewBox, width, height, "aria-hidden": "true" }, ...parts);
}

// A legend that begins with words: which line is positive, which negative.
export function signLegend(words, attributes = {}) {
  const line = (which) => shape("path", { class: "line", "data-sign": which, d: "M1,4H29", ...attributes });
  const swatch = (which) => icon("0 0 30 8", 30, 8, line(which));
  return element("p", { class: "legend" }, ...words, swatch("positive"), " positive", swatch("negative"), " negative");
}

// The marks of WCAG: a heading of a part of a widget; the page and the lesson have those above it.
export const heading = (words, attributes = {}) => element("h3", { class: "heading", ...attributes }, words);

// A region that says by itself what has changed; it is not seen.
export const announcer = () => element("div", { class: "visually-hidden", "aria-live": "polite" });
