// Beside the drawing: the question, the sum of the chosen number term by term, and its value with a nudge.

import { heading } from "../shared/drawing.js";
import { button, chooser, element, input, KEYS, labelled, put, slider, write } from "../shared/elements.js";
import { newPlayer } from "../shared/player.js";
import { clamp, numberText, sign } from "../shared/text.js";
import { limitOf } from "./mathematics.js";
import { answerInWords, nameOf, nudgeInWords, originOf } from "./words.js";

const PAUSE = 700; // milliseconds from one term to the next

export function buildSide(actions) {
  const parts = [buildQuestion, buildValue, buildSum].map((build) => build(actions));
  const node = element("div", { class: "side" }, ...parts.map((part) => part.node));
  return { node, update: (view) => parts.forEach((part) => part.update(view)), stop: parts[2].stop };
}

// --- think, then look

function buildQuestion({ look, read }) {
  const guess = input("number", "guess", { min: 0, max: 99, step: 1 });
  const [words, ask] = [element("span"), button("Look", { name: "look" })];
  const answer = element("p", { class: "answer", role: "status" });
  const row = element("div", { class: "fields" }, element("label", {}, words, guess), ask);
  const node = element("div", { class: "question" }, row, answer);
  ask.addEventListener("click", () => look(guess.valueAsNumber));
  guess.addEventListener("keydown", (event) => event.key === "Enter" && look(guess.valueAsNumber));
  function update({ found, chosen, guess: said }) {
    node.classList.toggle("away", chosen[0] !== "weight");
    row.hidden = read().looked;
    const name = nameOf(found.size, chosen);
    write(words, `How many terms has ∂C/∂${name} here? Think, then look.`);
    write(answer, read().looked ? answerInWords(said, found.size, name) : "");
  }
  return { node, update };
}

// --- the sum

const HEADS = {
  weight: ["", "δ", "x", "δ·x", "sum"],
  input: ["", "δ", "w", "δ·w", "sum"],
  output: ["", "w", "x", "w·x", "b + sum"],
  bias: ["", "δ", "", "δ", "sum"],
};
const headsOf = (kind) => HEADS[kind === "target" ? "output" : kind];

// The table of the terms; a slider and a button say how many of them are added up.
function buildSum(actions) {
  const [title, table] = [heading(""), element("table")];
  const { node: range, label, say } = slider("terms", "terms added", { min: 0, step: 1 });
  const [play, player] = [button("Add them up", { name: "play" }), newPlayer()];
  range.addEventListener("input", () => (player.stop(), actions.show(range.valueAsNumber)));
  play.addEventListener("click", () => player.run(Number(range.max), (time) => Math.floor(time / PAUSE), actions.show));
  const box = element("div", { class: "terms", role: "group", tabindex: 0, "aria-label": "The terms", ...KEYS }, table);
  const fields = element("div", { class: "fields" }, label, play);
  const node = element("div", { class: "sum" }, title, fields, box);
  function update(view) {
    const { terms, count } = view;
    [fields, box].forEach((part) => (part.hidden = view.covered));
    write(title, titleOf(view));
    put(range, "max", terms.length);
    say(count, `${count} of ${terms.length}`);
    table.replaceChildren(headOf(view.key[0]), ...terms.map((term, i) => rowOf(view, term, i)));
  }
  return { node, update, stop: player.stop };
}

function titleOf({ found, key, covered, terms }) {
  const name = nameOf(found.size, key[0] === "target" ? ["output", key[1]] : key);
  if (covered) return `∂C/∂${name}: ? terms`;
  return `${key[0] === "output" || key[0] === "target" ? name : `∂C/∂${name}`}: ${terms.length} ${terms.length === 1 ? "term" : "terms"}`;
}

const headOf = (kind) => element("tr", {}, ...headsOf(kind).map((text, i) => element("th", { scope: "col" }, text || (i ? "1" : "no."))));

function rowOf({ found: { size }, key: [kind], count, terms }, { link, one, other, product, sum }, i) {
  const [left, right] = factorNames(size, kind, link);
  const pair = (name, value) => element("td", {}, element("small", {}, name), ` ${numberText(value)}`);
  const cells = [element("th", { scope: "row" }, String(i + 1)), pair(left, one), pair(right, other), element("td", {}, numberText(product))];
  const row = element("tr", { "data-weight": link.weight ?? null }, ...cells, element("td", { "data-sign": sign(sum) }, numberText(sum)));
  row.classList.toggle("later", i >= count);
  row.classList.toggle("now", i === count - 1 && count < terms.length);
  return row;
}

function factorNames(size, kind, link) {
  const delta = nameOf(size, ["delta", link.output]);
  if (kind === "bias") return [delta, ""];
  const weight = nameOf(size, ["weight", link.weight]);
  return { weight: [delta, originOf(size, link)], input: [delta, weight] }[kind] ?? [weight, originOf(size, link)];
}

// --- the number itself, and a nudge

const STEPS = [1, 0.1, 0.01];

function buildValue(actions) {
  const [name, field] = [element("span"), input("number", "value", { step: "any" })];
  const [step, nudge] = [chooser("step", STEPS.map((one) => [one, numberText(one)])), button("Nudge", { name: "nudge" })];
  const told = element("p", { class: "told", role: "status" });
  field.addEventListener("change", () => actions.type(field.valueAsNumber));
  nudge.addEventListener("click", () => actions.nudge(Number(step.value)));
  step.value = 0.1;
  const node = element("div", { class: "number" }, element("div", { class: "fields" }, element("label", {}, name, field), labelled("by", step), nudge), told);
  function update({ found, chosen, nudge: last }) {
    const given = chosen[0] !== "output";
    write(name, `${nameOf(found.size, chosen)} =`);
    field.disabled = nudge.disabled = !given;
    if (document.activeElement !== field || !field.matches(":invalid")) field.value = Number(found.values[chosen[0]][chosen[1]].toFixed(6));
    write(told, last ? nudgeInWords(found, last) : given ? "" : "An output follows from the other numbers.");
  }
  return { node, update };
}

// A number that was typed, in its limits; not a number: null.
export const typed = (kind, value) => (Number.isFinite(value) ? clamp(Number(value.toFixed(4)), -limitOf(kind), limitOf(kind)) : null);
