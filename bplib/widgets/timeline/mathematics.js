// The timeline without a page: where everything goes, as bplib.plotting.timeline.timeline_layout finds it, and the choices,
// pure functions on entries and relations.
//
// An entry has the fields of bplib.historic.timeline.Entry, and first_year, when, name, checked and link.

import { clamp } from "../shared/text.js";

export function placeOfYear(year, width, geometry) {
  const { AXIS, LEFT, RIGHT, DOT } = geometry;
  const after = Math.max(1, AXIS.findIndex(([other]) => other >= year));
  const [[y0, s0], [y1, s1]] = [AXIS[after - 1], AXIS[after]];
  const share = s0 + ((s1 - s0) * (year - y0)) / (y1 - y0);
  return LEFT + DOT / 2 + share * (width - LEFT - RIGHT - DOT);
}

// {height, years: [[year, x]], lanes: [{thread, y, height, title}], places: {key: {x, y, side, name, topic}}}
export function layout(entries, threads, width, labels, geometry) {
  const { TOP, BOTTOM, ROW, PAD, GAP, LEFT, BOLD, DOT } = geometry;
  const middle = (top, row) => top + PAD + (row + 0.5) * ROW;
  const [lanes, places] = [[], {}];
  let y = TOP;
  for (const [thread, title] of Object.entries(threads)) {
    const mine = entries.filter((entry) => entry.thread === thread);
    if (!mine.length) continue;
    const rows = [];
    for (const entry of mine) {
      const { place, stretch } = placeOf(entry, width, labels, geometry);
      places[entry.key] = { ...place, y: middle(y, firstFree(rows, ...stretch)) };
    }
    const titleRow = rowOfTitle(rows, LEFT + BOLD * title.length + DOT);
    lanes.push({ thread, y, height: ROW * rows.length + 2 * PAD, title: middle(y, titleRow) });
    y += lanes.at(-1).height + GAP;
  }
  return { height: y - GAP + BOTTOM, years: years(width, geometry), lanes, places };
}

function placeOf(entry, width, labels, geometry) {
  const { DOT, LETTER, BOLD } = geometry;
  const parts = { names: [entry.name, ""], topics: ["", `${entry.topic} ${entry.year}`], both: [entry.name, entry.topic] };
  const [name, topic] = parts[labels];
  const x = placeOfYear(entry.first_year, width, geometry);
  const [first, second] = [entry.rerun ? BOLD : LETTER, entry.rerun && !name ? BOLD : LETTER];
  const length = DOT + first * [...name].length + second * ([...topic].length + 1);
  const side = x + length <= width ? "right" : "left";
  const stretch = side === "right" ? [x - DOT / 2, x + length] : [x - length, x + DOT / 2];
  return { place: { x, side, name, topic }, stretch };
}

function firstFree(rows, left, right) {
  let i = rows.findIndex((row) => row.every(([a, b]) => right <= a || left >= b));
  if (i < 0) i = rows.push([]) - 1;
  rows[i].push([left, right]);
  return i;
}

function rowOfTitle(rows, length) {
  const i = rows.findLastIndex((row) => row.every(([a]) => length <= a));
  return i >= 0 ? i : rows.push([]) - 1;
}

function years(width, geometry) {
  const chosen = [];
  for (const year of geometry.YEARS) {
    const x = placeOfYear(year, width, geometry);
    if (chosen.every(([, other]) => Math.abs(x - other) >= geometry.NUMBER)) chosen.push([year, x]);
  }
  return chosen.sort(([a], [b]) => a - b);
}

// ----------------------------------------------------------------------------------------------------------- the choices

// Without capitals and accents: "L'Hôpital" is found by "lhopital" and by "l'hopital".
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase();

// Whether an entry contains every word of a query.
export function matches(entry, query) {
  const { when, year, who, topic, what, citation, rerun } = entry;
  const text = plain([when, year, who, topic, what, citation, rerun ?? ""].join(" "));
  return plain(query).split(/\s+/).every((word) => text.includes(word));
}

// The entries in the threads that are shown; those that the query finds.
export const shown = (entries, threads) => entries.filter((entry) => threads.includes(entry.thread));
export const found = (entries, threads, query) => shown(entries, threads).filter((entry) => matches(entry, query));

// The key to which an arrow key leads: left and right in order of time, up and down to the nearest place in that direction.
export function step(key, direction, list, places) {
  const keys = list.map((entry) => entry.key);
  if (!keys.length) return key;
  if (direction === "first" || direction === "last") return keys.at(direction === "first" ? 0 : -1);
  if (direction === "up" || direction === "down") return nearest(key, direction, keys, places);
  const i = keys.indexOf(key);
  return i < 0 ? keys[0] : keys[clamp(i + (direction === "later" ? 1 : -1), 0, keys.length - 1)];
}

// The nearest place above or below; ways across count half.
function nearest(key, direction, keys, places) {
  const from = places[key];
  if (!from) return keys[0];
  const way = direction === "down" ? 1 : -1;
  const distance = (to) => Math.abs(places[to].y - from.y) + 0.5 * Math.abs(places[to].x - from.x);
  const beyond = keys.filter((other) => way * (places[other].y - from.y) > 1);
  return beyond.reduce((best, other) => (distance(other) < distance(best) ? other : best), beyond[0] ?? key);
}

// What the entry has to do with others, seen from it: [{kind, words, other, why}].
export function relationsOf(relations, key) {
  const forward = { "builds on": "Builds on", "same idea": "Same idea as", "writes about": "Writes about" };
  const backward = { "builds on": "Taken up by", "same idea": "Same idea as", "writes about": "Written about by" };
  const words = { ...forward, "disagrees with": "Disagrees with" };
  const reverse = { ...backward, "disagrees with": "Disagrees with" };
  return relations
    .filter(({ one, other }) => key === one || key === other)
    .map(({ one, other, kind, why }) => {
      return key === one ? { kind, words: words[kind], other, why } : { kind, words: reverse[kind], other: one, why };
    });
}
