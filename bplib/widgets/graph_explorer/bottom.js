// Below the graph of the graph explorer: the rule in use, the selected node, its paths to the output.

import { heading } from "../shared/drawing.js";
import { button, chooser, element, enable, input, labelled, offer, write } from "../shared/elements.js";
import { inWords, pairsRow } from "../shared/equations.js";
import { numberText, sentenceCase } from "../shared/text.js";
import { explanation } from "./explanation.js";
import { LIMIT, nudgeOf, paths } from "./mathematics.js";
import { isComplete, sideOf, titleOf } from "./progress.js";

export function buildBottom(actions) {
  const [rule, chosen, paths, nudge] = [buildRule(), buildChosen(actions), buildPaths(actions), buildNudge(actions)];
  const side = (name, ...parts) => {
    return element("div", { class: "side", role: "group", "aria-label": name }, heading(name), ...parts);
  };
  const left = side("The rule in use", rule.node);
  const right = side("Paths to the output", chosen.node, ...paths.nodes, nudge.node);
  function update(state, now) {
    [rule, chosen, paths, nudge].forEach((part) => part.update(state, now));
  }
  return { node: element("div", { class: "bottom" }, left, right), update };
}

// --- the rule

export const spokenLine = ({ tokens, note }) => `${inWords(tokens)}. ${note ?? ""}`;

function buildRule() {
  const node = element("div", { class: "filled" });
  function update(state, now) {
    const lines = explanation(state, now);
    const empty = now.problem ? `${sentenceCase(now.problem.words)}.` : "Step forward to see the first rule at work.";
    node.replaceChildren(...(lines.length ? lines.map(ruleLine) : [element("p", { class: "note" }, empty)]));
  }
  return { node, update };
}

function ruleLine({ tag, tokens, note }) {
  const row = pairsRow(tokens, spokenLine({ tokens }), /^[=+]$/);
  const node = element("div", { class: "equation", "data-tag": tag }, row);
  if (note) node.append(element("p", { class: "note" }, note));
  return node;
}

// --- the selected node

function buildChosen({ select, change, read }) {
  const chosen = chooser("selected", []);
  const field = input("number", "value", { step: "0.1", min: -LIMIT, max: LIMIT });
  const label = labelled("", field);
  const nameShown = () => read().expression.steps[read().selected].name;
  chosen.addEventListener("change", () => select(Number(chosen.value)));
  field.addEventListener("input", () => Number.isFinite(field.valueAsNumber) && change(nameShown(), field.valueAsNumber, 6));
  field.addEventListener("change", () => (field.value = read().values[nameShown()]));
  function update({ expression, names, selected, values }) {
    offer(chosen, names.map((_, i) => [i, titleOf(expression, names, i)]));
    chosen.value = selected;
    const { name } = expression.steps[selected];
    label.hidden = name === undefined;
    write(label.firstChild, `${name} =`);
    if (name !== undefined && field.valueAsNumber !== values[name]) field.value = Number(values[name].toFixed(6));
  }
  return { node: element("div", { class: "fields" }, labelled("node", chosen), label), update };
}

// --- an input that is nudged: what its gradient foretells, and what the output does

const EPSILON = 0.1;

function buildNudge({ read, change }) {
  const push = button("Nudge", { name: "nudge" });
  const words = element("span", { class: "nudged", role: "status" });
  let made = null; // the last nudge, until something else changes
  push.addEventListener("click", () => {
    const { expression, values, selected, visits } = read();
    const { name } = expression.steps[selected];
    const result = nudgeOf(expression, values, name, EPSILON, visits);
    if (!result) return;
    made = { ...result, name, after: JSON.stringify([expression.text, visits, { ...values, [name]: Number((values[name] + EPSILON).toFixed(6)) }]) };
    change(name, values[name] + EPSILON, 6);
  });
  const node = element("p", { class: "nudge" }, push, words);
  function update({ expression, names, selected, values, visits }, { kind }) {
    const { name } = expression.steps[selected];
    node.hidden = name === undefined || kind !== "everything";
    if (node.hidden) return;
    if (made && made.after !== JSON.stringify([expression.text, visits, values])) made = null;
    write(push, `Nudge ${name} by ${EPSILON}`);
    enable(push, nudgeOf(expression, values, name, EPSILON) !== null && values[name] + EPSILON <= LIMIT);
    write(words, made ? nudgeTold(made, names.at(-1)) : "");
  }
  return { node, update };
}

