// Above the drawing: which example, which kernel, and how it is laid down.

import { button, chooser, element, labelled, offer } from "../shared/elements.js";
import { fittingTargets, reshapedKernel, sizesOf } from "./mathematics.js";
import { KERNELS, KINDS } from "./state.js";

const numbers = (values) => values.map((value) => [value, String(value)]);

export function buildControls(actions) {
  const parts = [buildExample, buildKernel, buildNumber("stride", [1, 2]), buildNumber("padding", [0, 1]), buildKind].map((build) => build(actions));
  const reset = button("Reset", { name: "restore" });
  reset.addEventListener("click", () => actions.save({ ...actions.original }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, ...parts.map((part) => part.node), reset);
  return { node, update: ({ state }) => parts.forEach((part) => part.update(state)) };
}

// A list that saves what a choice changes, and shows what the state has.
function choice(name, title, options, { save }, changesOf, shown = (state) => state[name]) {
  const node = chooser(name, options);
  node.addEventListener("change", () => save(changesOf(node.value)));
  return { node: labelled(title, node), list: node, update: (state) => (node.value = shown(state)) };
}

function buildExample(actions) {
  const changes = (example) => ({ ...actions.examples[example], example, stride: 1, padding: 0, kind: KINDS[0], chosen: ["weight", 0, 0], looked: false });
  return choice("example", "numbers of", Object.keys(actions.examples).map((name) => [name, name]), actions, changes);
}

function buildKernel(actions) {
  const changes = (name) => reshaped(actions, { kernel: reshapedKernel(actions.read().kernel, ...name.split("×").map(Number), actions.table) });
  const shown = ({ kernel }) => `${kernel.length}×${kernel[0].length}`;
  const part = choice("kernel", "kernel", [], actions, changes, shown);
  function update(state) {
    const fits = KERNELS.filter(([k, l]) => hasRoom(state, k, l)).map(([k, l]) => `${k}×${l}`);
    offer(part.list, fits.map((name) => [name, name.replace("×", " × ")]));
    part.update(state);
  }
  return { node: part.node, update };
}

function hasRoom({ x, padding }, k, l) {
  const { h, w, down, across } = sizesOf({ x, padding, stride: 1, kernel: [[0]] });
  return k <= h + 2 * down && l <= w + 2 * across;
}

const buildNumber = (name, values) => (actions) => choice(name, name, numbers(values), actions, (value) => reshaped(actions, { [name]: Number(value) }));

function buildKind(actions) {
  const options = [["correlation", "correlation: kernel as it is"], ["convolution", "convolution: kernel turned"]];
  return choice("kind", "forwards", options, actions, (kind) => ({ kind }));
}

// Another shape of the outputs needs other targets; a kernel that has no room any more becomes smaller.
function reshaped(actions, changes) {
  const next = { ...actions.read(), ...changes };
  const [k, l] = KERNELS.findLast(([rows, columns]) => rows <= next.kernel.length && columns <= next.kernel[0].length && hasRoom(next, rows, columns)) ?? [1, 3];
  const kernel = reshapedKernel(next.kernel, k, l, actions.table);
  return { ...changes, kernel, targets: fittingTargets({ ...next, kernel }, actions.circle) };
}
