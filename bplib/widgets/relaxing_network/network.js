// The drawing of the relaxing network: units that fill, springs at the outputs, and connections.

import { addText, newDrawing, polyline, signLegend } from "../shared/drawing.js";
import { chooser, element, KEYS, put, putAll, shape, write } from "../shared/elements.js";
import { largestChange } from "../shared/equilibrium.js";
import { makeSlider, oneTabStop } from "../shared/hand.js";
import { clamp, lowered, numberText, sign, tenth } from "../shared/text.js";
import { keysOf, LIMITS, placeOf } from "./mathematics.js";
import { stateName, unitName, wayOf } from "./words.js";

const HALF_TURN = 160; // degrees: the ring of the unit that moves most
const TURNS = 7; // of a spring

// An arc around a unit, from the top, clockwise for a positive part of the half turn.
function ringPath([x, y], radius, part) {
  const angle = (HALF_TURN * Math.PI * part) / 180;
  const end = [x + radius * Math.sin(angle), y - radius * Math.cos(angle)].map(tenth);
  return `M${x},${tenth(y - radius)}A${radius},${radius} 0 0 ${part > 0 ? 1 : 0} ${end}`;
}

function springPath(start, end, y, height) {
  const [lead, count] = [6, 2 * TURNS];
  const inner = Array.from({ length: count }, (_, i) => {
    return `L${tenth(start + lead + ((i + 0.5) * (end - start - 2 * lead)) / count)},${y + (i % 2 ? height : -height)}`;
  });
  return `M${start},${y}H${start + lead}${inner.join("")}L${end - lead},${y}H${end}`;
}

const weightWidth = (w) => 0.8 + 6 * (1 - Math.exp(-Math.abs(w)));

export function buildNetwork(actions) {
  const { sizes, places, nudges } = actions;
  const board = newBoard(actions);
  places.captions.filter((_, l) => nudges || l < sizes.length).forEach(([x, y, words]) => addText(board.notes, "caption", x, y, words));
  keysOf(sizes).filter(([kind]) => kind === "weight").forEach((key) => addConnection(board, key));
  const targets = nudges ? places.targets.map((place, j) => addTarget(board, place, j)) : [];
  if (nudges) addPull(board);
  const units = places.units.flatMap((layer, l) => layer.map(([x, y], j) => addUnit(board, l, j, x, y)));
  oneTabStop([...units, ...targets]);
  const legend = buildLegend(actions);
  const help = `Drag an input${nudges ? " or a target" : ""} up or down, or use the arrow keys; left and right go to the next unit. `;
  const more = "Click a connection or a unit to see and change its number.";
  function update(now) {
    legend.update(now);
    board.updates.forEach((part) => part({ ...now, largest: largestOf(sizes, now) }));
  }
  return { node: element("div", { class: "network" }, board.svg, legend.node, element("p", { class: "help" }, help, nudges ? more : "")), update };
}

// The drawing, and one function a part, called with all that is shown.
function newBoard(actions) {
  const { sizes, places } = actions;
  const label = `Network with layers of ${sizes.join(", ")} units. Inputs and targets are sliders.`;
  const drawing = newDrawing(places, label, ["clips", "halos", "wires", "springs", "discs", "notes"]);
  return { ...drawing, ...actions, ...places, L: sizes.length - 1, updates: [] };
}

// The largest change of a state, and the largest update of a weight.
function largestOf(sizes, { scene: { now, before }, found }) {
  const changes = now.s.map((layer, l) => (l && before ? largestChange(layer, before.s[l]) : 0));
  const weights = keysOf(sizes).filter(([kind]) => found && kind === "weight");
  return { change: Math.max(...changes), update: Math.max(0, ...weights.map((key) => Math.abs(found.one[placeOf(sizes, key)]))) };
}

function buildLegend({ show }) {
  const shown = chooser("show", [["weights", "weights"], ["updates", "what they learn"]]);
  shown.addEventListener("change", () => show({ show: shown.value }));
  const label = element("label", {}, "Connections show ", shown);
  const update = (now) => (shown.value = now.show);
  return { node: signLegend([label], { "stroke-width": 3.5 }), update };
}

// --- connections

