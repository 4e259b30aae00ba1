// The unit that is selected: its weights and bias with their derivatives.

import { heading } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { numberText, raised } from "../shared/text.js";

export function nameOfUnit({ L }, l, j) {
  if (l === 0) return `input ${j + 1}`;
  return l === L ? "output unit" : `unit ${j + 1} of hidden layer ${l}`;
}

export function buildUnit() {
  const [title, words] = [heading("Selected unit"), element("p", { class: "unit-words" })];
  const table = element("table", { "aria-label": "Weights of the selected unit" });
  const node = element("div", { class: "selected-unit" }, title, words, table);
  let rows = [];
  let made = null;
  function update({ run, state, gradient, reach }) {
    const { net } = run;
    const [l, j] = state.selected;
    const key = `${net.sizes} ${l} ${j}`;
    if (made !== key) {
      made = key;
      rows = rowsFor(net, l);
      table.replaceChildren(...(l ? [headOf(), ...rows.map(({ row }) => row)] : []));
      write(title, `Selected: ${nameOfUnit(net, l, j)}`);
      write(words, l ? "" : "The plane shows this input. It has no weights: a line leads to each unit of the first layer.");
    }
    if (l) write(words, run.lost ? "The numbers have overflowed: derivatives that are not finite are shown as –." : "");
    const known = gradient && l >= reach.learned;
    const shown = (value) => (known ? digits(value) : "–");
    rows.forEach(({ weight, slope }, k) => {
      const [from, i] = k < net.sizes[l - 1] ? ["W", j * net.sizes[l - 1] + k] : ["b", j];
      write(weight, digits(net[from][l][i]));
      write(slope, shown(known && gradient[from][l][i]));
    });
  }
  return { node, update };
}

const digits = (value) => (Number.isFinite(value) ? numberText(Number(value.toPrecision(3))) : "–");
const headOf = () => element("tr", {}, ...["from", "value", "derivative"].map((text) => element("th", { scope: "col" }, text)));

function rowsFor(net, l) {
  if (l === 0) return [];
  const names = Array.from({ length: net.sizes[l - 1] }, (_, k) => (l === 1 ? `x${"₁₂"[k]}` : `a${raised(l - 1)}, unit ${k + 1}`));
  return [...names, "bias"].map((name) => {
    const [weight, slope] = [element("td"), element("td")];
    return { weight, slope, row: element("tr", {}, element("th", { scope: "row" }, name), weight, slope) };
  });
}
