// The errors of the gradient match against β.

import { icon, polyline } from "../shared/drawing.js";
import { element, put, shape } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { clamp, powerOfTen, tenth } from "../shared/text.js";
import { BETAS, RULES } from "./mathematics.js";
import { betaText, errorText } from "./words.js";

const PLOT = { width: 600, height: 440, left: 62, right: 14, top: 12, bottom: 46 };
const [ROOM_X, ROOM_Y] = [PLOT.width - PLOT.left - PLOT.right, PLOT.height - PLOT.top - PLOT.bottom];
const [LOW, HIGH] = [-12, 5]; // powers of ten on the axis of errors
const xOf = (beta) => PLOT.left + ((Math.log10(beta) + 5.1) / 5.1) * ROOM_X;
const yOf = (error) => PLOT.top + ((HIGH - Math.log10(clamp(error, 1e-99, 1e99))) / (HIGH - LOW)) * ROOM_Y;

// The outlines of the marks of the rules from their centres: a disc, a triangle, a square.
const MARKS = {
  one: "m-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z",
  two: "m0,-5l4.6,8.6h-9.2z",
  four: "m-3.6,-3.6h7.2v7.2h-7.2z",
};

export const iconOf = (key) =>
  icon("-16 -7 32 14", 32, 14, shape("path", { class: `curve ${key}`, d: "M-15,0H15" }), shape("path", { class: `mark ${key}`, d: markAt(key, 0, 0) }));

export function buildPlot({ id, moveTo }) {
  const { svg, inside, guides, cursor } = newPlot(id);
  const curves = RULES.map(({ key }) => newCurve(inside, key));
  followPointer(svg, (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * PLOT.width;
    moveTo(10 ** (((x - PLOT.left) / ROOM_X) * 5.1 - 5.1));
  });
  let guided = null;
  function update({ state, matches, curves: errors, reference }) {
    if (guided !== state.chosen) guides.replaceChildren(...RULES.flatMap((rule) => guideOf(rule, reference)));
    guided = state.chosen;
    put(cursor, "d", `M${tenth(xOf(state.beta))},${PLOT.top}v${ROOM_Y}`);
    curves.forEach((curve, i) => drawCurve(curve, errors && errors[curve.key], matches && [state.beta, matches[i].error]));
    const told = (matches ?? []).map(({ title, error }) => `${title} ${errorText(error)}`).join(", ");
    put(svg, "aria-label", `Relative errors against β on logarithmic axes; at β = ${betaText(state.beta)}: ${told}`);
  }
  return { node: element("div", { class: "plot" }, svg), update };
}

function newPlot(id) {
  const svg = shape("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  const room = shape("rect", { x: PLOT.left, y: PLOT.top, width: ROOM_X, height: ROOM_Y });
  svg.append(shape("defs", {}, shape("clipPath", { id: `${id}-plot` }, room)), ...axesOfPlot());
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-plot)` }));
  const guides = inside.appendChild(shape("g", {}));
  return { svg, inside, guides, cursor: inside.appendChild(shape("path", { class: "cursor" })) };
}

function newCurve(inside, key) {
  const add = (kind, attributes = {}) => inside.appendChild(shape("path", { class: `${kind} ${key}`, ...attributes }));
  return { key, line: add("curve"), marks: add("mark"), dot: add("mark now", { d: markAt(key, 0, 0) }) };
}

// A curve with its marks, and the dot at the β that is chosen.
function drawCurve({ key, line, marks, dot }, errors, now) {
  const points = errors ? errors.map((error, n) => [xOf(BETAS[n]), yOf(error)]) : [];
  put(line, "d", points.length ? polyline(...points) : null);
  put(marks, "d", points.map(([x, y]) => markAt(key, x, y)).join("") || null);
  put(dot, "visibility", now ? null : "hidden");
  put(dot, "transform", now && `translate(${[xOf(now[0]), yOf(now[1])].map(tenth)}) scale(1.5)`);
}

// The outline of a mark at a point: all but its first place is relative.
const markAt = (key, x, y) => `M${tenth(x)},${tenth(y)}${MARKS[key]}`;

function axesOfPlot() {
  const text = (kind, x, y, words) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, words);
  const powers = (low, high, every) => Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => low + i * every);
  const [bottom, middle] = [PLOT.top + ROOM_Y, PLOT.top + ROOM_Y / 2];
  const row = (kind, y) => shape("path", { class: kind, d: `M${PLOT.left},${tenth(y)}h${ROOM_X}` });
  return [
    ...powers(LOW, HIGH, 1).map((n) => row(n ? "grid" : "grid whole", yOf(10 ** n))),
    ...powers(-5, 0, 1).map((n) => shape("path", { class: "grid", d: `M${tenth(xOf(10 ** n))},${PLOT.top}v${ROOM_Y}` })),
    shape("rect", { class: "frame", x: PLOT.left, y: PLOT.top, width: ROOM_X, height: ROOM_Y }),
    ...powers(LOW, HIGH, 2).map((n) => text("down", PLOT.left - 6, yOf(10 ** n), powerOfTen(n))),
    ...powers(-5, 0, 1).map((n) => text("across", xOf(10 ** n), bottom + 13, powerOfTen(n))),
    text("across name", PLOT.left + ROOM_X / 2, bottom + 33, "nudge β"),
    shape("text", { class: "across name", transform: `translate(12,${middle}) rotate(-90)` }, "relative error of the gradient"),
  ];
}

// A thin line of slope `order` through the error that a rule has when nothing disturbs it, and its name.
function guideOf({ key, order }, { beta, errors }) {
  const at = (x) => errors[key] * (x / beta) ** order;
  const named = { one: 2.2e-4, two: 2.2e-4, four: 2.6e-3 }[key];
  const label = shape("text", { class: "guide", x: tenth(xOf(named)), y: tenth(yOf(at(named)) + 12) });
  label.append(`slope ${order}`);
  return [shape("path", { class: "guide", d: `M${[1e-6, 1].map((x) => [xOf(x), yOf(at(x))].map(tenth)).join("L")}` }), label];
}
