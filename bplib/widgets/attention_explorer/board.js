// The drawing of one attention: forwards from the keys down to y, and beside it, at the same heights, backwards from g up to them.
//
//   cells.js   numbers that can be changed       bars.js   bars

import { addText, newDrawing, writeWithin } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { sign, tenth } from "../shared/text.js";
import { addBars, endsOf, NUMBERS } from "./bars.js";
import { addCells, CELL } from "./cells.js";
import { buildMap } from "./map.js";
import { sizeOf, weightsOfAll } from "./mathematics.js";
import { brief, inBrackets, tight } from "./words.js";

const [LEFT, DOT, FAN] = [72, 14, 58]; // the column at the left, the height of a key without numbers, the room of a fan
const FORWARD = "Forwards: query, keys and values. Left and right go from one number to the next; up and down change it.";
const BACKWARD = "Backwards: g, which can be changed, and the derivatives of values, p, scores and keys.";

export function buildBoard(actions) {
  const panels = [newPanel("forwards", FORWARD, addForward, actions), newPanel("backwards", BACKWARD, addBackward, actions)];
  const map = buildMap("p of every query, row by row. Click a row.", (row) => actions.save({ query: row + 1 }));
  const node = element("div", { class: "boards" }, ...panels.map((panel) => panel.node), map.node);
  function update(view) {
    const { state } = view;
    panels[1].node.hidden = !state.back;
    map.node.hidden = state.start === "random vectors" || state.q.length === 1;
    panels.filter((panel) => !panel.node.hidden).forEach((panel) => panel.update(view));
    if (!map.node.hidden) map.update({ P: weightsOfAll(state), names: state.words, row: state.query - 1 });
  }
  return { node, update };
}

// A panel is built anew when the room for it or the number of its numbers changes.
function newPanel(kind, label, add, actions) {
  const place = element("div");
  const node = element("div", { class: `board ${kind}` }, place);
  let [update, key] = [null, ""];
  function refresh(view) {
    const plan = planOf(view, Math.max(300, Math.min(place.clientWidth, 620)));
    if (key !== JSON.stringify(plan)) {
      key = JSON.stringify(plan);
      const drawing = newDrawing(plan, label, ["under", "parts", "arrows", "cells"]);
      place.replaceChildren(drawing.svg);
      update = add({ ...drawing, plan, actions });
    }
    update(view);
  }
  return { node, update: refresh };
}

// Heights of the rows, the same forwards and backwards.
function planOf({ state, setting }, width) {
  const plain = state.start === "random vectors";
  const [T, d, dv] = [setting.k.length, setting.q.length, setting.g.length];
  const keys = { top: 44, height: plain ? DOT : d * CELL };
  const scores = { top: keys.top + keys.height + 42, height: 76 };
  const shares = { top: scores.top + scores.height + NUMBERS + 22, height: 70 };
  const values = { top: shares.top + shares.height + NUMBERS + 26, height: plain ? DOT : dv * CELL };
  const end = values.top + values.height + FAN;
  return { width, height: end + CELL + 6, T, d, dv, plain, step: (width - LEFT - 2) / T, keys, scores, shares, values, end };
}

const middle = ({ step }, j) => LEFT + (j + 0.5) * step;
const centre = ({ width }) => (LEFT + width) / 2;

// --- forwards

function addForward(board) {
  const { parts, plan } = board;
  const words = addWords(board);
  if (!plan.plain) addText(parts, "caption", 2, 30, "query q");
  addText(parts, "caption", LEFT + 4, 30, "keys k");
  addText(parts, "caption", LEFT + 4, plan.values.top - 12, "values v");
  const formula = addNotes(board, plan.scores, ["scores"])[1];
  const sum = addNotes(board, plan.shares, ["softmax p"])[1];
  const [scores, shares] = [plan.scores, plan.shares].map((row) => addBars(parts, barsAt(plan, row)));
  const cells = plan.plain ? addDots(board) : addCells(board, cellsForwards(plan));
  const [fan, y] = [addFan(board), addResult(board)];
  return (view) => {
    const { state, setting, found } = view;
    const hidden = setting.visible.map((seen) => !seen);
    const low = (j) => hidden[j] && setting.mask === "before";
    words(state, hidden);
    write(formula, setting.scale ? "q·k / √d" : "q·k");
    scores(found.s, { hidden, texts: found.s.map((one, j) => (low(j) ? "−∞" : tight(one))) });
    shares(found.p, { ends: [0, 1], hidden });
    write(sum, `sum ${brief(found.p.reduce((all, one) => all + one, 0))}`);
    cells(view);
    fan(found.p);
    y(`y = ${inBrackets(found.y)}`);
  };
}