function addConnection({ halos, wires, units, sizes, show, updates }, key) {
  const [, l, j, k] = key;
  const d = polyline(units[l - 1][k], units[l][j]);
  const halo = halos.appendChild(shape("path", { class: "halo", d }));
  const line = wires.appendChild(shape("path", { class: "line", d, "data-key": String(key) }));
  const hit = wires.appendChild(shape("path", { class: "hit", d }));
  hit.addEventListener("click", () => show({ selected: key }));
  updates.push((now) => {
    const { value, width } = connectionShown(now, placeOf(sizes, key));
    putAll(line, { "stroke-width": width.toFixed(2), "data-sign": sign(value) });
    halo.classList.toggle("marked", String(now.selected) === String(key));
  });
}

// A weight or what it learns, and how wide that is drawn.
function connectionShown({ state, found, show, largest }, i) {
  if (show === "weights") return { value: state.theta[i], width: weightWidth(state.theta[i]) };
  const value = found ? -found.one[i] : 0;
  return { value, width: 0.8 + (6 * Math.abs(value)) / (largest.update || 1) };
}

// --- springs and targets

function addTarget(board, [x, y], j) {
  const { springs, discs, units, L, radius, ring, updates } = board;
  const [from, to] = [units[L][j][0] + radius + ring, x - 25];
  const spring = springs.appendChild(shape("path", { class: "spring" }));
  const node = discs.appendChild(shape("g", { ...KEYS, class: "target", "aria-label": `target ${j + 1}` }));
  node.append(shape("rect", { class: "disc", x: x - 25, y: y - 20, width: 50, height: 40, rx: 6 }));
  addText(node, "name", x, y - 9, `y${lowered(j + 1)}`);
  const number = addText(node, "number", x, y + 8);
  makeSlider(node, { value: () => board.read().y[j], change: (...value) => board.setClamp("y", j, ...value) });
  updates.push(({ state, scene }) => {
    drawSpring(spring, scene.phase === "nudged" ? state.beta : 0, from, to, y);
    write(number, numberText(state.y[j]));
    saySlider(node, state.y[j], state.unit);
  });
  return node;
}

// The stronger the nudge, the taller and thicker the spring; without one it is a line.
function drawSpring(spring, beta, from, to, y) {
  const size = Math.abs(beta);
  put(spring, "d", beta ? springPath(from, to, y, 3 + 5 * Math.sqrt(size)) : `M${from},${y}H${to}`);
  putAll(spring, { "stroke-width": beta ? (1.2 + 2 * size).toFixed(2) : "1", "data-sign": sign(beta) });
}

function addPull({ notes, units, targets, L, radius, ring, updates }) {
  const [x, y] = targets[0];
  const pull = addText(notes, "caption", (units[L][0][0] + radius + ring + x - 25) / 2, y - 17);
  updates.push(({ state, scene }) => {
    write(pull, scene.phase === "nudged" ? `${state.beta > 0 ? "pull" : "push"} ${numberText(Math.abs(state.beta))}` : "");
  });
}

