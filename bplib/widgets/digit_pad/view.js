// The page of the digit pad: a pad, what the network sees and says, and the blame of its units and of the pixels.
//
// render builds the page and then only changes what differs.

import { announcer } from "../shared/drawing.js";
import { button, chooser, element, enable, labelled, slider, write } from "../shared/elements.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { clamp } from "../shared/text.js";
import { buildAnswers } from "./answers.js";
import { buildBlame, buildInput, buildUnits } from "./grids.js";
import { backward, costOf, forward, MOST_MOVES, movedInk, networkOf, reducedInk } from "./mathematics.js";
import { buildPad } from "./pad.js";
import { remark, TAKEN_BACK, verdict } from "./words.js";

const STATE = ["strokes", "target", "moves", "own"];

export function render({ model, el }) {
  const constants = traitsOf(model, ["shipped", "examples", "original"]);
  const read = () => traitsOf(model, STATE);
  const resultOf = resultsOf(constants);
  const [sentence, said] = [element("p", { class: "sentence" }), announcer()];
  const memory = { takenBack: false }; // whether moves of the ink went with the last change
  const current = () => ({ ...resultOf(read()), ...memory });
  const actions = { ...constants, id: newId("digit-pad"), read, ...changing({ model, draw, current, memory, say: (words) => write(said, words) }) };
  const parts = [buildSettings, buildPad, buildAnswers, buildInput, buildBlame, buildUnits].map((build) => build(actions));
  const [settings, pad, answers, input, blame, units] = parts.map((part) => part.node);
  const root = element("section", { class: "digit-pad", "aria-label": "The digit pad" });
  root.append(settings, element("div", { class: "body" }, pad, sentence, answers, input, blame), units, said); // nothing above the pad grows
  mount(root, el);
  function draw() {
    const now = current();
    parts.forEach((part) => part.update(now));
    write(sentence, remark(now));
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, unfollow);
}

// What changes the state.  While a stroke is drawn the page follows; the kernel and a screen reader hear of it when it is done.
function changing({ model, draw, current, memory, say }) {
  const takesBack = ({ moves }) => moves === 0 && model.get("moves") > 0;
  const back = () => (memory.takenBack ? `; ${TAKEN_BACK}` : "");
  function show(changes) {
    memory.takenBack ||= takesBack(changes);
    Object.entries(changes).forEach(([name, value]) => model.set(name, value));
    draw();
  }
  function keep() {
    model.save_changes();
    say(`${verdict(current())}${back()}`);
  }
  function save(changes) {
    memory.takenBack = takesBack(changes);
    assign(model, changes);
    draw();
    const now = current();
    say(`${verdict(now)}; target ${now.state.target}${back()}`);
  }
  return { show, keep, save, say };
}

// A function from the state to all that is shown; the network is read once.
function resultsOf({ shipped }) {
  let [known, network] = [null, null];
  return (state) => {
    const text = state.own || shipped;
    if (text !== known) [known, network] = [text, networkOf(JSON.parse(text))];
    const target = clamp(Math.round(state.target), 0, 9);
    const moves = clamp(Math.round(state.moves), 0, MOST_MOVES);
    const drawn = reducedInk(state.strokes);
    const x = movedInk(network, drawn, target, moves);
    const trace = forward(network, x);
    const order = [...trace.A.at(-1).keys()].sort((i, j) => trace.A.at(-1)[j] - trace.A.at(-1)[i]);
    const blame = backward(network, trace, target);
    const written = state.strokes.length > 0;
    const rule = { loss: network.loss, output: network.layers.at(-1).f };
    return { state: { ...state, target, moves }, written, ...rule, drawn, x, ...trace, ...blame, order, cost: costOf(network, trace, target) };
  };
}

// --- the settings

function buildSettings({ read, save, examples, original }) {
  const example = chooser("example", [["", "choose"], ...examples.map((_, digit) => [digit, `a ${digit}`])]);
  const undo = button("Undo stroke", { name: "undo" });
  const clear = button("Clear", { name: "clear" });
  const target = slider("target", "target", { min: 0, max: 9, step: 1 });
  const move = button("Move ink along −∂C/∂x", { name: "move" });
  const back = button("Ink as drawn", { name: "back" });
  const restore = button("Reset", { name: "restore" });
  const acts = [
    [undo, () => ({ strokes: read().strokes.slice(0, -1), moves: 0 })],
    [clear, () => ({ strokes: [], moves: 0 })],
    [move, () => ({ moves: Math.min(read().moves + 1, MOST_MOVES) })],
    [back, () => ({ moves: 0 })],
    [restore, () => ({ ...original })],
  ];
  acts.forEach(([node, changes]) => node.addEventListener("click", () => node.ariaDisabled !== "true" && save(changes())));
  example.addEventListener("change", () => example.value && save({ strokes: examples[example.value], moves: 0 }));
  target.node.addEventListener("input", () => save({ target: target.node.valueAsNumber, moves: 0 }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" });
  node.append(labelled("example", example), undo, clear, target.label, move, back, restore);

  function update({ state }) {
    const shown = examples.findIndex((strokes) => String(strokes) === String(state.strokes));
    example.value = shown < 0 ? "" : shown;
    target.say(state.target, String(state.target));
    [undo, clear].forEach((one) => enable(one, state.strokes.length > 0));
    enable(move, state.strokes.length > 0 && state.moves < MOST_MOVES);
    enable(back, state.moves > 0);
  }
  return { node, update };
}

export default { render };
