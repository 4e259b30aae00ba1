// The timeline: a lane for each thread, a dot for each entry, and the card of the entry that is chosen.
//
// Three parts, one above the other:
//   the places        layout: where everything goes, as bplib.plotting.timeline.timeline_layout finds it
//   the choices       matches, shown, step, relationsOf: pure functions on entries and relations
//   the shell         render: builds the page once and then only changes what differs
//
// An entry has the fields of bplib.historic.timeline.Entry, and first_year, when, name, checked and link.

// ------------------------------------------------------------------------------------------------------------ the places

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
  if (direction === "earlier" || direction === "later") {
    const i = keys.indexOf(key);
    if (i < 0) return keys[0];
    return keys[Math.min(keys.length - 1, Math.max(0, i + (direction === "later" ? 1 : -1)))];
  }
  const from = places[key];
  if (!from) return keys[0];
  const sign = direction === "down" ? 1 : -1;
  const distance = (to) => Math.abs(places[to].y - from.y) + 0.5 * Math.abs(places[to].x - from.x);
  const beyond = keys.filter((other) => sign * (places[other].y - from.y) > 1);
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

// ------------------------------------------------------------------------------------------------------------- the shell

const STATE = ["selected", "threads", "query", "labels"];
const NARROWEST = 420; // below this width the picture scrolls sideways
const WIDEST = 1300;

export function render({ model, el }) {
  const [entries, relations, names] = ["entries", "relations", "names"].map((name) => model.get(name));
  const geometry = model.get("geometry");
  const byKey = Object.fromEntries(entries.map((entry) => [entry.key, entry]));
  const read = () => traitsOf(model, STATE);

  function save(changes) {
    assign(model, changes);
    draw();
  }
  // Choose an entry; show its thread if it is hidden, and forget the query if that hides it.
  function select(key, { focus = false } = {}) {
    const { threads, query } = read();
    const changes = { selected: key };
    if (!threads.includes(byKey[key].thread)) changes.threads = [...threads, byKey[key].thread];
    if (!matches(byKey[key], query)) changes.query = "";
    save(changes);
    const entry = byKey[key];
    write(live, `${entry.who}, ${entry.when}. ${entry.what}`);
    if (focus) picture.focus(key);
    else card.reveal();
  }
  const go = (direction, options) => {
    const { selected, threads, query } = read();
    const list = found(entries, threads, query);
    if (list.length) select(step(selected, direction, list, picture.places()), options);
  };

  const live = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const root = element("section", { class: "history-timeline", "aria-label": "Timeline of backpropagation" });
  const controls = buildControls({ entries, names, read, save, select });
  const picture = buildPicture({ names, geometry, byKey, select, go, reveal: () => card.reveal() });
  const card = buildCard({ entries, relations, names, byKey, read, select, go });
  const left = element("div", { class: "left" }, picture.node, legend(names.marks));
  root.append(controls.node, element("div", { class: "body" }, left, card.node), live);
  mount(root, el);

  let width = 0;
  let drawn = null;
  function draw() {
    const state = read();
    const now = JSON.stringify([state, width]);
    if (now === drawn || !width) return;
    drawn = now;
    const lit = new Set(found(entries, state.threads, state.query).map((entry) => entry.key));
    const related = relationsOf(relations, state.selected);
    controls.update(state, lit.size);
    picture.update(layout(shown(entries, state.threads), names.threads, width, state.labels, geometry), width, state, lit, related);
    card.update(state, lit);
  }
  const measure = () => {
    const room = left.clientWidth;
    if (room) width = Math.min(WIDEST, Math.max(NARROWEST, room));
    draw();
  };
  const watcher = new ResizeObserver(measure);
  watcher.observe(left);
  measure();

  const unfollow = follow(model, STATE, draw);
  return () => {
    watcher.disconnect();
    unfollow();
  };
}

// --- the controls: threads, labels, search