function saySlider(node, value, unit) {
  const [low, high] = LIMITS[unit];
  putAll(node, { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": Number(value.toFixed(6)) });
  put(node, "aria-valuetext", numberText(value));
}

// --- units

function addUnit(board, l, j, x, y) {
  const kind = l === 0 ? "input" : l === board.L ? "output" : "hidden";
  const node = board.discs.appendChild(shape("g", { ...KEYS, class: `unit ${kind}`, "data-unit": `${l},${j}` }));
  const parts = partsOfUnit(board, node, l, j, x, y);
  if (l === 0) makeSlider(node, { value: () => board.read().x[j], change: (...value) => board.setClamp("x", j, ...value) });
  else put(node, "role", "button");
  const select = () => board.show({ selected: ["bias", l, j] });
  if (l) for (const event of ["click", "focus"]) node.addEventListener(event, select);
  const badge = kind === "hidden" ? addBadge(board, node, l, j, x, y) : () => "";
  board.updates.push((now) => {
    fillUnit(board, parts, now, l, j, x, y);
    const moved = showMove(board, parts, now, l, j, x, y);
    const { scene, state } = now;
    node.classList.toggle("moving", scene.now.moved.includes(l) && scene.at < scene.film.frames.length - 1);
    node.classList.toggle("selected", String(now.selected) === String(["bias", l, j]));
    const guessed = badge(scene, now.guesses);
    if (l === 0) saySlider(node, state.x[j], state.unit);
    const said = l ? `: ${stateName(l, j)} ${stateText(scene.now.s[l][j])}${moved && `, ${moved}`}${guessed}` : "";
    put(node, "aria-label", unitName(board.sizes, l, j) + said);
  });
  return node;
}

const stateText = (value) => value.toFixed(3).replace("-", "−");

function partsOfUnit({ id, clips, radius, ring }, node, l, j, x, y) {
  const circle = (kind, r) => shape("circle", { class: kind, cx: x, cy: y, r });
  clips.append(shape("clipPath", { id: `${id}-${l}-${j}` }, circle("", radius)));
  const inside = shape("g", { "clip-path": `url(#${id}-${l}-${j})` });
  const fill = inside.appendChild(shape("rect", { class: "fill", x: x - radius, width: 2 * radius }));
  const [surface, ghost] = ["surface", "ghost"].map((kind) => inside.appendChild(shape("path", { class: kind })));
  node.append(circle("back", radius + ring), circle("disc", radius), inside, circle("rim", radius));
  const arc = node.appendChild(shape("path", { class: "ring", "stroke-width": ring - 1 }));
  addText(node, "name", x, y - 10, stateName(l, j));
  const [number, moved] = [addText(node, "number", x, y + 7), addText(node, "moved", x, y + radius + ring + 8)];
  return { fill, surface, ghost, arc, number, moved };
}

// The height of a value in a unit.
function levelOf({ radius }, value, [low, high], y) {
  return y + radius - (2 * radius * (clamp(value, low, high) - low)) / (high - low);
}

// The unit is filled from 0 to its state.
function fillUnit(board, { fill, surface, number }, { state, scene }, l, j, x, y) {
  const value = scene.now.s[l][j];
  const [here, zero] = [value, 0].map((one) => levelOf(board, one, LIMITS[state.unit], y));
  putAll(fill, { y: tenth(Math.min(here, zero)), height: tenth(Math.abs(zero - here)) });
  put(fill, "data-sign", value < 0 ? "negative" : "positive");
  put(surface, "d", `M${x - board.radius},${tenth(here)}h${2 * board.radius}`);
  write(number, stateText(value));
}

// How far the unit has moved since it was free: a ring, a number, and the old level; returns it in words.
function showMove(board, { ghost, arc, moved }, { state, scene: { now, before }, largest }, l, j, x, y) {
  const change = before && l ? now.s[l][j] - before.s[l][j] : 0;
  const old = before && l ? levelOf(board, before.s[l][j], LIMITS[state.unit], y) : null;
  put(ghost, "d", old === null ? null : `M${x - board.radius},${tenth(old)}h${2 * board.radius}`);
  const part = largest.change ? change / largest.change : 0;
  put(arc, "d", Math.abs(part) > 0.002 ? ringPath([x, y], board.radius + board.ring / 2, part) : null);
  for (const one of [arc, moved]) put(one, "data-sign", sign(change));
  const words = change ? `${change > 0 ? "+" : "−"}${Math.abs(change).toFixed(4)}` : "";
  write(moved, words);
  return words && `${words} since the nudge`;
}

// --- guesses

// The guess of a hidden unit: each click on the badge goes from none to up to down; arrow keys on the unit do it too.  Returns
// what draws the guess, and says it in words.
function addBadge({ guess }, node, l, j, x, y) {
  const badge = node.appendChild(shape("g", { class: "badge" }));
  badge.append(shape("circle", { cx: x - 34, cy: y - 35, r: 12.5 }));
  const mark = addText(badge, "guess", x - 34, y - 34.5);
  let way = 0;
  const next = () => (way === 0 ? 1 : way === 1 ? -1 : 0);
  badge.addEventListener("click", (event) => {
    event.stopPropagation();
    guess(l, j, next());
  });
  node.addEventListener("keydown", (event) => {
    const wanted = { ArrowUp: 1, ArrowDown: -1, Delete: 0, Backspace: 0, Enter: next(), " ": next() }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    guess(l, j, wanted);
  });
  return (scene, guesses) => {
    way = guesses[[l, j]] ?? 0;
    return showGuess(badge, mark, way, scene, `${l},${j}`);
  };
}

function showGuess(badge, mark, way, { phase, film, at, now, before }, key) {
  const ended = at > 0 && at === film.frames.length - 1;
  const right = phase === "nudged" && ended && way ? way === wayOf(key, now, before) : null;
  put(badge, "visibility", way || (phase === "free" && ended && film.settled) ? null : "hidden");
  write(mark, way ? (way > 0 ? "↑" : "↓") : "?");
  put(badge, "data-verdict", right === null ? null : right ? "right" : "wrong");
  const verdict = right === null ? "" : right ? ", which is right" : ", which is wrong";
  return way ? `, your guess: ${way > 0 ? "up" : "down"}${verdict}` : "";
}