const barsAt = (plan, { top, height }) => ({ left: LEFT, step: plan.step, top, height, count: plan.T });

function addWords({ parts, plan }) {
  const texts = Array.from({ length: plan.T }, (_, j) => addText(parts, "across word", tenth(middle(plan, j)), 12));
  return ({ words, start }, hidden) =>
    texts.forEach((text, j) => {
      writeWithin(text, start !== "random vectors" ? words[j] : plan.step < 22 && j % 2 ? "" : String(j + 1), tenth(plan.step - 2));
      text.classList.toggle("hidden", hidden[j]);
    });
}

// Lines of words in the column at the left of some bars; a second and third are written later.
function addNotes({ parts }, { top }, words) {
  return [0, 1, 2].map((i) => addText(parts, i ? "note" : "caption", 2, top + 12 + 18 * i, words[i] ?? ""));
}

// Where numbers stand: which list, its row (null: of the query that is looked at), the place of a column and its width.
function cellsForwards(plan) {
  const [width, from] = [Math.min(plan.step - 4, 60), LEFT - 64];
  const columns = (which, { top }) => Array.from({ length: plan.T }, (_, j) => ({ which, row: j, x: middle(plan, j) - width / 2, top, width }));
  const sized = (list, count) => list.flatMap((one) => Array.from({ length: count }, (_, c) => ({ ...one, column: c, y: one.top + c * CELL })));
  const query = { which: "q", row: null, x: from, top: plan.keys.top, width: 56 };
  return [...sized([query, ...columns("k", plan.keys)], plan.d), ...sized(columns("v", plan.values), plan.dv)];
}

// Where there are too many numbers, a key and a value are dots.
function addDots({ parts, plan }) {
  for (const { top } of [plan.keys, plan.values])
    for (let j = 0; j < plan.T; j++) parts.append(shape("circle", { class: "dot", cx: tenth(middle(plan, j)), cy: top + DOT / 2, r: 4.5 }));
  return () => {};
}

// From each value to y, as thick as p.
function addFan({ under, plan }) {
  const from = plan.values.top + plan.values.height + 1;
  const lines = Array.from({ length: plan.T }, () => under.appendChild(shape("path", { class: "mix" })));
  return (p) =>
    lines.forEach((line, j) => {
      const bend = (from + plan.end) / 2;
      put(line, "d", p[j] > 0.001 ? `M${tenth(middle(plan, j))},${from}C${tenth(middle(plan, j))},${bend} ${tenth(centre(plan))},${bend} ${tenth(centre(plan))},${plan.end}` : null);
      put(line, "stroke-width", (1 + 11 * p[j]).toFixed(2));
    });
}

function addResult({ parts, plan }) {
  addText(parts, "caption", 2, plan.end + CELL / 2, "y = Σ p·v");
  const box = parts.appendChild(shape("rect", { class: "result", y: plan.end, height: CELL, rx: 5 }));
  const text = addText(parts, "across answer", tenth(centre(plan)), plan.end + CELL / 2 + 0.5);
  put(text, "lengthAdjust", "spacingAndGlyphs");
  return (words) => {
    const width = Math.min(24 + 7.4 * words.length, plan.width - LEFT - 2);
    put(box, "x", tenth(centre(plan) - width / 2));
    put(box, "width", tenth(width));
    write(text, words);
    put(text, "textLength", null);
    if (text.getComputedTextLength() > width - 8) put(text, "textLength", tenth(width - 8));
  };
}

// --- backwards

function addBackward(board) {
  const { parts, plan } = board;
  const words = addWords(board);
  addText(parts, "caption", 2, 30, plan.plain ? "" : "∂q");
  const toKeys = addText(parts, "caption", LEFT + 4, 30, "");
  addText(parts, "caption", LEFT + 4, plan.values.top - 12, "∂v = p·g");
  const [, , zero] = addNotes(board, plan.scores, ["∂s =", "p·(∂p − r)"]);
  const [, , mean] = addNotes(board, plan.shares, ["∂p = g·v", "r = Σ p·∂p"]);
  const [scores, shares] = [plan.scores, plan.shares].map((row) => addBars(parts, barsAt(plan, row)));
  const derivatives = plan.plain ? addDots(board) : addDerivatives(board);
  const [arrows, g] = [addArrows(board), addUpstream(board)];
  return (view) => {
    const { state, setting, found } = view;
    words(state, setting.visible.map((seen) => !seen));
    write(toKeys, setting.scale ? "∂k = ∂s·q / √d" : "∂k = ∂s·q");
    write(zero, "sum 0");
    write(mean, `= ${brief(found.r)}`);
    scores(found.gradS, { ends: measureOf(found) });
    shares(found.gradP, { base: found.r, ends: endsOf([...found.gradP, found.r]) });
    derivatives(found);
    arrows(found);
    g(view);
  };
}