function buildControls({ entries, names, read, save, select }) {
  const chips = Object.entries(names.threads).map(([thread, words]) => {
    const count = entries.filter((entry) => entry.thread === thread).length;
    const chip = button("", { class: "chip", "data-thread": thread, name: thread });
    chip.append(element("span", { class: "swatch", "aria-hidden": "true" }), sentenceCase(words));
    put(chip, "aria-label", `${sentenceCase(words)}, ${count} entries`);
    chip.addEventListener("click", () => {
      const { threads } = read();
      const on = threads.includes(thread);
      save({ threads: Object.keys(names.threads).filter((t) => (t === thread ? !on : threads.includes(t))) });
    });
    return chip;
  });
  const search = input("search", "query", { placeholder: "name, word or year" });
  search.addEventListener("input", () => save({ query: search.value }));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") save({ query: "" });
    if (event.key !== "Enter") return;
    const { selected, threads, query } = read();
    const keys = found(entries, threads, query).map((entry) => entry.key);
    if (keys.length) select(keys[(keys.indexOf(selected) + 1) % keys.length]);
  });
  const labels = chooser("labels", [["names", "names"], ["topics", "topics"], ["both", "names and topics"]]);
  labels.addEventListener("change", () => save({ labels: labels.value }));
  const count = element("span", { class: "count", role: "status" });
  const threads = element("div", { class: "threads", role: "group", "aria-label": "Threads" }, ...chips);
  const fields = element("div", { class: "search" });
  fields.append(element("label", {}, "Search ", search), count, element("label", {}, "Labels ", labels));
  const node = element("div", { class: "controls" }, threads, fields);

  function update(state, number) {
    chips.forEach((chip) => put(chip, "aria-pressed", String(state.threads.includes(chip.name))));
    if (search.value !== state.query) search.value = state.query;
    labels.value = state.labels;
    const hint = number && state.query.trim() ? ", Enter shows the next" : "";
    write(count, state.query.trim() ? `${number} found${hint}` : `${number} entries`);
  }
  return { node, update };
}

// --- the picture

const ARROWS = {
  ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last",
};

function buildPicture({ names, geometry, byKey, select, go, reveal }) {
  const svg = shape("svg", { role: "group" });
  put(svg, "aria-label", "Entries in order of time. Left and right go through time, up and down to the nearest entry.");
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // the click sets the focus
  const [lanes, lines, dots] = ["lanes", "lines", "dots"].map((name) => svg.appendChild(shape("g", { class: name })));
  const node = element("div", { class: "picture" }, svg);
  const parts = new Map();
  let places = {};

  svg.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(ARROWS[event.key], { focus: true });
  });

  function build(entry) {
    const part = shape("g", { ...KEYS, class: "entry", role: "button", "data-key": entry.key, "data-thread": entry.thread });
    put(part, "aria-label", `${entry.name}: ${entry.topic}`);
    part.classList.toggle("again", Boolean(entry.rerun));
    part.append(shape("title", {}, `${entry.name}: ${entry.topic}`), shape("rect", { class: "back", rx: 3 }));
    part.append(mark(entry.mark, geometry.RADIUS));
    part.append(shape("text", {}, shape("tspan", { class: "name" }), shape("tspan", { class: "topic" })));
    part.addEventListener("click", () => {
      select(entry.key, { focus: true });
      reveal();
    });
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      select(entry.key, { focus: true });
    });
    parts.set(entry.key, part);
    return dots.appendChild(part);
  }

  function place(part, { x, y, side, name, topic }) {
    const turn = side === "right" ? 1 : -1;
    put(part, "transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
    const text = part.querySelector("text");
    put(text, "x", turn * (geometry.RADIUS + 4));
    put(text, "text-anchor", side === "right" ? "start" : "end");
    write(part.querySelector(".name"), name);
    write(part.querySelector(".topic"), topic);
    put(part.querySelector(".topic"), "dx", name && topic ? 4 : 0);
    const box = text.getBBox();
    const back = part.querySelector("rect");
    const [from, to] = [Math.min(-geometry.RADIUS - 2, box.x - 2), Math.max(geometry.RADIUS + 2, box.x + box.width + 2)];
    put(back, "x", from.toFixed(1));
    put(back, "width", (to - from).toFixed(1));
    put(back, "y", -geometry.ROW / 2 + 0.5);
    put(back, "height", geometry.ROW - 1);
  }

  function update(where, width, state, lit, related) {
    places = where.places;
    put(svg, "viewBox", `0 0 ${width} ${where.height}`);
    put(svg, "width", width);
    put(svg, "height", where.height);
    lanes.replaceChildren(
      ...where.lanes.flatMap(({ thread, y, height, title }) => [
        shape("rect", { class: "lane", "data-thread": thread, x: 0, y, width, height, rx: 4 }),
        shape("text", { class: "title", "data-thread": thread, x: geometry.LEFT - 2, y: title }, sentenceCase(names.threads[thread])),
      ]),
      ...where.years.flatMap(([year, x]) => [
        shape("path", { class: "year", d: `M${x},${geometry.TOP - 3}V${where.height - geometry.BOTTOM}` }),
        shape("text", { class: "number", x, y: geometry.TOP - 11 }, String(year)),
      ]),
    );
    for (const [key, part] of parts) {
      if (key in places) continue;
      part.remove();
      parts.delete(key);
    }
    const near = new Set(related.map(({ other }) => other));
    const tabbed = state.selected in places ? state.selected : Object.keys(places)[0];
    for (const key of Object.keys(places)) {
      const part = parts.get(key) ?? build(byKey[key]);
      place(part, places[key]);
      part.classList.toggle("faded", !lit.has(key));
      part.classList.toggle("near", near.has(key));
      put(part, "aria-pressed", String(key === state.selected));
      put(part, "tabindex", key === tabbed ? "0" : "-1");
    }
    const from = places[state.selected];
    const drawable = related.filter(({ other }) => from && places[other]);
    lines.replaceChildren(...drawable.map(({ kind, other }) => relationLine(from, places[other], kind)));
  }

  const focus = (key) => parts.get(key)?.focus({ preventScroll: false });
  return { node, update, focus, places: () => places };
}

