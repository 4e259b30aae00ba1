// The header of the graph explorer: choose or type an expression, step through the graph.

import { button, chooser, element, input, labelled, put, write } from "../shared/elements.js";
import { stepButtons } from "../shared/steps.js";
import { progress, stageSentence } from "./progress.js";
import { slipSentence, VISITS } from "./visits.js";

export function buildHeader(actions) {
  const [settings, steps] = [buildSettings(actions), buildSteps(actions)];
  const sentence = element("p", { class: "sentence", id: `${actions.id}-sentence` });
  const node = element("div", { class: "header" }, settings.node, settings.error, steps.node, sentence);
  function update(state, now) {
    settings.update(state);
    const words = `Step ${now.stage} of ${now.last}. ${stageSentence(state, now)}`;
    steps.update(now, words);
    write(sentence, words);
    sentence.classList.toggle("problem", isTrouble(state, now));
  }
  return { node, update, stop: steps.stop };
}

function isTrouble(state, now) {
  return now.problem !== null || now.wrong.length > 0 || (now.kind === "backward" && slipSentence(state, now) !== null);
}

// --- choose or type an expression

function buildSettings({ setExpression, setVisits, model, id }) {
  const examples = model.get("examples");
  const ready = chooser("example", [...examples.map(({ title }, i) => [i, title]), ["", "your own"]]);
  const entry = buildField(id, setExpression);
  const choose = ({ expression, values }) => {
    entry.show(expression);
    setExpression(expression, values);
  };
  ready.addEventListener("change", () => (examples[ready.value] ? choose(examples[ready.value]) : entry.field.focus()));
  const restore = button("Original values", { name: "restore" });
  restore.addEventListener("click", () => choose(model.get("original")));
  const own = labelled("or type an expression", entry.field);
  own.classList.add("own");
  const node = element("div", { class: "settings", role: "group", "aria-label": "Expression" });
  const order = chooser("visits", VISITS);
  order.addEventListener("change", () => setVisits(order.value));
  node.append(labelled("example", ready), own, restore, labelled("order of visits, backward", order));
  function update({ expression: { text }, visits }) {
    order.value = visits;
    const example = examples.findIndex((one) => one.expression === text);
    ready.value = example < 0 ? "" : String(example);
    entry.follow(text);
  }
  return { node, error: entry.error, update };
}

// The field for an expression, and what is wrong with what stands in it.
function buildField(id, setExpression) {
  const field = input("text", "expression", { spellcheck: "false", autocomplete: "off", "aria-describedby": `${id}-error` });
  const error = element("p", { class: "error", id: `${id}-error`, role: "status" });
  const complain = (problem) => {
    put(field, "aria-invalid", problem ? "true" : null);
    error.replaceChildren(...(problem ? complaintParts(problem, field.value) : []));
  };
  field.addEventListener("input", () => {
    try {
      setExpression(field.value);
      complain(null);
    } catch (problem) {
      complain(problem);
    }
  });
  function show(text) {
    if (field.value !== text) field.value = text;
    complain(null);
  }
  let shown = null; // an unfinished text stays as long as the expression is the same
  return { field, error, show, follow: (text) => text !== shown && show((shown = text)) };
}

// The text with the wrong place marked, and what is wrong there.
function complaintParts({ message, from, to }, text) {
  const end = Math.max(to, from + 1);
  const place = element("mark", {}, text.slice(from, end) || " ");
  const echo = element("code", { "aria-hidden": "true" }, text.slice(0, from), place, text.slice(end));
  return [echo, element("span", {}, `${message} The graph still shows the last expression that could be read.`)];
}

// --- step through the graph

function buildSteps({ goTo, read, id }) {
  const current = () => {
    const { expression, values, stage, visits } = read();
    return progress(expression, values, stage, visits);
  };
  const buttons = stepButtons(current, goTo, `${id}-sentence`);
  const track = input("range", "stage", { min: 0, step: 1, "aria-label": "Step of the two passes" });
  track.addEventListener("input", () => goTo(track.valueAsNumber));
  const ends = ["forward →", "backward ←"].map((text) => element("span", {}, text));
  const stretch = element("div", { class: "stretch", "aria-hidden": "true" }, ...ends);
  const node = element("div", { class: "steps" }, buttons.node, element("div", { class: "track" }, track, stretch));
  function update(now, words) {
    buttons.update(now, nextStep(now), Boolean(now.problem));
    put(track, "max", now.last);
    track.value = now.stage;
    put(track, "aria-valuetext", words);
  }
  return { node, update, stop: buttons.stop };
}

function nextStep({ stage, last }) {
  if (stage + 1 <= (last - 2) / 2) return "Forward step →";
  if (stage + 1 < last) return "← Backward step";
  return stage + 1 === last ? "Show everything" : null;
}
