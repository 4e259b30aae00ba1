// What all widgets that compute in the browser use; browser_widget.py puts this file before those of the widget itself.
//
//   numbers as text   numberText, raised, lowered
//   elements          element, shape, put, write; controls with KEYS
//   the hand          makeSlider, followPointer
//   the model         plainModel, assign, follow, mount: between the traits and the page

// -------------------------------------------------------------------------------------------------------- numbers as text

// At most four decimals and five digits, no trailing zeros, a true minus sign; the same rule as bplib's number_text.
export function numberText(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (!Number.isFinite(size)) return Number.isNaN(value) ? "nan" : value > 0 ? "∞" : "−∞";
  let text;
  if (size < 5e-5 || size >= 9999.5) text = size.toExponential(1).replace("e+", "e");
  else {
    text = size.toFixed(size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1);
    text = text.replace(/\.?0+$/, "");
  }
  return ((value < 0 ? "-" : "") + text).replaceAll("-", "−");
}

const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉" };
Object.assign(RAISED, { "-": "⁻", "+": "⁺", l: "ˡ", L: "ᴸ", T: "ᵀ" });
Object.assign(LOWERED, { j: "ⱼ", k: "ₖ" });
const raised = (text) => [...String(text)].map((c) => RAISED[c]).join("");
const lowered = (text) => [...String(text)].map((c) => LOWERED[c]).join("");
const powerOfTen = (n) => (n === 0 ? "1" : `10${raised(n)}`);

const sentenceCase = (text) => text[0].toUpperCase() + text.slice(1);
const sign = (value) => (value > 0 ? "positive" : value < 0 ? "negative" : "zero");
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const tenth = (value) => value.toFixed(1); // for places in drawings

// --------------------------------------------------------------------------------------------------------------- elements

function build(create) {
  return (tag, attributes = {}, ...children) => {
    const node = create(tag);
    for (const [name, value] of Object.entries(attributes)) put(node, name, value);
    node.append(...children);
    return node;
  };
}
const element = build((tag) => document.createElement(tag));
const shape = build((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));

// Set an attribute only where it differs: the browser then repaints only what changed.
function put(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Every element that takes keys carries this, so that JupyterLab leaves its keys alone.
const KEYS = { "data-lm-suppress-shortcuts": "true" };
const button = (text, attributes = {}) => element("button", { type: "button", ...KEYS, ...attributes }, text);
const input = (type, name, attributes = {}) => element("input", { ...KEYS, type, name, ...attributes });
const labelled = (text, ...controls) => element("label", {}, element("span", {}, text), ...controls);

// A list to choose from; options are pairs of a value and a text.
function chooser(name, options, attributes = {}) {
  const node = element("select", { ...KEYS, name, ...attributes });
  offer(node, options);
  return node;
}

function offer(node, options) {
  const wanted = options.map(String).join("|");
  if (node.dataset.options === wanted) return;
  node.dataset.options = wanted;
  node.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
}

// A slider with its value in words beside it: say(value, words) sets both.
function slider(name, text, attributes) {
  const [node, output] = [input("range", name, attributes), element("output")];
  const say = (value, words) => {
    node.value = value;
    write(output, words);
    put(node, "aria-valuetext", words);
  };
  return { node, label: labelled(text, node, output), say };
}

// Turn a button on or off; one that has the focus keeps it and is only said to be off.
function enable(node, on) {
  node.disabled = !on && document.activeElement !== node;
  put(node, "aria-disabled", on ? null : "true");
}

// --------------------------------------------------------------------------------------------------------------- the hand

const RISE = 0.02; // a drag of one pixel changes a number by this much

// Let a part of a drawing change a number: dragged up or down, by arrow keys and Page keys; with Shift in fine steps.  It asks
// for value() and calls change(value, decimals).  `grips` are other parts by which it can be dragged.
function makeSlider(node, { value, change, select = () => {}, grips = [] }) {
  put(node, "role", "slider");
  put(node, "aria-orientation", "vertical");
  let drag = null;
  for (const grip of [node, ...grips]) {
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      node.focus({ preventScroll: true });
      select();
      node.setPointerCapture(event.pointerId);
      drag = { y: event.clientY, value: value() };
    });
  }
  node.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const fine = event.shiftKey;
    change(drag.value + (drag.y - event.clientY) * RISE * (fine ? 0.1 : 1), fine ? 3 : 2);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(end, () => (drag = null));
  node.addEventListener("keydown", (event) => {
    const small = event.shiftKey ? 0.01 : 0.1;
    const moves = { ArrowUp: small, ArrowRight: small, ArrowDown: -small, ArrowLeft: -small, PageUp: 1, PageDown: -1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    change(value() + moves[event.key], 4);
  });
}

// Call move(event) when the main button is pressed on a node, and from then on until it is let go.
function followPointer(node, move, { focus = null } = {}) {
  let held = false;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    focus?.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    held = true;
    move(event);
  });
  node.addEventListener("pointermove", (event) => held && move(event));
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(end, () => (held = false));
}

// -------------------------------------------------------------------------------------------------------------- the model

// A model that needs no kernel: the same methods as a widget model.  Pages without Jupyter and tests use it.
export function plainModel(state) {
  const values = { ...state };
  const listeners = {};
  return {
    get: (name) => values[name],
    set(name, value) {
      if (values[name] === value) return;
      values[name] = value;
      (listeners[`change:${name}`] ?? []).forEach((listener) => listener());
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    off: (event, listener) => (listeners[event] = (listeners[event] ?? []).filter((other) => other !== listener)),
    save_changes() {},
  };
}

const traitsOf = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));

function assign(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

// Call draw once after any of some traits have changed; return what ends that.
function follow(model, names, draw) {
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      draw();
    });
  };
  names.forEach((name) => model.on(`change:${name}`, later));
  return () => names.forEach((name) => model.off(`change:${name}`, later));
}

// Put a widget into its place in the page.  Keys that are pressed in it go no further.
function mount(root, el) {
  el.replaceChildren(root);
  root.addEventListener("keydown", (event) => event.stopPropagation());
}

// A name for an element that no other widget on the page has; each of them has a module of its own.
const newId = (name) => `${name}-${Math.random().toString(36).slice(2, 10)}`;
