// The page of the timeline: a lane for each thread, a dot for each entry, and the card of the entry that is chosen.
//
// render builds the page once and then only changes what differs.

import { announcer } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, traitsOf, watchSize } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { buildCard } from "./card.js";
import { buildControls } from "./controls.js";
import { found, layout, matches, relationsOf, shown, step } from "./mathematics.js";
import { buildPicture, markIcon } from "./picture.js";
import { litSoFar, newYears } from "./years.js";

const STATE = ["selected", "threads", "query", "labels"];
const NARROWEST = 420; // below this width the picture scrolls sideways
const WIDEST = 1300;

export function render({ model, el }) {
  const actions = actionsOn(model, draw);
  const { live, entries, relations, names, geometry, read } = actions;
  const [controls, picture, card] = [buildControls, buildPicture, buildCard].map((build) => build(actions));
  Object.assign(actions, { focus: picture.focus, places: picture.places, reveal: card.reveal });
  const left = element("div", { class: "left" }, picture.node, legend(names.marks));
  const root = element("section", { class: "history-timeline", "aria-label": "Timeline of backpropagation" });
  root.append(controls.node, element("div", { class: "body" }, left, card.node), live);
  mount(root, el);
  let [width, drawn] = [0, null];
  function draw() {
    const state = read();
    const playing = actions.years.running();
    const now = JSON.stringify([state, width, playing]);
    if (now === drawn || !width) return;
    drawn = now;
    const list = found(entries, state.threads, state.query);
    const lit = litSoFar(list, state.selected, playing);
    const where = layout(shown(entries, state.threads), names.threads, width, state.labels, geometry);
    controls.update(state, list.length);
    picture.update(where, width, state, lit, relationsOf(relations, state.selected));
    card.update(state, lit);
  }
  const unwatch = watchSize([left], () => {
    if (left.clientWidth) width = clamp(left.clientWidth, NARROWEST, WIDEST);
    draw();
  });
  const unfollow = follow(model, STATE, draw);
  return ending(el, actions.years.stop, unwatch, unfollow);
}

// What the parts of the page know, and what they do to the state.
function actionsOn(model, draw) {
  const constants = traitsOf(model, ["entries", "relations", "names", "geometry"]);
  const byKey = Object.fromEntries(constants.entries.map((entry) => [entry.key, entry]));
  const [live, read] = [announcer(), () => traitsOf(model, STATE)];
  const actions = { ...constants, byKey, live, read, save, select, go };
  function save(changes) {
    assign(model, changes);
    draw();
  }
  // Choose an entry; show its thread if it is hidden, and forget the query if that hides it.
  function select(key, { focus = false } = {}) {
    const [entry, { threads, query }] = [byKey[key], read()];
    const shownToo = threads.includes(entry.thread) ? threads : [...threads, entry.thread];
    save({ selected: key, threads: shownToo, query: matches(entry, query) ? query : "" });
    say(entry);
    if (focus) actions.focus(key);
    else actions.reveal();
  }
  const say = (entry) => write(live, `${entry.who}, ${entry.when}. ${entry.what}`);
  // When the years have passed, or were stopped: say where.
  function tell() {
    say(byKey[read().selected]);
    draw();
  }
  actions.years = newYears({ ...constants, read, save, tell });
  function go(direction, options) {
    const { selected, threads, query } = read();
    const list = found(constants.entries, threads, query);
    if (list.length) select(step(selected, direction, list, actions.places()), options);
  }
  return actions;
}

function legend(marks) {
  const node = element("p", { class: "legend" });
  for (const [kind, words] of Object.entries(marks)) node.append(element("span", {}, markIcon(kind), ` ${words}`));
  node.append(element("span", {}, element("b", {}, "bold"), " the course runs it again"));
  node.append(element("span", {}, "The axis of years is uneven. Click an entry, or use the arrow keys."));
  return node;
}

export default { render };
