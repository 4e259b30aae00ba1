// The picture of the timeline: lanes, entries, and lines to what is related.

import { icon } from "../shared/drawing.js";
import { element, KEYS, put, putAll, shape, write } from "../shared/elements.js";
import { sentenceCase } from "../shared/text.js";

const ARROWS = {
  ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last",
};

const BACK = 15.5; // the height of the ground of an entry; it takes clicks in the whole row

export function buildPicture(actions) {
  const svg = shape("svg", { role: "group" });
  put(svg, "aria-label", "Entries in order of time. Left and right go through time, up and down to the nearest entry.");
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // the click sets the focus
  svg.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions.go(ARROWS[event.key], { focus: true });
  });
  const [lanes, lines, dots] = ["lanes", "lines", "dots"].map((name) => svg.appendChild(shape("g", { class: name })));
  const parts = new Map();
  let places = {};
  function update(where, width, state, lit, related) {
    places = where.places;
    putAll(svg, { viewBox: `0 0 ${width} ${where.height}`, width, height: where.height });
    lanes.replaceChildren(...lanesOf(where, width, actions));
    keepEntries(parts, places, (key) => dots.appendChild(buildEntry(actions.byKey[key], actions)));
    const near = new Set(related.map(({ other }) => other));
    for (const [key, part] of parts) showEntry(part, key, { place: places[key], state, lit, near }, actions);
    const tabbed = state.selected in places ? state.selected : Object.keys(places)[0];
    for (const [key, part] of parts) put(part, "tabindex", key === tabbed ? "0" : "-1");
    lines.replaceChildren(...linesOf(state.selected, related, places));
  }
  const focus = (key) => parts.get(key)?.focus({ preventScroll: false });
  return { node: element("div", { class: "picture" }, svg), update, focus, places: () => places };
}

// Parts for those entries that have a place, and no others.
function keepEntries(parts, places, build) {
  for (const [key, part] of parts) {
    if (key in places) continue;
    part.remove();
    parts.delete(key);
  }
  for (const key of Object.keys(places)) if (!parts.has(key)) parts.set(key, build(key));
}

function lanesOf({ lanes, years, height: whole }, width, { names, geometry }) {
  return [
    ...lanes.flatMap(({ thread, y, height, title }) => [
      shape("rect", { class: "lane", "data-thread": thread, x: 0, y, width, height, rx: 4 }),
      shape("text", { class: "title", "data-thread": thread, x: geometry.LEFT - 2, y: title }, sentenceCase(names.threads[thread])),
    ]),
    ...years.flatMap(([year, x]) => [
      shape("path", { class: "year", d: `M${x},${geometry.TOP - 3}V${whole - geometry.BOTTOM}` }),
      shape("text", { class: "number", x, y: geometry.TOP - 11 }, String(year)),
    ]),
  ];
}

// --- an entry

// Its title is its name; what is seen of it begins with the same words.
function buildEntry(entry, actions) {
  const part = shape("g", { ...KEYS, class: "entry", role: "button", "data-key": entry.key, "data-thread": entry.thread });
  part.classList.toggle("again", Boolean(entry.rerun));
  part.append(shape("title"), shape("rect", { class: "reach" }), shape("rect", { class: "back", rx: 3 }), mark(entry.mark, actions.geometry.RADIUS));
  part.append(shape("text", {}, shape("tspan", { class: "name" }), shape("tspan", { class: "topic" })));
  part.addEventListener("click", () => {
    actions.select(entry.key, { focus: true });
    actions.reveal();
  });
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    actions.select(entry.key, { focus: true });
  });
  return part;
}

function showEntry(part, key, { place, state, lit, near }, { byKey, geometry }) {
  const { name, topic } = byKey[key];
  write(part.querySelector("title"), state.labels === "topics" ? `${place.topic}: ${name}` : `${name}: ${topic}`);
  placeEntry(part, place, geometry);
  part.classList.toggle("faded", !lit.has(key));
  part.classList.toggle("near", near.has(key));
  put(part, "aria-pressed", String(key === state.selected));
}

function placeEntry(part, { x, y, side, name, topic }, { RADIUS, ROW }) {
  put(part, "transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
  const text = part.querySelector("text");
  putAll(text, { x: (side === "right" ? 1 : -1) * (RADIUS + 4), "text-anchor": side === "right" ? "start" : "end" });
  write(part.querySelector(".name"), name);
  write(part.querySelector(".topic"), topic);
  put(part.querySelector(".topic"), "dx", name && topic ? 4 : 0);
  const box = text.getBBox();
  const [from, to] = [Math.min(-RADIUS - 2, box.x - 2), Math.max(RADIUS + 2, box.x + box.width + 2)];
  const wide = { x: from.toFixed(1), width: (to - from).toFixed(1) };
  putAll(part.querySelector(".reach"), { ...wide, y: -ROW / 2, height: ROW });
  putAll(part.querySelector(".back"), { ...wide, y: -BACK / 2, height: BACK });
}

// A full disc: the text was read; a pale one: the abstract; a ring: a secondary source; a broken ring: not re-checked.
const mark = (kind, r) => shape("circle", { class: "mark", "data-mark": kind, r });

export const markIcon = (kind) => icon("-7 -7 14 14", 14, 14, mark(kind, 4));

// --- what the chosen entry has to do with others

function linesOf(selected, related, places) {
  const from = places[selected];
  const drawable = related.filter(({ other }) => from && places[other]);
  return drawable.map(({ kind, other }) => relationLine(from, places[other], kind));
}

function relationLine(a, b, kind) {
  const bend = Math.min(40, 0.16 * Math.hypot(b.x - a.x, b.y - a.y)) * (b.x >= a.x ? -1 : 1);
  const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2 + bend];
  const line = `M${a.x.toFixed(1)},${a.y.toFixed(1)}Q${mx.toFixed(1)},${my.toFixed(1)} ${b.x.toFixed(1)},${b.y.toFixed(1)}`;
  return shape("path", { class: "relation", "data-kind": kind, d: line });
}
