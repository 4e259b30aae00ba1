// The card of the chosen entry of the timeline.

import { heading } from "../shared/drawing.js";
import { button, element, KEYS, put, write } from "../shared/elements.js";
import { sentenceCase } from "../shared/text.js";
import { relationsOf } from "./mathematics.js";
import { markIcon } from "./picture.js";

export function buildCard(actions) {
  const { entries, byKey } = actions;
  const body = element("div", { class: "text" });
  const walk = buildWalk(actions);
  const node = element("article", { class: "card" }, walk.node, body);
  function update(state, lit) {
    const entry = byKey[state.selected];
    put(node, "data-thread", entry.thread);
    body.replaceChildren(...textOf(entry, actions));
    walk.update(entries.map(({ key }) => key).filter((key) => lit.has(key)), entry.key);
  }
  // Where the card stands below the picture: bring what it says into view, and move no more than that needs.
  const reveal = () => body.querySelector(".what").scrollIntoView({ block: "nearest" });
  return { node, update, reveal };
}

// The way through time, and where one is on it.
function buildWalk({ go }) {
  const [earlier, later] = [button("← earlier", { name: "earlier" }), button("later →", { name: "later" })];
  const place = element("span", { class: "place" });
  earlier.addEventListener("click", () => go("earlier"));
  later.addEventListener("click", () => go("later"));
  const node = element("div", { class: "walk", role: "group", "aria-label": "Walk through time" }, earlier, place, later);
  function update(keys, key) {
    const i = keys.indexOf(key);
    write(place, i < 0 ? `${keys.length} entries` : `${i + 1} of ${keys.length}`);
    for (const [box, off] of [[earlier, i === 0], [later, i >= 0 && i === keys.length - 1]]) {
      put(box, "aria-disabled", off || !keys.length ? "true" : null);
    }
  }
  return { node, update };
}

function textOf(entry, actions) {
  const kicker = element("p", { class: "kicker" }, element("span", { class: "swatch", "aria-hidden": "true" }));
  kicker.append(sentenceCase(actions.names.threads[entry.thread]));
  const title = heading("", { class: "title" });
  title.append(element("span", { class: "when" }, entry.when), ` ${entry.who}`);
  const topic = element("p", { class: "about" }, sentenceCase(entry.topic));
  return [kicker, title, topic, element("p", { class: "what" }, entry.what), factsOf(entry, actions)];
}

function factsOf(entry, actions) {
  const list = element("dl", {});
  const fact = (term, ...content) => list.append(element("dt", {}, term), element("dd", {}, ...content));
  fact("Published", ...citation(entry));
  fact("Checked", markIcon(entry.mark), ` ${entry.checked}`);
  fact("In the course", entry.rerun ? element("b", {}, `${sentenceCase(entry.rerun)} runs it again.`) : "Not run again.");
  const links = relationsOf(actions.relations, entry.key).map((relation) => linkTo(relation, actions));
  if (links.length) fact("Related", element("ul", {}, ...links));
  return list;
}

function linkTo({ words, other, why }, { byKey, select }) {
  const jump = button(byKey[other].name, { class: "jump", "data-jump": other });
  jump.addEventListener("click", () => select(other));
  return element("li", {}, `${words} `, jump, element("span", { class: "why" }, why));
}

function citation(entry) {
  if (!entry.link) return [entry.citation];
  const text = entry.doi ? `doi:${entry.doi}` : entry.link.replace("https://arxiv.org/abs/", "arXiv:");
  const link = element("a", { ...KEYS, href: entry.link, target: "_blank", rel: "noopener" }, text);
  const rest = entry.doi ? entry.citation : entry.citation.replace(new RegExp(`(, )?${text}`), "");
  return rest ? [`${rest}, `, link] : [link];
}
