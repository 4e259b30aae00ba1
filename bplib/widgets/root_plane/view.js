// The root plane: the two roots of the heavy ball for a steep, a middle and a flat direction, where they are stable, and the
// three trajectories.
//
// render builds the page and then only changes what differs.

import { heading } from "../shared/drawing.js";
import { button, element, put, shape, slider, write } from "../shared/elements.js";
import { followPointer } from "../shared/hand.js";
import { assign, ending, follow, mount, newId, traitsOf } from "../shared/model.js";
import { clamp, numberText, powerOfTen, tenth } from "../shared/text.js";
import {
  bestBall, bestRate, criticalBeta, directionsOf, limiting, limitOf, lowerEdge, NAMES, rootsInWords, rootsOf,
  stepsInWords, trajectory, upperEdge, verdict,
} from "./mathematics.js";

const STATE = ["eta", "beta"];
const [LOWEST_PUSH, HIGHEST_PUSH] = [0.1, 5]; // ηλ of the steep direction at the ends of the slider of η
const LARGEST_BETA = 0.99;
const STEPS = 60; // of the trajectories

export function render({ model, el }) {
  const [curvatures, original] = ["curvatures", "original"].map((name) => model.get(name));
  const read = () => ({ ...traitsOf(model, STATE), curvatures });
  const actions = { id: newId("root-plane"), read, curvatures, original, save, trail: newTrail() };
  const parts = [buildSettings, buildRoots, buildRegion, buildWays, buildTable].map((make) => make(actions));
  const sentence = element("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const [settings, roots, region, ways, table] = parts.map(({ node }) => node);
  const root = element("section", { class: "root-plane", "aria-label": "The root plane: a heavy ball in three directions" });
  root.append(settings, sentence, element("div", { class: "body" }, roots, region, ways, table));
  mount(root, el);
  const draw = drawing(read, parts, sentence);
  function save(changes) {
    assign(model, changes);
    draw();
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return ending(el, unfollow);
}

// What brings the page up to date with the state, where that has changed.
function drawing(read, parts, sentence) {
  let drawn = null;
  return () => {
    const state = read();
    const key = JSON.stringify(state);
    if (key === drawn) return;
    drawn = key;
    const directions = directionsOf(state);
    parts.forEach((part) => part.update({ ...state, directions }));
    write(sentence, verdict(directions, state.beta));
    put(sentence, "data-lost", directions.some(({ fate }) => fate !== "shrinks") || null);
  };
}

// The settings that were passed through by sliding, without the present ones; a jump begins a new trail.
function newTrail(most = 120) {
  let [passed, now, jumping] = [[], null, false];
  return {
    jump: () => (jumping = true),
    follow(state) {
      passed = jumping || !now ? [] : [...passed, now].slice(-most);
      [now, jumping] = [state, false];
      return passed;
    },
  };
}

// --- the settings

function buildSettings(actions) {
  const { read, save, curvatures } = actions;
  const steepest = curvatures[2];
  const ends = [LOWEST_PUSH, HIGHEST_PUSH].map((push) => push / steepest);
  const [min, max] = ends.map((value) => Math.log10(value).toFixed(2));
  const eta = slider("eta", "rate η", { min, max, step: 0.01 });
  const beta = slider("beta", "momentum β", { min: 0, max: LARGEST_BETA, step: 0.01 });
  eta.node.addEventListener("input", () => save({ eta: rounded(10 ** eta.node.valueAsNumber, ends) }));
  beta.node.addEventListener("input", () => save({ beta: beta.node.valueAsNumber }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" }, eta.label, beta.label);
  node.append(element("div", { class: "jumps" }, ...jumps(actions)));
  function update(state) {
    eta.say(Math.log10(state.eta), numberText(state.eta));
    beta.say(state.beta, numberText(state.beta));
  }
  return { node, update };
}

// Three digits, between the ends.
const rounded = (value, [low, high]) => clamp(Number(value.toPrecision(3)), low, high);

// Buttons that go to settings of which a formula knows.
function jumps({ read, save, trail, curvatures, original }) {
  const [low, , high] = curvatures;
  const places = [
    ["rate", "best η without momentum", () => ({ eta: bestRate(low, high), beta: 0 })],
    ["ball", "best η and β", () => bestBall(low, high)],
    ["critical", "critical β for the flat direction", () => ({ beta: criticalBeta(read().eta * low) })],
    ["restore", "Reset", () => ({ ...original })],
  ];
  return places.map(([name, text, changes]) => {
    const node = button(text, { name });
    node.addEventListener("click", () => {
      trail.jump();
      save(changes());
    });
    return node;
  });
}

// --- what all pictures share

const SIDE = 340;
const text = (kind, x, y, words) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, words);
const turned = (kind, x, y, words) => shape("text", { class: kind, transform: `translate(${x},${y}) rotate(-90)` }, words);
const pathOf = (points) => `M${points.map((point) => point.map(tenth).join(",")).join("L")}`;
const axisText = (value) => String(value).replace("-", "−");

// The outlines of the marks of the directions around their centres: a triangle, a square, a disc.
const MARKS = {
  steep: "M0,-6.5L6,4.5H-6Z",
  middle: "M-5,-5H5V5H-5Z",
  flat: "M-5.5,0A5.5,5.5 0 1 0 5.5,0A5.5,5.5 0 1 0 -5.5,0Z",
};

const mark = (name) => shape("path", { class: `mark ${name}`, d: MARKS[name] });
const moveTo = (node, point) => put(node, "transform", `translate(${point.map(tenth).join(",")})`);

// A picture with a heading, and a group for what must not leave a frame.
function canvas(id, kind, title, frame) {
  const svg = shape("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" });
  const clip = shape("clipPath", { id: `${id}-${kind}` }, shape("rect", frame));
  svg.append(shape("defs", {}, clip), shape("rect", { class: "frame", ...frame }));
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-${kind})` }));
  return { svg, inside, node: element("div", { class: kind }, heading(title), svg) };
}

// --- the roots in the complex plane

const FRAME = { x: 42, y: 8, width: 290, height: 290 }; // of the two planes
const REACH = 1.5; // of the axes
const UNIT = FRAME.width / 2 / REACH;
const CENTRE = [FRAME.x + FRAME.width / 2, FRAME.y + FRAME.height / 2];
const placeOf = ([re, im]) => [CENTRE[0] + re * UNIT, CENTRE[1] - im * UNIT];
const onPlane = ([re, im]) => Math.abs(re) <= REACH && Math.abs(im) <= REACH;

function buildRoots({ id, trail }) {
  const { svg, inside, node } = canvas(id, "roots", "The two roots r of each direction", FRAME);
  inside.append(...groundOfPlane());
  const ring = buildRing(inside);
  const trails = NAMES.map((name) => inside.appendChild(shape("path", { class: `trail ${name}` })));
  const marks = [...NAMES].reverse().map((name) => ({ name, pair: [0, 1].map(() => inside.appendChild(mark(name))) }));
  svg.append(...axesOfPlane());
  const outside = svg.appendChild(text("outside", FRAME.x + 6, CENTRE[1] - 13, ""));
  function update({ beta, curvatures, eta, directions }) {
    ring(Math.sqrt(beta) * UNIT);
    drawTrails(trails, trail.follow({ eta, beta }), curvatures);
    marks.forEach(({ name, pair }) => placePair(pair, directions.find((one) => one.name === name)));
    write(outside, outsideInWords(directions));
    put(svg, "aria-label", `Roots in the complex plane. ${directions.map(rootsOfOne).join("; ")}`);
  }
  return { node, update };
}

// The circle on which complex roots lie; returns what gives it a radius.
function buildRing(inside) {
  const ring = inside.appendChild(shape("circle", { class: "ring", cx: CENTRE[0], cy: CENTRE[1] }));
  const name = inside.appendChild(text("ring", 0, 0, "√β"));
  return (radius) => {
    put(ring, "r", tenth(radius));
    moveTo(name, [CENTRE[0] - radius * 0.707 + 11, CENTRE[1] + radius * 0.707 - 9]);
    put(name, "visibility", radius < 30 ? "hidden" : null);
  };
}

const rootsOfOne = ({ name, roots, kind }) => `${name}: ${rootsInWords(roots, kind)}`;

// A root that is off the picture stays at its edge.
function placePair(pair, { roots, fate }) {
  pair.forEach((node, i) => {
    moveTo(node, placeOf(roots[i].map((part) => clamp(part, -REACH, REACH))));
    put(node, "data-fate", Math.hypot(...roots[i]) >= 1 ? fate : "shrinks");
  });
}

function outsideInWords(directions) {
  const gone = directions.flatMap(({ roots }) => roots.filter((root) => !onPlane(root)).map(([re]) => re.toFixed(2)));
  return gone.length ? `← ${gone.join(", ").replaceAll("-", "−")}` : "";
}

function drawTrails(nodes, passed, curvatures) {
  nodes.forEach((node, i) => {
    const curvature = curvatures[NAMES.length - 1 - i];
    const dots = passed.flatMap(({ eta, beta }) => rootsOf(eta * curvature, beta).filter(onPlane));
    put(node, "d", dots.map((root) => `M${placeOf(root).map(tenth).join(",")}h0`).join("") || null);
  });
}

function groundOfPlane() {
  const [x, y] = CENTRE;
  return [
    shape("circle", { class: "unit", cx: x, cy: y, r: tenth(UNIT) }),
    shape("path", { class: "grid", d: `M${FRAME.x},${y}h${FRAME.width}M${x},${FRAME.y}v${FRAME.height}` }),
    text("unit", x + UNIT * 0.707 + 22, y - UNIT * 0.707 - 10, "|r| = 1"),
  ];
}

function axesOfPlane() {
  const [bottom, ticks] = [FRAME.y + FRAME.height, [-1, 0, 1]];
  return [
    ...ticks.map((value) => text("across", placeOf([value, 0])[0], bottom + 12, axisText(value))),
    ...ticks.map((value) => text("down", FRAME.x - 5, placeOf([0, value])[1], axisText(value))),
    text("across name", CENTRE[0], bottom + 25, "real part"),
    turned("across name", 9, CENTRE[1], "imaginary part"),
  ];
}

// --- the plane of ηλ and β: its regions, and where the directions are

const WIDEST = 10; // the largest ηλ on the axis
const smallestPush = ([low, , high]) => (LOWEST_PUSH * low) / high;

// From ηλ and β to a place, and back.
function scalesOf(curvatures) {
  const [low, high] = [smallestPush(curvatures), WIDEST].map(Math.log10);
  const across = (push) => FRAME.x + (clamp((Math.log10(push) - low) / (high - low), 0, 1)) * FRAME.width;
  const down = (beta) => FRAME.y + (1 - beta) * FRAME.height;
  const pushAt = (x) => 10 ** (low + ((x - FRAME.x) / FRAME.width) * (high - low));
  const betaAt = (y) => 1 - (y - FRAME.y) / FRAME.height;
  return { across, down, pushAt, betaAt };
}

function buildRegion(actions) {
  const { id, curvatures } = actions;
  const { svg, inside, node } = canvas(id, "region", "The plane of ηλ and β", FRAME);
  const scales = scalesOf(curvatures);
  inside.append(...regions(id, scales));
  const level = inside.appendChild(shape("path", { class: "level" }));
  const marks = NAMES.map((name) => svg.appendChild(mark(name)));
  svg.append(...axesOfMap(scales, curvatures));
  dragPoints(svg, scales, actions);
  function update({ beta, directions }) {
    const points = directions.map(({ push }) => [scales.across(push), scales.down(beta)]);
    put(level, "d", pathOf(points));
    marks.forEach((one, i) => moveTo(one, points[i]));
    marks.forEach((one, i) => put(one, "data-fate", directions[i].fate));
    const told = directions.map(({ name, push, kind, fate }) => `${name}: ηλ = ${numberText(push)}, ${kind}, ${fate}`);
    put(svg, "aria-label", `ηλ across on a logarithmic axis, β = ${numberText(beta)} upwards. ${told.join("; ")}`);
  }
  return { node, update };
}

// The curves (1 - √β)², (1 + √β)² and 2(1 + β), from β = 0 to 1.
function borders({ across, down }) {
  const betas = Array.from({ length: 401 }, (_, i) => (i / 400) ** 2);
  const curve = (push) => betas.map((beta) => [across(Math.max(push(beta), 1e-12)), down(beta)]);
  return [lowerEdge, upperEdge, limitOf].map(curve);
}

function regions(id, scales) {
  const [lower, upper, limit] = borders(scales);
  const corner = [[FRAME.x + FRAME.width, FRAME.y], [FRAME.x + FRAME.width, FRAME.y + FRAME.height]];
  const lines = shape("path", { class: "hatch", d: "M-2,2l4,-4M0,8l8,-8M6,10l4,-4" });
  const pattern = shape("pattern", { id: `${id}-hatch`, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, lines);
  return [
    pattern,
    shape("path", { class: "complex", d: `${pathOf([...lower, ...upper.toReversed()])}Z` }),
    shape("path", { class: "lost", d: `${pathOf([...limit, ...corner])}Z`, fill: `url(#${id}-hatch)` }),
    ...[lower, upper].map((curve) => shape("path", { class: "edge", d: pathOf(curve) })),
    shape("path", { class: "limit", d: pathOf(limit) }),
    text("place calm", FRAME.x + 197, scales.down(0.56), "complex roots"),
    text("place calm", FRAME.x + 197, scales.down(0.5), "both of size √β"),
    text("place", FRAME.x + 62, scales.down(0.16), "two real roots"),
    turned("place", tenth(scales.across(6.2)), scales.down(0.38), "diverges: ηλ > 2(1 + β)"),
  ];
}

function axesOfMap({ across, down }, curvatures) {
  const bottom = FRAME.y + FRAME.height;
  const lowest = Math.ceil(Math.log10(smallestPush(curvatures)) - 1e-9);
  const powers = Array.from({ length: 2 - lowest }, (_, i) => lowest + i);
  return [
    ...powers.map((n) => text("across", across(10 ** n), bottom + 12, n < -2 ? powerOfTen(n) : axisText(Number(`1e${n}`)))),
    ...[0, 0.5, 1].map((beta) => text("down", FRAME.x - 5, down(beta), String(beta))),
    text("across name", FRAME.x + FRAME.width / 2, bottom + 25, "rate × curvature, ηλ"),
    turned("across name", 9, FRAME.y + FRAME.height / 2, "momentum β"),
  ];
}

// The point nearest to the hand follows it, and so η and β.
function dragPoints(svg, { across, pushAt, betaAt }, { read, save, trail, curvatures }) {
  const ends = [LOWEST_PUSH, HIGHEST_PUSH].map((push) => push / curvatures[2]);
  let held = curvatures[2];
  followPointer(svg, (event) => {
    const box = svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((length) => (length / box.width) * SIDE);
    const away = (curvature) => Math.abs(across(read().eta * curvature) - x);
    if (event.type === "pointerdown") {
      held = curvatures.reduce((best, one) => (away(one) < away(best) ? one : best));
      trail.jump();
    }
    save({ eta: rounded(pushAt(x) / held, ends), beta: clamp(Number(betaAt(y).toFixed(2)), 0, LARGEST_BETA) });
  });
}

// --- the coordinate of each direction against the steps

const WAY = { x: 42, width: 290, top: 8, height: 88, gap: 13 };
const TICKS = [1, 4, 20]; // one of these is marked on the axis of x, which ends a little beyond it

function buildWays({ id }) {
  const frame = { x: WAY.x, y: WAY.top, width: WAY.width, height: 3 * WAY.height + 2 * WAY.gap };
  const { svg, node } = canvas(id, "ways", "The coordinate x, from 1 at rest", frame);
  svg.querySelector(".frame").remove();
  const rows = NAMES.map((name, i) => buildWay(svg, id, name, WAY.top + i * (WAY.height + WAY.gap)));
  const bottom = frame.y + frame.height;
  svg.append(...[0, 20, 40, 60].map((t) => text("across", stepAt(t), bottom + 10, String(t))));
  svg.append(text("across name", WAY.x + WAY.width / 2, bottom + 23, "steps"));
  function update({ beta, directions }) {
    rows.forEach((row, i) => row.update(directions[i], beta));
    const told = directions.map(({ name, steps }) => `${name}: ${arrivalInWords(steps)}`);
    put(svg, "aria-label", `The coordinates against the steps. ${told.join("; ")}`);
  }
  return { node, update };
}

const stepAt = (t) => WAY.x + 4 + (t / STEPS) * (WAY.width - 8);

function buildWay(svg, id, name, top) {
  const [frame, middle] = [{ x: WAY.x, y: top, width: WAY.width, height: WAY.height }, top + WAY.height / 2];
  svg.append(shape("clipPath", { id: `${id}-${name}` }, shape("rect", frame)), shape("rect", { class: "frame", ...frame }));
  svg.append(shape("path", { class: "grid", d: `M${WAY.x},${tenth(middle)}h${WAY.width}` }));
  const ticks = [-1, 0, 1].map((part) => svg.appendChild(text("down", WAY.x - 5, middle - 0.435 * part * WAY.height, "")));
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-${name})` }));
  const lines = ["arrival", "way", "dots"].map((kind) => inside.appendChild(shape("path", { class: `${kind} ${name}` })));
  const words = svg.appendChild(text("words", WAY.x + WAY.width - 7, top + WAY.height - 11, ""));
  function update({ push, steps, fate }, beta) {
    const values = trajectory(push, beta, STEPS);
    const tick = tickOf(values);
    ticks.forEach((node, i) => write(node, axisText((i - 1) * tick)));
    drawWay(lines, values.map((x, t) => [stepAt(t), middle - 0.435 * clamp(x / tick, -9, 9) * WAY.height]));
    put(lines[0], "d", steps !== null && steps <= STEPS ? `M${tenth(stepAt(steps))},${top}v${WAY.height}` : null);
    write(words, `${name}: ${fate === "shrinks" ? arrivalInWords(steps) : fate}`);
    put(words, "data-fate", fate);
  }
  return { update };
}

// The smallest of TICKS with room for all values, or the largest.
function tickOf(values) {
  const highest = Math.max(...values.map(Math.abs));
  return TICKS.find((tick) => highest <= 1.15 * tick) ?? TICKS.at(-1);
}

function drawWay([, way, dots], points) {
  put(way, "d", pathOf(points));
  put(dots, "d", points.map((point) => `M${point.map(tenth).join(",")}h0`).join(""));
}

function arrivalInWords(steps) {
  return steps === null ? "never at 1/100" : `1/100 after ${stepsInWords(steps)} ${steps === 1 ? "step" : "steps"}`;
}

// --- the numbers

const TITLES = ["curvature λ", "ηλ", "the two roots r", "largest |r|", "steps to 1/100"];

function buildTable() {
  const heads = NAMES.map(headOf);
  const cells = NAMES.map((name) => TITLES.map(() => element("td", { "data-direction": name })));
  const head = element("tr", {}, element("th", { scope: "col" }, "direction"), ...heads.map(({ node }) => node));
  const rows = TITLES.map((title, n) => {
    return element("tr", {}, element("th", { scope: "row" }, title), ...cells.map((column) => column[n]));
  });
  const node = element("div", { class: "numbers" }, element("table", {}, head, ...rows));
  function update({ directions }) {
    const slowest = limiting(directions);
    directions.forEach((direction, i) => {
      numbersOf(direction).forEach((words, n) => write(cells[i][n], words));
      cells[i].forEach((cell) => put(cell, "data-fate", direction.fate));
      heads[i].say(direction, slowest.length < NAMES.length && slowest.includes(direction));
    });
  }
  return { node, update };
}

function headOf(name) {
  const icon = shape("svg", { viewBox: "-8 -8 16 16", width: 14, height: 14, "aria-hidden": "true" }, mark(name));
  const note = element("span", { class: "note" });
  const node = element("th", { scope: "col", "data-direction": name }, icon, ` ${name} `, note);
  function say({ fate }, limits) {
    write(note, fate === "shrinks" ? (limits ? "limits" : "") : fate);
    put(note, "data-fate", fate);
  }
  return { node, say };
}

const numbersOf = ({ curvature, push, roots, kind, factor, steps }) => [
  ...[curvature, push].map(numberText), rootsInWords(roots, kind), numberText(factor), stepsInWords(steps),
];

export default { render };
