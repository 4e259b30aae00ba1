// Numbers in a drawing that can be dragged up and down, or changed by the arrow keys; all of a drawing are one tab stop.

import { addText } from "../shared/drawing.js";
import { KEYS, put, shape, write } from "../shared/elements.js";
import { makeSlider, oneTabStop } from "../shared/hand.js";
import { lowered, numberText } from "../shared/text.js";
import { cellOf } from "./mathematics.js";
import { LIMIT } from "./state.js";
import { tight } from "./words.js";

export const CELL = 26; // the height

// A place is {which, row, column, x, y, width}; where row is null it is that of the query that is looked at.
export function addCells({ cells, actions }, places) {
  const made = places.map((place) => addCell(cells, place, actions));
  const lead = oneTabStop(made.map((cell) => cell.node));
  return (view) => {
    made.forEach((cell) => cell.update(view));
    const chosen = made.find((cell) => String(cell.key(view.state)) === String(view.chosen));
    if (chosen) lead(chosen.node);
  };
}

function addCell(parent, { which, row, column, x, y, width }, actions) {
  const node = parent.appendChild(shape("g", { ...KEYS, class: `cell ${which}` }));
  node.append(shape("rect", { class: "box", x: x.toFixed(1), y: y + 1, width: width.toFixed(1), height: CELL - 2, rx: 4 }));
  const text = addText(node, "across value", (x + width / 2).toFixed(1), y + CELL / 2 + 0.5);
  put(text, "aria-hidden", "true"); // the label of the cell says it
  const key = (state) => [which, row ?? state.query - 1, column];
  const value = () => cellOf(actions.read(), key(actions.read()));
  makeSlider(node, { value, change: (to, decimals) => actions.change(key(actions.read()), to, decimals) });
  node.addEventListener("focus", () => actions.choose(key(actions.read())));
  const update = (view) => showCell(view, node, text, key(view.state));
  return { node, key, update };
}

function showCell({ state, setting, chosen }, node, text, key) {
  const value = cellOf(state, key);
  write(text, tight(value));
  put(node, "data-key", String(key));
  put(node, "aria-label", nameOfCell(state, key));
  put(node, "aria-valuemin", -LIMIT);
  put(node, "aria-valuemax", LIMIT);
  put(node, "aria-valuenow", value);
  put(node, "aria-valuetext", numberText(value));
  node.classList.toggle("chosen", String(chosen) === String(key));
  node.classList.toggle("hidden", (key[0] === "k" || key[0] === "v") && !setting.visible[key[1]]);
}

// "k₂", or "k₂₁" where a vector has more than one number; a single query, and g, have no number of their own.
export function nameOfCell(state, [which, row, column]) {
  const single = which === "g" || (which === "q" && state.q.length === 1);
  const many = (which === "g" || which === "v" ? state.g : state.q[0]).length > 1;
  return which + lowered(`${single ? "" : row + 1}${many ? column + 1 : ""}`);
}
