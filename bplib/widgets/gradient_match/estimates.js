// The estimates of the gradient match at one β: their errors and cosines, each derivative, and some as pictures.

import { heading } from "../shared/drawing.js";
import { KEYS, element, put, putAll, shape, write } from "../shared/elements.js";
import { clamp, raised, sign, tenth } from "../shared/text.js";
import { cosinesOf, RULES } from "./mathematics.js";
import { iconOf } from "./plot.js";
import { betaText, cosineText, errorText } from "./words.js";

// --- the numbers at one β

export function buildTable() {
  const [table, caption] = [element("table", {}), element("caption", {})];
  table.append(caption);
  let [rows, built] = [[], null];
  function update({ state, sizes, exact, found, matches }) {
    if (built !== String(sizes)) {
      built = String(sizes);
      rows = rowsOf(sizes);
      table.replaceChildren(caption, ...rows);
    }
    write(caption, `At β = ${betaText(state.beta)}, against the exact gradient`);
    RULES.forEach(({ key }, i) => {
      const cosines = matches ? [matches[i].cosine, ...cosinesOf(sizes, found[key], exact)] : [];
      const texts = matches ? [errorText(matches[i].error), ...cosines.map(cosineText)] : [];
      [...rows[i + 1].children].slice(1).forEach((cell, n) => write(cell, texts[n] ?? "–"));
    });
  }
  return { node: element("div", { ...KEYS, class: "numbers", tabindex: 0, role: "group", "aria-label": "table of the rules" }, table), update };
}

// The head and a row for each rule.
function rowsOf(sizes) {
  const layers = sizes.slice(1).map((_, i) => `of W${raised(i + 1)}`);
  const titles = ["rule", "relative error", "cosine", ...layers];
  const head = element("tr", {}, ...titles.map((text) => element("th", { scope: "col" }, text)));
  const body = RULES.map(({ key, title }) => {
    const name = element("th", { scope: "row" }, iconOf(key), ` ${title}`);
    return element("tr", { "data-rule": key }, name, ...titles.slice(1).map(() => element("td", {})));
  });
  return [head, ...body];
}

// --- each estimate against its exact derivative

const SIDE = 200;
const [LEFT, TOP, MIDDLE] = [22, 4, SIDE / 2];
const root = (value) => Math.sign(value) * Math.sqrt(Math.abs(value)); // spreads out the many small ones

export function buildScatter({ id }) {
  const { svg, dots } = newScatter(id);
  const title = heading("Every derivative", { title: "on axes with a root scale" });
  function update({ exact, found, matches }) {
    if (!exact) return dots.forEach(({ path }) => put(path, "d", null));
    const size = root(1.1 * largestOf(exact));
    const at = (value) => clamp(root(value) / size, -1.1, 1.1) * MIDDLE;
    const dot = (x, y) => `M${tenth(LEFT + MIDDLE + at(x))},${tenth(TOP + MIDDLE - at(y))}h0`;
    const pathOf = (values) => Array.from(exact, (value, i) => dot(value, values[i])).join("");
    dots.forEach(({ key, path }) => put(path, "d", pathOf(found[key])));
    const told = matches.slice(0, 2).map(({ title: name, cosine }) => `${name}, cosine ${cosineText(cosine)}`).join("; ");
    put(svg, "aria-label", `${exact.length} estimates against exact derivatives, equal ones on the diagonal: ${told}`);
  }
  return { node: element("div", {}, title, svg), update };
}

function newScatter(id) {
  const svg = shape("svg", { viewBox: `0 0 ${SIDE + 26} ${SIDE + 26}`, role: "img", class: "scatter" });
  const frame = { x: LEFT, y: TOP, width: SIDE, height: SIDE };
  svg.append(
    shape("defs", {}, shape("clipPath", { id: `${id}-scatter` }, shape("rect", frame))),
    shape("rect", { class: "frame", ...frame }),
    shape("path", { class: "grid", d: `M${LEFT + MIDDLE},${TOP}v${SIDE}M${LEFT},${TOP + MIDDLE}h${SIDE}` }),
    shape("text", { class: "across name", x: LEFT + MIDDLE, y: SIDE + 17 }, "exact"),
    shape("text", { class: "across name", transform: `translate(10,${TOP + MIDDLE}) rotate(-90)` }, "estimate"),
  );
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-scatter)` }));
  inside.append(shape("path", { class: "same", d: `M${LEFT},${TOP + SIDE}l${SIDE},${-SIDE}` }));
  const dots = ["one", "two"].map((key) => ({ key, path: inside.appendChild(shape("path", { class: `dots ${key}` })) }));
  return { svg, dots };
}

const largestOf = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);

// --- derivatives of the weights into some hidden units, as pictures of 8 by 8 pixels

const CELL = 4;
const PIXELS = 8 * CELL;
const UNITS_SHOWN = 6;
const PICTURES = [["exact", "exact"], ...RULES.map(({ key, title }) => [key, title])]; // a row each
const acrossOf = (unit) => 74 + unit * (PIXELS + 5);
const downOf = (row) => 2 + row * (PIXELS + 9);

export function buildPictures() {
  const viewBox = `0 0 ${acrossOf(UNITS_SHOWN)} ${downOf(PICTURES.length)}`;
  const label = "Derivatives of the weights from the pixels into six hidden units, exact and by each rule, as pictures";
  const svg = shape("svg", { viewBox, role: "img", class: "pictures", "aria-label": label });
  const rows = PICTURES.map(([key, title], row) => {
    svg.append(shape("text", { class: "down", x: acrossOf(0) - 6, y: downOf(row) + PIXELS / 2 }, title));
    return { key, pictures: Array.from({ length: UNITS_SHOWN }, (_, unit) => newPicture(svg, acrossOf(unit), downOf(row))) };
  });
  function update({ sizes: [n0], exact, found, reference: { units } }) {
    const part = (g, j) => (g ? g.subarray(j * n0, (j + 1) * n0) : new Float64Array(n0));
    for (const { key, pictures } of rows) {
      const values = exact && { exact, ...found }[key];
      units.forEach((j, n) => paint(pictures[n], part(values, j), exact ? largestOf(part(exact, j)) : Infinity));
    }
  }
  return { node: element("div", {}, heading("Pixel by pixel, for six hidden units"), svg), update };
}

// The cells of a picture, row by row.
function newPicture(svg, x, y) {
  svg.append(shape("rect", { class: "frame", x: x - 0.5, y: y - 0.5, width: PIXELS + 1, height: PIXELS + 1 }));
  return Array.from({ length: 64 }, (_, k) => {
    const place = { x: x + (k % 8) * CELL, y: y + Math.floor(k / 8) * CELL, width: CELL, height: CELL };
    return svg.appendChild(shape("rect", { class: "cell", ...place }));
  });
}

function paint(cells, values, largest) {
  values.forEach((value, k) => {
    putAll(cells[k], { "data-sign": sign(value), "fill-opacity": Math.min(1, Math.abs(value) / largest).toFixed(2) });
  });
}
