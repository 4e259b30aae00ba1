// The pad: strokes by mouse, finger or pen, and by keys.

import { heading } from "../shared/drawing.js";
import { element, KEYS, put, shape } from "../shared/elements.js";
import { clamp } from "../shared/text.js";
import { PAD } from "./mathematics.js";

const NEAR = 4; // a point that is nearer to the last one is left out
const [STEP, LEAP] = [8, 32]; // of the arrow keys, and with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HOW = "Draw with mouse, finger or pen. By keys: arrows move the cursor (further with Shift), Space puts the pen down or up.";

export function buildPad({ id, read, show, keep, say }) {
  const svg = shape("svg", { viewBox: `0 0 ${PAD} ${PAD}`, class: "pad", role: "application", tabindex: 0, ...KEYS });
  put(svg, "aria-label", "Pad to write a digit on");
  put(svg, "aria-describedby", `${id}-how`);
  const ink = shape("g", { class: "strokes" });
  const [halo, cross] = ["halo", "cross"].map((name) => shape("path", { class: name }));
  const cursor = shape("g", { class: "cursor" }, halo, cross);
  svg.append(shape("rect", { class: "ground", width: PAD, height: PAD }), ink, cursor);
  const pen = newPen({ read, show, keep });
  letPointerDraw(svg, pen);
  letKeysDraw(svg, pen, (place) => [halo, cross].forEach((one) => put(one, "d", crossAt(place))), say);
  const how = element("p", { class: "how", id: `${id}-how` }, HOW);
  const node = element("div", { class: "part wide writing" }, heading("Write a digit"), svg, how);
  return { node, update: ({ state }) => ink.replaceChildren(...state.strokes.map((stroke) => shape("path", { d: pathOf(stroke) }))) };
}

// A point alone is a line of no length, which round ends make a dot.
function pathOf(stroke) {
  const points = [];
  for (let i = 0; i + 1 < stroke.length; i += 2) points.push(`${stroke[i]},${stroke[i + 1]}`);
  if (points.length < 2) return points.length ? `M${points[0]}h0` : "";
  return `M${points.join("L")}`;
}

const crossAt = ([x, y]) => `M${x - 9},${y}h18M${x},${y - 9}v18`;

// What draws: a stroke begins, goes on and ends; until it ends nobody but the page knows of it.
function newPen({ read, show, keep }) {
  let [before, stroke] = [[], null];
  const place = (point) => point.map((value) => Math.round(clamp(value, 0, PAD)));
  function begin(point) {
    if (stroke) end();
    [before, stroke] = [read().strokes, place(point)];
    show({ strokes: [...before, stroke], moves: 0 });
  }
  function goOn(point) {
    const [x, y] = place(point);
    if (!stroke || Math.hypot(x - stroke.at(-2), y - stroke.at(-1)) < NEAR) return;
    stroke = [...stroke, x, y];
    show({ strokes: [...before, stroke], moves: 0 });
  }
  function end() {
    if (!stroke) return;
    stroke = null;
    keep();
  }
  return { begin, goOn, end, down: () => stroke !== null };
}

// One finger draws; others that come meanwhile do not.  A stroke may begin outside: it starts where the pressed mouse comes in.
function letPointerDraw(svg, pen) {
  let held = null;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    return [((clientX - left) / width) * PAD, ((clientY - top) / height) * PAD];
  };
  function begin(event) {
    if (held !== null) return;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    held = event.pointerId;
    pen.begin(placeOf(event));
  }
  svg.addEventListener("pointerdown", (event) => event.button === 0 && begin(event));
  svg.addEventListener("pointerenter", (event) => event.buttons === 1 && begin(event));
  svg.addEventListener("pointermove", (event) => event.pointerId === held && pen.goOn(placeOf(event)));
  for (const over of ["pointerup", "pointercancel", "lostpointercapture"]) {
    svg.addEventListener(over, (event) => {
      if (event.pointerId !== held) return;
      held = null;
      pen.end();
    });
  }
}

function letKeysDraw(svg, pen, showCursor, say) {
  let at = [PAD / 2, PAD / 2];
  const where = () => `${at[0] / STEP} from the left, ${at[1] / STEP} from the top, of ${PAD / STEP}`;
  function move(direction, step) {
    at = at.map((value, axis) => clamp(value + direction[axis] * step, 0, PAD));
    pen.goOn(at);
    say(`${pen.down() ? "Pen down" : "Pen up"}: ${where()}`);
  }
  function putPen() {
    if (pen.down()) return pen.end();
    pen.begin(at);
    say(`Pen down: ${where()}`);
  }
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) move(ARROWS[event.key], event.shiftKey ? LEAP : STEP);
    else if (event.key === " " || event.key === "Enter") putPen();
    else if (event.key === "Escape") pen.end();
    else return;
    event.preventDefault();
    showCursor(at);
    put(svg, "data-pen", pen.down() ? "down" : "up");
  });
  svg.addEventListener("focus", () => showCursor(at));
  svg.addEventListener("blur", () => (pen.end(), put(svg, "data-pen", "up")));
}
