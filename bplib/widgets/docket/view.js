// The docket: claims to judge, and what the docket says of them; a score of one's own judgement.
//
//   controls.js   search and filters     card.js    the claim that is open     register.js   the list
//   score.js      the score              memory.js  what the browser keeps     links.js      ways to the cells that decide
//
// render builds the page and then only changes what differs.

import { announcer } from "../shared/drawing.js";
import { element, write } from "../shared/elements.js";
import { assign, ending, follow, mount, traitsOf } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { buildCard } from "./card.js";
import { DOCKET } from "./claims.js";
import { buildControls } from "./controls.js";
import { foundIn, isSeen, neighbour, placeIn, poolOf, scoreOf, TEN } from "./mathematics.js";
import { newMemory } from "./memory.js";
import { buildRegister } from "./register.js";
import { buildScore } from "./score.js";
import { checkState, openIn, STATE } from "./state.js";
import { judgedInWords } from "./words.js";

export function render({ model, el }) {
  checkState(traitsOf(model, STATE), DOCKET);
  const memory = newMemory(DOCKET, () => draw());
  const actions = actionsOn(model, memory, () => draw());
  const parts = [buildControls, buildCard, buildRegister, buildScore].map((build) => build(actions));
  const [controls, card, register, score] = parts.map(({ node }) => node);
  const body = element("div", { class: "body" }, card, register, score);
  const root = element("section", { class: "claim-docket", "aria-label": "The docket: claims on trial" }, controls, body, actions.live);
  mount(root, el);
  function draw() {
    const view = actions.view();
    parts.forEach((part) => part.update(view));
  }
  draw();
  return ending(el, follow(model, STATE, draw), memory.stop);
}

// What the parts of the page know, and what they do to the state; `local` is what no record holds.
function actionsOn(model, memory, draw) {
  const [local, live] = [{ page: null }, announcer()];
  const read = () => traitsOf(model, STATE);
  const view = () => viewOf(read(), memory.read(), local.page);
  function save(changes) {
    local.page = null;
    assign(model, changes);
    draw();
  }
  // Other filters: if they leave out the open claim, the first that is found takes its place.
  function search(changes) {
    const state = { ...read(), ...changes };
    const list = foundIn(poolOf(DOCKET.claims, state.seed), state, memory.read());
    const { open } = view();
    save({ ...changes, claim: list.includes(open) ? open.id : (list[0]?.id ?? open.id) });
  }
  function open(claim) {
    save({ claim: claim.id });
    write(live, `${claim.id}: ${claim.claim}`);
  }
  function walk(direction) {
    const { previous, next } = view();
    const claim = direction < 0 ? previous : next;
    if (claim) open(claim);
  }
  function turn(direction) {
    const { page, list } = view();
    local.page = clamp(page + direction, 0, Math.ceil(list.length / TEN) - 1);
    draw();
  }
  return { docket: DOCKET, live, read, view, save, search, turn, open, walk, ...judging(memory, view, save, live) };
}

// To judge the open claim, once; "" sees it without a verdict, null takes back what was said.
function judging(memory, view, save, live) {
  function judge(verdict) {
    const { open, said, shown } = view();
    if (verdict === null) return takeBack(open);
    if (shown) return;
    const now = { ...said, [open.id]: verdict };
    save({ claim: open.id }); // it stays open, also where a filter leaves it out from now on
    memory.write(now);
    write(live, `The docket says: ${open.verdict}. ${judgedInWords(open, now)} ${open.correct}`);
  }
  function takeBack({ id }) {
    const { [id]: _, ...others } = memory.read();
    save({ claim: id });
    memory.write(others);
    write(live, "Taken back.");
  }
  return { judge, forget: () => memory.write({}) };
}

// All that is shown.
function viewOf(state, said, turned) {
  const verdicts = Object.keys(DOCKET.verdicts);
  const pool = poolOf(DOCKET.claims, state.seed);
  const list = foundIn(pool, state, said);
  const open = openIn(state, DOCKET, list);
  const place = placeIn(list, pool, open.id);
  const page = clamp(turned ?? Math.floor(place / TEN), 0, Math.max(0, Math.ceil(list.length / TEN) - 1));
  const ways = { previous: neighbour(list, pool, open.id, -1), next: neighbour(list, pool, open.id, 1) };
  const shown = !state.judge || isSeen(open, said);
  const score = scoreOf(pool, said, verdicts);
  return { state, said, verdicts, pool, list, open, place, page, ...ways, shown, score, listed: list.includes(open), seen: Object.keys(said).length };
}

export default { render };
