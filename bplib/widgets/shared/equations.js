// Equations, each symbol above its number.  A token is {text, number, op}; `op` marks what is only a sign.

import { element } from "./elements.js";

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
