// The card of the claim that is open: what is said, one's own verdict, and then that of the docket with what decides it.

import { heading } from "../shared/drawing.js";
import { button, element, put, write } from "../shared/elements.js";
import { oneTabStop } from "../shared/hand.js";
import { newId } from "../shared/model.js";
import { sentenceCase } from "../shared/text.js";
import { isJudged } from "./mathematics.js";
import { citation, linkToCell } from "./links.js";
import { signOfVerdict } from "./signs.js";
import { decidedInWords, judgedInWords, lessonInWords } from "./words.js";

export function buildCard(actions) {
  const [walk, ask] = [buildWalk(actions), buildAsk(actions)];
  const [kicker, title] = [element("p", { class: "kicker" }), heading("", { class: "title" })];
  const answer = element("div", { class: "answer" });
  const act = { judge: (verdict) => (actions.judge(verdict), ask.focus()), walk: (direction) => (actions.walk(direction), ask.focus()) };
  const node = element("article", { class: "card" }, walk.node, kicker, title, ask.node, answer);
  let written = "";
  function update(view) {
    const { open, shown, said } = view;
    write(kicker, `${open.id} · ${sentenceCase(open.topic)}: ${actions.docket.topics[open.topic]} · kind of source: ${open.said_by}`);
    write(title, `“${open.claim.replaceAll('"', "'")}”`);
    [walk, ask].forEach((part) => part.update(view));
    const now = JSON.stringify([open.id, shown, said[open.id], view.next?.id, location.pathname]);
    answer.hidden = !shown;
    if (now !== written) answer.replaceChildren(...(shown ? answerOf(view, actions.docket, act) : []));
    written = now;
  }
  return { node, update };
}

// The way through the list, and where one is on it.
function buildWalk({ walk }) {
  const [back, on] = [button("← previous", { name: "previous" }), button("next →", { name: "next" })];
  const place = element("span", { class: "place" });
  back.addEventListener("click", () => walk(-1));
  on.addEventListener("click", () => walk(1));
  const node = element("div", { class: "walk", role: "group", "aria-label": "Walk through the claims" }, back, place, on);
  function update({ place: i, list, listed, previous, next }) {
    write(place, listed ? `${i + 1} of ${list.length}` : `not among the ${list.length} found`);
    [[back, previous], [on, next]].forEach(([box, there]) => put(box, "aria-disabled", there ? null : "true"));
  }
  return { node, update };
}

// Four verdicts to choose from, one tab stop; once it is chosen, a verdict stays until it is taken back.
function buildAsk(actions) {
  const id = newId("meaning");
  const boxes = Object.entries(actions.docket.verdicts).map(([verdict, meaning], i) => buildChoice(verdict, meaning, `${id}-${i}`, actions));
  const lead = oneTabStop(boxes.map(({ box }) => box), (i, last) => ({ ArrowLeft: i - 1, ArrowUp: i - 1, ArrowRight: i + 1, ArrowDown: i + 1, Home: 0, End: last }));
  const see = button("See without judging", { name: "see", class: "quiet" });
  see.addEventListener("click", () => (actions.judge(""), focus()));
  const choices = element("div", { class: "choices", role: "group", "aria-label": "Your verdict" }, ...boxes.map(({ node }) => node));
  const node = element("div", { class: "ask" }, element("p", { class: "question" }, "Your verdict?"), choices, see);
  const focus = () => boxes.find(({ box }) => box.tabIndex === 0).box.focus({ preventScroll: false });
  let before = null;
  function update({ state, open, shown, said }) {
    node.hidden = !state.judge;
    see.hidden = shown;
    node.dataset.shown = String(shown);
    boxes.forEach(({ box }) => {
      put(box, "aria-pressed", String(said[open.id] === box.name));
      put(box, "aria-disabled", shown ? "true" : null);
      put(box, "data-docket", shown && open.verdict === box.name ? "true" : null);
    });
    if (before !== open.id) lead((boxes.find(({ box }) => box.name === said[open.id]) ?? boxes[0]).box);
    before = open.id;
  }
  return { node, update, focus };
}

function buildChoice(verdict, meaning, id, { judge }) {
  const box = button("", { name: verdict, class: "choice", "aria-describedby": id });
  box.append(signOfVerdict(verdict), element("b", {}, verdict));
  box.addEventListener("click", () => judge(verdict));
  return { box, node: element("div", { class: "option" }, box, element("span", { class: "meaning", id }, meaning)) };
}

// --- what is seen then

// What leads away from the answer gives the focus back to the four verdicts.
function answerOf({ open, said, next }, docket, { judge, walk }) {
  const verdict = element("p", { class: "verdict", "data-verdict": open.verdict });
  verdict.append(signOfVerdict(open.verdict, 22), element("b", {}, sentenceCase(open.verdict)), `: ${docket.verdicts[open.verdict]}.`);
  const judged = element("p", { class: "judged" }, judgedInWords(open, said));
  put(judged, "data-agrees", isJudged(open, said) ? String(said[open.id] === open.verdict) : null);
  const [back, on] = [button("Take it back", { name: "back" }), button("Next claim →", { name: "on", class: "primary" })];
  back.addEventListener("click", () => judge(null));
  on.addEventListener("click", () => walk(1));
  const jumps = element("div", { class: "jumps" }, ...(next ? [on] : []), ...(Object.hasOwn(said, open.id) ? [back] : []));
  return [verdict, judged, element("p", { class: "correct" }, open.correct), factsOf(open, docket), jumps];
}

function factsOf(claim, docket) {
  const list = element("dl", {}, element("dt", {}, "What decides it"));
  const lesson = claim.lesson ? [linkToCell(lessonInWords(claim.lesson), docket.lessons[claim.lesson], ""), "."] : [];
  list.append(element("dd", {}, decidedInWords(claim), ...lesson, ...(claim.where.length ? [cellsOf(claim, docket)] : [])));
  if (claim.source) list.append(element("dt", {}, "Source"), element("dd", {}, ...citation(claim.source)));
  return list;
}

function cellsOf({ where }, { lessons }) {
  const link = ([number, cell, words]) => linkToCell(`${sentenceCase(lessonInWords(number))}: ${words}`, lessons[number], cell);
  return element("ul", {}, ...where.map((one) => element("li", {}, link(one), element("span", { class: "cell" }, ` cell ${one[1]}`))));
}
