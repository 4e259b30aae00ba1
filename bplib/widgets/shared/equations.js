// Equations: a list in which those in use are lit; and rows in which each symbol stands above its number.

import { element, put } from "./elements.js";
import { math } from "./formulas.js";

// The equations in letters, each {tag, text}.  update(equations, isLit) writes them anew only where they are others.
export function equationList() {
  const node = element("ol", { class: "general", "aria-label": "The equations" });
  let written = "";
  function update(equations, isLit) {
    const key = JSON.stringify(equations);
    if (written !== key) {
      written = key;
      node.replaceChildren(...equations.map(({ tag, text }) => element("li", { "data-tag": tag }, element("b", {}, tag), math(text))));
    }
    equations.forEach((equation, i) => {
      const lit = isLit(equation);
      node.children[i].classList.toggle("lit", lit);
      put(node.children[i], "aria-current", lit ? "true" : null);
    });
  }
  return { node, update };
}

// --- numbers below symbols.  A token is {text, number, op}; `op` marks what is only a sign.

// What a screen reader says: the symbols, and then the numbers.
export function inWords(tokens) {
  const row = (part) => tokens.map((token) => token[part]).join(" ");
  return `${row("text")}; in numbers ${row("number")}`;
}

// A row of tokens; a line may break before a sign that matches `breaks`.  `nodesOf` turns a text into what is shown.
export function pairsRow(tokens, label, breaks, nodesOf = (text) => [text]) {
  const row = element("div", { class: "pairs", role: "math", "aria-label": label });
  tokens.forEach((token, i) => {
    if (i === 0 || (token.op && breaks.test(token.text))) row.append(element("span", { class: "group" }));
    row.lastChild.append(pairOf(token, i === 0, nodesOf));
  });
  return row;
}

function pairOf({ text, number, op }, first, nodesOf) {
  const upper = element("span", { class: "upper" }, ...nodesOf(text));
  const lower = element("span", { class: "lower" }, ...(op ? nodesOf(number) : [number]));
  return element("span", { class: `pair${op ? " op" : ""}${first ? " result" : ""}` }, upper, lower);
}
