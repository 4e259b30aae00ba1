// What the hand does: numbers that are dragged or moved by arrow keys, and a pointer that is followed.

import { put } from "./elements.js";

const LET_GO = ["pointerup", "pointercancel", "lostpointercapture"];
const RISE = 0.02; // a drag of one pixel changes a number by this much

// Let a part of a drawing change a number: dragged up or down, by arrow keys up and down and Page keys; with Shift in fine
// steps.  It asks for value() and calls change(value, decimals).  `grips` are other parts by which it can be dragged.
export function makeSlider(node, { value, change, select = () => {}, grips = [] }) {
  put(node, "role", "slider");
  put(node, "aria-orientation", "vertical");
  letDrag(node, [node, ...grips], { value, change, select });
  node.addEventListener("keydown", (event) => {
    const small = event.shiftKey ? 0.01 : 0.1;
    const moves = { ArrowUp: small, ArrowDown: -small, PageUp: 1, PageDown: -1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    change(value() + moves[event.key], 4);
  });
}

// The pointer is captured by the node, whichever of the grips it has taken.
function letDrag(node, grips, { value, change, select }) {
  let drag = null;
  const begin = (event) => {
    if (event.button !== 0) return;
    node.focus({ preventScroll: true });
    select();
    node.setPointerCapture(event.pointerId);
    drag = { y: event.clientY, value: value() };
  };
  for (const grip of grips) grip.addEventListener("pointerdown", begin);
  node.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const fine = event.shiftKey;
    change(drag.value + (drag.y - event.clientY) * RISE * (fine ? 0.1 : 1), fine ? 3 : 2);
  });
  for (const end of LET_GO) node.addEventListener(end, () => (drag = null));
}

const inARow = (i, last) => ({ ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: last });

// Make many parts one tab stop: keys go from one to another, as `ways` says of the i-th part and the place of the last; without it
// arrow keys to the left and right go to the next, Home and End to the first and last.
// Returns what makes another part the one to which Tab leads.
export function oneTabStop(parts, ways = inARow) {
  const lead = (part) => parts.forEach((other) => put(other, "tabindex", other === part ? 0 : -1));
  parts.forEach((part, i) => {
    part.addEventListener("focus", () => lead(part));
    part.addEventListener("keydown", (event) => {
      const to = ways(i, parts.length - 1)[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      parts[to]?.focus();
    });
  });
  lead(parts[0]);
  return lead;
}

// Call move(event) when the main button is pressed on a node, and from then on until it is let go.
export function followPointer(node, move, { focus = null } = {}) {
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
  for (const end of LET_GO) node.addEventListener(end, () => (held = false));
}
