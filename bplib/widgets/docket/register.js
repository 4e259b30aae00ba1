// The list of the claims that are found, ten at a time: one tab stop, and arrow keys inside.

import { heading } from "../shared/drawing.js";
import { button, element, put, write } from "../shared/elements.js";
import { oneTabStop } from "../shared/hand.js";
import { clamp } from "../shared/text.js";
import { isJudged, isSeen, TEN } from "./mathematics.js";
import { signOfVerdict } from "./signs.js";
import { briefly } from "./words.js";

export function buildRegister(actions) {
  const rows = Array.from({ length: TEN }, () => buildRow(actions));
  const boxes = rows.map(({ box }) => box);
  const last = () => boxes.findLastIndex((box) => !box.parentNode.hidden);
  const lead = oneTabStop(boxes, (i) => ({ ArrowUp: i - 1, ArrowDown: i + 1, Home: 0, End: last() }));
  const list = element("ol", { "aria-label": "Claims" }, ...rows.map(({ node }) => node));
  const none = element("p", { class: "none" }, "No claim is found: try fewer words, or other filters.");
  const turn = buildTurn(actions);
  function update(view) {
    const shown = view.list.slice(view.page * TEN, (view.page + 1) * TEN);
    rows.forEach((row, i) => row.update(shown[i], view));
    none.hidden = view.list.length > 0;
    turn.update(view);
    const open = shown.findIndex(({ id }) => id === view.open.id);
    if (!list.contains(document.activeElement)) lead(boxes[clamp(open, 0, TEN - 1)]);
  }
  return { node: element("div", { class: "register", role: "group", "aria-label": "The claims that are found" }, heading("The claims"), list, none, turn.node), update };
}

function buildRow({ open }) {
  const [sign, name, words, state] = ["place", "name", "words", "state"].map((kind) => element("span", { class: kind }));
  const box = button("", { class: "item" });
  box.append(sign, name, " ", words, " ", state);
  const node = element("li", {}, box);
  let shownHere = null;
  box.addEventListener("click", () => open(shownHere));
  function update(claim, { open: chosen, said, state: { judge } }) {
    node.hidden = !claim;
    if (!claim) return;
    const { id } = (shownHere = claim);
    const shown = !judge || isSeen(claim, said);
    write(name, id);
    write(words, claim.claim);
    write(state, briefly(claim, said, shown));
    const other = isJudged(claim, said) && said[id] !== claim.verdict;
    put(state, "data-other", other ? "true" : null);
    put(box, "aria-current", id === chosen.id ? "true" : null);
    put(box, "data-claim", id);
    showSign(sign, shown ? claim.verdict : "");
  }
  return { node, box, update };
}

function showSign(place, verdict) {
  if (place.dataset.verdict === verdict) return;
  place.dataset.verdict = verdict;
  place.replaceChildren(...(verdict ? [signOfVerdict(verdict)] : []));
}

// Ten claims on, or back.
function buildTurn({ turn }) {
  const [back, on] = [button("←", { name: "back-ten" }), button("→", { name: "on-ten" })];
  put(back, "aria-label", "← the ten before");
  put(on, "aria-label", "→ the next ten");
  const place = element("span", { class: "place" });
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  const node = element("div", { class: "walk", role: "group", "aria-label": "Parts of the list" }, back, place, on);
  function update({ page, list }) {
    const end = Math.min(list.length, (page + 1) * TEN);
    write(place, list.length ? `${page * TEN + 1} to ${end} of ${list.length}` : "");
    put(back, "aria-disabled", page ? null : "true");
    put(on, "aria-disabled", end < list.length ? null : "true");
    node.hidden = list.length <= TEN;
  }
  return { node, update };
}
