// The header of the delta explorer: settings, steps, and the timeline of the two passes.

import { button, chooser, element, labelled, offer, put, write } from "../shared/elements.js";
import { oneTabStop } from "../shared/hand.js";
import { stepButtons } from "../shared/steps.js";
import { math } from "../shared/formulas.js";
import { ACTIVATIONS, LOSSES, stages, withHidden, withLoss, withOutput } from "./mathematics.js";
import { stageLabel, stageSentence, stageWords } from "./words.js";

export function buildHeader(first, actions) {
  const [settings, steps, chips] = [buildSettings(first, actions), buildSteps(actions), buildChips(first, actions)];
  const directions = element("div", { class: "directions", "aria-hidden": "true" });
  directions.append(element("span", {}, "forward →"), element("span", {}, "← backward"));
  const sentence = element("p", { class: "sentence", id: `${actions.id}-sentence` });
  const track = element("div", { class: "track" }, directions, chips.node);
  const node = element("div", { class: "header" }, settings.node);
  node.append(element("div", { class: "steps" }, steps.node, track), sentence);
  function update(state) {
    [settings, steps, chips].forEach((part) => part.update(state));
    write(sentence, stageWords(state.net, state.stage));
  }
  return { node, update, stop: steps.stop };
}

// --- the settings

const pairs = (names) => names.map((name) => [name, name]);
const HIDDEN = Object.keys(ACTIVATIONS);

function buildSettings(first, { read, save, saveNetwork }) {
  const hidden = chooser("hidden", pairs(HIDDEN));
  const output = chooser("output", []);
  const losses = Object.entries(LOSSES).filter(([name]) => name !== "cross_entropy" || first.net.y.length > 1);
  const loss = chooser("loss", losses.map(([name, { title }]) => [name, title]));
  const show = chooser("show", [["both", "w and ∂C/∂w"], ["weights", "w"], ["gradients", "∂C/∂w"]]);
  const restore = button("Original numbers", { name: "restore" });
  hidden.addEventListener("change", () => saveNetwork(withHidden(read().net, hidden.value)));
  output.addEventListener("change", () => saveNetwork(withOutput(read().net, output.value)));
  loss.addEventListener("change", () => saveNetwork(withLoss(read().net, loss.value)));
  show.addEventListener("change", () => save({ show: show.value }));
  restore.addEventListener("click", () => saveNetwork(read().original));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Network" });
  node.append(...(first.net.weights.length > 1 ? [labelled("hidden units", hidden)] : []), labelled("outputs", output));
  node.append(labelled("cost", loss), labelled("edges show", show), restore);
  function update(state) {
    writeUnits(hidden, output, state.net);
    loss.value = state.net.loss;
    show.value = state.show;
  }
  return { node, update };
}

function writeUnits(hidden, output, { activations, loss }) {
  const names = [...new Set(activations.slice(0, -1))];
  offer(hidden, [...(names.length > 1 ? [["", "mixed"]] : []), ...pairs(HIDDEN)]);
  hidden.value = names.length > 1 ? "" : names[0];
  const { outputs } = LOSSES[loss];
  offer(output, pairs(outputs));
  output.value = activations.at(-1);
  output.disabled = outputs.length === 1;
}

// --- the steps

const NEXT = { forward: "Forward step →", cost: "Forward step →", delta: "← Backward step", gradient: "← Backward step" };

function buildSteps({ id, read, goTo }) {
  const at = () => ({ stage: read().stage, last: stages(read().net).length - 1 });
  const { node, update: show, stop } = stepButtons(at, goTo, `${id}-sentence`, { leadsOn: true });
  function update({ net, stage }) {
    const list = stages(net);
    const next = list[stage + 1];
    show({ stage, last: list.length - 1 }, next && (NEXT[next.kind] ?? "Show everything"));
  }
  return { node, update, stop };
}

// --- the timeline of the two passes: forward above, from left to right, and backward below

function buildChips({ net }, { goTo }) {
  const columns = 2 * net.weights.length + 2;
  const chips = stages(net).map((stage, i) => chipOf(net, stage, i, () => goTo(i)));
  const lead = oneTabStop(chips);
  const grid = `grid-template-columns: minmax(0, 1.6fr) repeat(${columns - 2}, minmax(0, 1fr)) minmax(0, 0.8fr)`;
  const items = chips.map((chip, i) => element("li", { style: placeOfChip(stages(net)[i], columns) }, chip));
  const node = element("ol", { class: "timeline", "aria-label": "Forward and backward pass", style: grid }, ...items);
  function update({ stage }) {
    chips.forEach((chip, i) => {
      put(chip, "aria-current", i === stage ? "step" : null);
      chip.classList.toggle("done", i < stage);
    });
    if (!chips.includes(document.activeElement)) lead(chips[stage]);
  }
  return { node, update };
}

// Its name begins with what is seen on it.
function chipOf(net, stage, i, goTo) {
  const chip = button("", { class: `chip ${stage.kind}` });
  chip.append(math(stageLabel(net, stage)));
  put(chip, "aria-label", `${chip.textContent}, step ${i}: ${stageSentence(net, stage)}`);
  chip.addEventListener("click", goTo);
  return chip;
}

function placeOfChip({ kind, layer: l }, columns) {
  const row = ["delta", "gradient", "everything"].includes(kind) ? 2 : 1;
  const column = { input: 1, forward: `${2 * l} / span 2`, cost: columns, delta: 2 * l + 1, gradient: 2 * l, everything: 1 };
  return `grid-row: ${row}; grid-column: ${column[kind]}`;
}
