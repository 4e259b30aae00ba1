// A map of p: a row for each place that looks, a column for each that is looked at.  A click on a row looks from there.

import { addText, writeWithin } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, tenth } from "../shared/text.js";
import { brief, highest } from "./words.js";

const TOP = 24;

export function buildMap(title, select) {
  const caption = element("figcaption", {}, title);
  const place = element("div");
  const node = element("figure", { class: "map" }, place, caption);
  let [drawn, key] = [null, ""];
  function update({ P, names, row }) {
    const next = JSON.stringify(names);
    if (next !== key) {
      [drawn, key] = [newMap(names, select), next];
      place.replaceChildren(drawn.svg);
    }
    drawn.update(P, names, row);
  }
  return { node, update, name: (words) => write(caption, words) };
}

function newMap(names, select) {
  const [T, cell] = [names.length, names.length > 6 ? 22 : 36];
  const left = 12 + 7.2 * Math.max(...names.map((name) => name.length));
  const [width, height] = [left + T * cell + 3, TOP + T * cell + 3];
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.style.maxWidth = `${width}px`;
  const cells = names.map((_, i) => names.map((_, j) => svg.appendChild(shape("rect", { class: "share", x: tenth(left + j * cell), y: TOP + i * cell, width: cell, height: cell }))));
  const texts = names.map((_, i) => addNames(svg, { left, cell, i }));
  const frame = svg.appendChild(shape("rect", { class: "row", x: left, width: T * cell, height: cell }));
  followPointer(svg, (event) => {
    const { top, height: seen } = svg.getBoundingClientRect();
    select(clamp(Math.floor((((event.clientY - top) / seen) * height - TOP) / cell), 0, T - 1));
  });
  function update(P, words, row) {
    texts.forEach((pair, i) => pair.forEach((text, k) => writeWithin(text, words[i], [left - 6, cell - 2][k])));
    cells.forEach((list, i) => list.forEach((one, j) => put(one, "fill-opacity", P[i][j].toFixed(3))));
    put(frame, "y", TOP + row * cell);
    put(svg, "aria-label", mapInWords(P, words));
  }
  return { svg, update };
}

// At the row and above the column.
function addNames(svg, { left, cell, i }) {
  return [addText(svg, "down", left - 5, TOP + (i + 0.5) * cell), addText(svg, "across", tenth(left + (i + 0.5) * cell), 12)];
}

const mapInWords = (P, names) => `Where each place looks most: ${P.map((row, i) => `${i + 1}, ${names[i]}, at ${highest(row) + 1} with ${brief(Math.max(...row))}`).join("; ")}.`;