// As p (1 − p) is at most ¼, no ∂s exceeds a quarter of the span of ∂p: this is the measure, so that bars vanish where ∂s does.
function measureOf({ gradP }) {
  const most = (Math.max(...gradP) - Math.min(...gradP)) / 4;
  return most > 1e-12 ? [-most, most] : [0, 1];
}

// The numbers of ∂q, ∂k and ∂v where those of q, k and v stand.
function addDerivatives({ parts, plan }) {
  const column = (x, top, count) => Array.from({ length: count }, (_, c) => addText(parts, "across slope", tenth(x), top + (c + 0.5) * CELL));
  const each = (top, count) => Array.from({ length: plan.T }, (_, j) => column(middle(plan, j), top, count));
  const [query, keys, values] = [column(LEFT - 36, plan.keys.top, plan.d), each(plan.keys.top, plan.d), each(plan.values.top, plan.dv)];
  const show = (texts, numbers) => texts.forEach((text, c) => (write(text, tight(numbers[c])), put(text, "data-sign", sign(numbers[c]))));
  return ({ gradQ, gradK, gradV }) => {
    show(query, gradQ);
    keys.forEach((texts, j) => show(texts, gradK[j]));
    values.forEach((texts, j) => show(texts, gradV[j]));
  };
}

// From g to every value, and from every score to its key.  All have one measure: the longest gradient is the thickest arrow.
function addArrows({ arrows, plan }) {
  const make = () => ["arrow", "head"].map((kind) => arrows.appendChild(shape("path", { class: kind })));
  const [keys, values] = [plan.T, plan.T].map((length) => Array.from({ length }, make));
  const start = [centre(plan), plan.end - 1];
  const [low, high] = [plan.scores.top - 4, plan.keys.top + plan.keys.height + 2];
  return ({ gradK, gradV }) => {
    const most = Math.max(1e-12, ...[...gradK, ...gradV].map(sizeOf));
    keys.forEach((nodes, j) => draw(nodes, [middle(plan, j), low], [middle(plan, j), high], gradK[j], most));
    values.forEach((nodes, j) => draw(nodes, start, [middle(plan, j), plan.values.top + plan.values.height + 2], gradV[j], most));
  };
}

// An arrow as thick as a gradient is long; its sign is that of the gradient's largest number.
function draw([line, head], from, to, gradient, most) {
  const share = sizeOf(gradient) / most;
  const seen = share > 0.002;
  const [dx, dy] = to.map((one, i) => one - from[i]);
  const [length, wide] = [Math.hypot(dx, dy), 1 + 7 * share];
  const [ux, uy] = [dx / length, dy / length];
  const [tall, half] = [5 + 1.1 * wide, 2.5 + 0.9 * wide];
  const neck = [to[0] - ux * tall, to[1] - uy * tall];
  const corner = (side) => `${tenth(neck[0] - side * uy * half)},${tenth(neck[1] + side * ux * half)}`;
  put(line, "d", seen ? `M${from.map(tenth)}L${neck.map(tenth)}` : null);
  put(head, "d", seen ? `M${to.map(tenth)}L${corner(1)}L${corner(-1)}z` : null);
  put(line, "stroke-width", wide.toFixed(2));
  [line, head].forEach((node) => put(node, "data-sign", sign(largestOf(gradient))));
}

const largestOf = (vector) => vector.reduce((best, one) => (Math.abs(one) > Math.abs(best) ? one : best), 0);

// g, the number or the numbers that come from above: the only ones here that can be changed.
function addUpstream(board) {
  const { parts, plan } = board;
  addText(parts, "caption", 2, plan.end + CELL / 2, "g = ∂C/∂y");
  if (plan.plain) addText(parts, "across answer", tenth(centre(plan)), plan.end + CELL / 2, "1");
  if (plan.plain) return () => {};
  const [width, from] = [52, centre(plan) - (plan.dv * 54) / 2];
  return addCells(board, Array.from({ length: plan.dv }, (_, c) => ({ which: "g", row: 0, column: c, x: from + c * 54 + 1, y: plan.end, width })));
}