// A full disc: the text was read; a pale one: the abstract; a ring: a secondary source; a broken ring: not re-checked.
function mark(kind, r) {
  return shape("circle", { class: "mark", "data-mark": kind, r });
}

function relationLine(a, b, kind) {
  const bend = Math.min(40, 0.16 * Math.hypot(b.x - a.x, b.y - a.y)) * (b.x >= a.x ? -1 : 1);
  const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2 + bend];
  const line = `M${a.x.toFixed(1)},${a.y.toFixed(1)}Q${mx.toFixed(1)},${my.toFixed(1)} ${b.x.toFixed(1)},${b.y.toFixed(1)}`;
  return shape("path", { class: "relation", "data-kind": kind, d: line });
}

function legend(marks) {
  const node = element("p", { class: "legend" });
  for (const [kind, words] of Object.entries(marks)) {
    const icon = shape("svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, mark(kind, 4));
    node.append(element("span", {}, icon, ` ${words}`));
  }
  node.append(element("span", {}, element("b", {}, "bold"), " the course runs it again"));
  node.append(element("span", {}, "The axis of years is uneven. Click an entry, or use the arrow keys."));
  return node;
}

// --- the card

function buildCard({ entries, relations, names, byKey, read, select, go }) {
  const node = element("article", { class: "card" });
  const body = element("div", { class: "text" });
  const earlier = button("← earlier", { name: "earlier" });
  const later = button("later →", { name: "later" });
  const place = element("span", { class: "place" });
  earlier.addEventListener("click", () => go("earlier"));
  later.addEventListener("click", () => go("later"));
  node.append(element("div", { class: "walk", role: "group", "aria-label": "Walk through time" }, earlier, place, later), body);

  function update(state, lit) {
    const entry = byKey[state.selected];
    put(node, "data-thread", entry.thread);
    const kicker = element("p", { class: "kicker" }, element("span", { class: "swatch", "aria-hidden": "true" }));
    kicker.append(sentenceCase(names.threads[entry.thread]));
    const facts = element("dl", {});
    const fact = (term, ...content) => facts.append(element("dt", {}, term), element("dd", {}, ...content));
    fact("Published", ...citation(entry));
    const icon = shape("svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, mark(entry.mark, 4));
    fact("Checked", icon, ` ${entry.checked}`);
    fact("In the course", entry.rerun ? element("b", {}, `${sentenceCase(entry.rerun)} runs it again.`) : "Not run again.");
    const links = relationsOf(relations, entry.key).map(({ words, other, why }) => {
      const jump = button(byKey[other].name, { class: "jump", "data-jump": other });
      jump.addEventListener("click", () => select(other));
      return element("li", {}, `${words} `, jump, element("span", { class: "why" }, why));
    });
    if (links.length) fact("Related", element("ul", {}, ...links));
    const heading = element("h3", {}, element("span", { class: "when" }, entry.when), ` ${entry.who}`);
    const topic = element("p", { class: "about" }, sentenceCase(entry.topic));
    body.replaceChildren(kicker, heading, topic, element("p", { class: "what" }, entry.what), facts);

    const keys = entries.map(({ key }) => key).filter((key) => lit.has(key));
    const i = keys.indexOf(entry.key);
    write(place, i < 0 ? `${keys.length} entries` : `${i + 1} of ${keys.length}`);
    for (const [box, off] of [[earlier, i === 0], [later, i >= 0 && i === keys.length - 1]]) {
      put(box, "aria-disabled", off || !keys.length ? "true" : null);
    }
  }
  // Where the card stands below the picture: bring what it says into view, and move no more than that needs.
  const reveal = () => body.querySelector(".what").scrollIntoView({ block: "nearest" });
  return { node, update, reveal };
}

function citation(entry) {
  if (!entry.link) return [entry.citation];
  const text = entry.doi ? `doi:${entry.doi}` : entry.link.replace("https://arxiv.org/abs/", "arXiv:");
  const link = element("a", { ...KEYS, href: entry.link, target: "_blank", rel: "noopener" }, text);
  const rest = entry.doi ? entry.citation : entry.citation.replace(new RegExp(`(, )?${text}`), "");
  return rest ? [`${rest}, `, link] : [link];
}

export default { render };