function nudgeTold({ name, epsilon, predicted, actual }, output) {
  return `${output} moved by ${numberText(actual)}; grad ${name} · ${epsilon} foretold ${numberText(predicted)}.`;
}

// --- its paths to the output

function buildPaths({ light }) {
  const list = element("ol", { class: "paths" });
  const [title, result] = [element("p", { class: "count" }), element("p", { class: "total" })];
  let written = null;
  function update(state, now) {
    const { expression, selected, values } = state;
    const key = JSON.stringify([expression.text, values, now.stage, selected, state.visits]);
    if (key === written) return; // pointing at a path must not replace it
    written = key;
    const reason = whyNoPaths(state, now);
    const found = reason ? null : paths(expression, now.run, selected);
    write(title, reason ?? titleOfPaths(state, found));
    write(result, reason ? "" : resultOfPaths(state, now, found));
    const shown = reason || isOutput(state) ? [] : found.shown;
    list.replaceChildren(...shown.map((path) => element("li", {}, pathButton(state, now, path, light))));
  }
  return { nodes: [title, list, result], update };
}

const isOutput = ({ expression, selected }) => selected === expression.steps.length - 1;

function whyNoPaths({ names }, { known, problem }) {
  if (!known.every(Boolean)) return `The products can be written once the forward pass has reached ${names.at(-1)}.`;
  return problem ? "There is no sum: a local derivative on the way is not a finite number." : null;
}

function titleOfPaths(state, { count, shown }) {
  const { names, selected } = state;
  if (isOutput(state)) return `${names.at(-1)} is the output itself.`;
  const more = count > shown.length ? `; the first ${shown.length} are listed` : "";
  return `${count} path${count > 1 ? "s" : ""} from ${names[selected]} to ${names.at(-1)}${more}:`;
}

// A path as a button that lights it in the graph: its nodes, and the product of its local derivatives.
function pathButton({ expression: { steps }, names, selected }, { run }, { edges, product }, light) {
  const way = names[selected] + edges.map((edge) => ` → ${names[edge.child]}${sideOf(steps, edge)}`).join("");
  const factors = edges.map(({ child, slot }) => numberText(run.slopes[child][slot])).join(" · ");
  const left = `${factors.replace(/· (−[^ ]+)/g, "· ($1)")} = `;
  const item = button("", { class: "path" });
  item.append(element("span", { class: "way" }, way), element("span", {}, left, element("b", {}, numberText(product))));
  for (const event of ["mouseenter", "focus"]) item.addEventListener(event, () => light(edges));
  for (const event of ["mouseleave", "blur"]) item.addEventListener(event, () => light(null));
  return item;
}

// The sum over the paths, and beside it what the backward pass has found.
function resultOfPaths(state, { back }, { count, shown, sum }) {
  const { expression: { steps }, names, selected } = state;
  const products = shown.map(({ product }) => numberText(product)).join(" + ").replaceAll("+ −", "− ");
  const terms = count > 1 && count <= 4 ? `${products} = ` : "";
  const over = count === 1 ? "Only one path: " : `Sum over ${count === 2 ? "both" : `all ${count}`} paths: `;
  const come = back && back.grads[selected] !== null ? "brought only a part of it so far" : "not come here yet";
  const found = isComplete(steps, back, selected)
    ? `The backward pass found grad ${names[selected]} = ${numberText(back.grads[selected])}.`
    : `The backward pass has ${come}.`;
  return (isOutput(state) ? "" : `${over}${terms}${numberText(sum)}. `) + found;
}
