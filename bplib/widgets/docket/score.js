// The score of one's own judgement: how many as the docket, and a table of what was said against its verdicts.

import { heading } from "../shared/drawing.js";
import { button, element, put, write } from "../shared/elements.js";
import { scoreInWords } from "./words.js";

const NONE = "Nothing judged yet. What you judge is kept in this browser and sent nowhere.";

export function buildScore(actions) {
  const sentence = element("p", { class: "said" });
  const table = buildTable(Object.keys(actions.docket.verdicts));
  const forget = buildForget(actions);
  const node = element("div", { class: "score", role: "group", "aria-label": "Your judgement" }, heading("Your judgement"), sentence, table.node, forget.node);
  function update({ score, pool, seen }) {
    write(sentence, score.judged ? scoreInWords(score, pool.length) : NONE);
    table.node.hidden = !score.judged;
    table.update(score);
    forget.update(seen);
  }
  return { node, update };
}

function buildTable(verdicts) {
  const cells = verdicts.map(() => verdicts.map(() => element("td", {})));
  const head = element("tr", {}, element("th", { scope: "col" }, "you said ↓, the docket →"), ...verdicts.map((one) => element("th", { scope: "col" }, one)));
  const rows = verdicts.map((one, i) => element("tr", {}, element("th", { scope: "row" }, one), ...cells[i]));
  const node = element("div", { class: "numbers" }, element("table", {}, head, ...rows));
  function update({ table }) {
    cells.forEach((row, i) => row.forEach((cell, j) => {
      write(cell, table[i][j] ? String(table[i][j]) : "·");
      put(cell, "data-kind", i === j ? "agreed" : table[i][j] ? "other" : null);
    }));
  }
  return { node, update };
}

// To forget everything is asked twice.
function buildForget({ forget }) {
  const [ask, yes, no] = [["Forget all", "forget"], ["Yes, forget", "forget-yes"], ["No", "forget-no"]].map(([text, name]) => button(text, { name }));
  const sure = element("span", { class: "fields", role: "group", "aria-label": "Forget all judgements?" }, "Forget all judgements?", yes, no);
  const node = element("div", { class: "fields" }, ask, sure);
  const asking = (on) => ((ask.hidden = on), (sure.hidden = !on), (on ? yes : ask).focus());
  sure.hidden = true;
  ask.addEventListener("click", () => asking(true));
  no.addEventListener("click", () => asking(false));
  yes.addEventListener("click", () => (asking(false), forget()));
  return { node, update: (seen) => (node.hidden = !seen) };
}
