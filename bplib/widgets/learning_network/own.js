// One's own points: their class, what removes them, and lines that can be typed or pasted.

import { heading } from "../shared/drawing.js";
import { button, chooser, element, KEYS, labelled } from "../shared/elements.js";
import { numberText } from "../shared/text.js";
import { asLines, fitted, MOST_POINTS, OWN, pointsFrom } from "./data.js";

const NOT_USED = "The lines hold what you typed, not the points in the plane: “Use these points” puts them in their place.";
export const FULL = `${MOST_POINTS} points are all that fit here. Remove some first.`;

export function buildOwn({ read, setPoints, classOf }) {
  const kind = chooser("class", [[0, "0 (circle)"], [1, "1 (triangle)"]]);
  const [undo, clear] = [button("Remove the last", { name: "remove" }), button("Remove all", { name: "clear" })];
  const lines = element("textarea", { ...KEYS, name: "lines", rows: 6, spellcheck: "false", "aria-label": "Points, a line each: x, y, class" });
  const use = button("Use these points", { name: "use" });
  const [problems, full] = [element("div", { class: "problems", role: "status" }), element("p", { class: "full" }, FULL)];
  kind.addEventListener("change", () => classOf.set(Number(kind.value)));
  undo.addEventListener("click", () => setPoints(read().points.slice(0, -1)));
  clear.addEventListener("click", () => setPoints([]));
  const hint = `Click into the plane to set a point, drag a point to move it. Or type or paste lines “x, y, class”, at most ${MOST_POINTS}, the class 0 or 1.`;
  const row = element("div", { class: "fields" }, labelled("class of a new point", kind), undo, clear);
  const node = element("div", { class: "own", role: "group", "aria-label": "Own points" }, heading("Own points"), element("p", {}, hint));
  node.append(row, full, lines, use, problems);
  let [written, typed] = [null, false]; // what stands in the lines, and whether somebody has changed it since
  lines.addEventListener("input", () => (typed = lines.value.trim() !== ""));
  const take = (points) => ((typed = false), setPoints(points));
  use.addEventListener("click", () => sayIn(problems, taken(lines.value, take)));
  function update({ state: { problem, points } }) {
    node.hidden = problem !== OWN;
    full.hidden = points.length < MOST_POINTS;
    const text = asLines(points);
    if (written === text) return;
    written = text;
    if (!typed) lines.value = text;
    sayIn(problems, typed ? [NOT_USED] : []);
  }
  return { node, update };
}

// Take lines as points if all of them are; returns what there is to say.
function taken(text, setPoints) {
  const { points, lines, wrong } = pointsFrom(text);
  if (wrong.length) return [...wrong.slice(0, 6), ...(wrong.length > 6 ? [`And ${wrong.length - 6} more.`] : []), "Nothing was changed."];
  const { points: inReach, far } = fitted(points);
  setPoints(inReach);
  const told = [`${points.length} point${points.length === 1 ? " was" : "s were"} taken.`];
  return far.length ? [...told, farInWords(points, lines, far)] : told;
}

// "1 of 3 points lay outside −2 to 2 (line 3: 100, 3): ..."
function farInWords(points, lines, far) {
  const some = far.slice(0, 3).map((i) => `line ${lines[i]}: ${points[i].slice(0, 2).map(numberText).join(", ")}`);
  const which = `${some.join("; ")}${far.length > some.length ? "; …" : ""}`;
  return `${far.length} of ${points.length} points lay outside −2 to 2 (${which}): all were moved and scaled by one factor, which a network needs as well.`;
}

function sayIn(node, words) {
  node.replaceChildren(...words.map((text) => element("p", {}, text)));
}
