// The race: optimisers on the contour map of a surface, and their costs beside it.
//
//   the state         ratesOf: what the settings come to
//   drawing           contours, lines and markers
//   the shell         render: builds the page and then only changes what differs
//
// The mathematics is in race_mathematics.js, what all widgets use in helpers.js.  The files become the one module that a widget
// has (browser_widget.py), so they share their names without importing them.

// -------------------------------------------------------------------------------------------------------------- the state

const STATE = ["surface", "start", "shown", "rating", "common", "own", "beta", "beta2", "steps", "step", "seed"];

// The learning rate of each rule: tuned for the surface, one for all, or each its own.
export function ratesOf({ rating, common, own }, { rates }) {
  if (rating === "common") return Object.fromEntries(Object.keys(rates).map((name) => [name, common]));
  return rating === "own" ? { ...rates, ...own } : rates;
}

// ---------------------------------------------------------------------------------------------------------------- drawing

// Outlines of Matplotlib's markers, for a radius of 1.
const around = (n, radius = () => 1, turn = 0) =>
  `M${Array.from({ length: n }, (_, i) => {
    const angle = 2 * Math.PI * (i / n + turn) - Math.PI / 2;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)].map((u) => u.toFixed(3));
  }).join("L")}Z`;
const CROSS = "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z";
const DIAGONAL = "M0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0L-1,-.5L-.5,-1Z";
const star = around(10, (i) => (i % 2 ? 0.45 : 1.25));
const MARKERS = {
  o: around(24), s: around(4, () => 1.15, 0.125), D: around(4, () => 1.15), "^": around(3, () => 1.2),
  v: around(3, () => 1.2, 0.5), p: around(5, () => 1.1), P: CROSS, X: DIAGONAL, "*": star,
};

const WIDTH = 2; // of a line
const SIZE = 5; // of a marker

// Paint the contours into a canvas, as ink of which there is more where the cost is higher: a line where the cost is a whole
// power of √10, from 0.01 on.  In the dark theme the style sheet turns the ink around.
function paintContours(canvas, { cost }, [left, right, bottom, top]) {
  const n = canvas.width;
  const heights = new Float64Array((n + 1) * (n + 1));
  let highest = -4;
  for (let row = 0; row <= n; row++) {
    const y = top - ((row + 0.5) / n) * (top - bottom);
    for (let column = 0; column <= n; column++) {
      const x = left + ((column + 0.5) / n) * (right - left);
      const height = 2 * Math.log10(Math.max(cost([x, y]), 1e-12));
      heights[row * (n + 1) + column] = height;
      highest = Math.max(highest, height);
    }
  }
  const context = canvas.getContext("2d");
  const image = context.createImageData(n, n);
  for (let row = 0, k = 3; row < n; row++) {
    for (let column = 0; column < n; column++, k += 4) {
      const i = row * (n + 1) + column;
      const height = heights[i];
      const slope = Math.hypot(heights[i + 1] - height, heights[i + n + 1] - height);
      const nearest = Math.round(height);
      const line = nearest >= -4 && slope < 0.5 ? Math.max(0, 1 - Math.abs(height - nearest) / (slope * 0.8 + 1e-9)) : 0;
      const shade = Math.max(0, Math.floor(height) + 5) / (Math.floor(highest) + 5);
      image.data[k] = 52 * shade + 70 * line;
    }
  }
  context.putImageData(image, 0, 0);
}

const line = (points) => (points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}` : "");

const axisNumber = (value) => String(value).replace("-", "−");

// -------------------------------------------------------------------------------------------------------------- the shell

export function render({ model, el }) {
  const id = newId("race");
  const [surfaces, styles, original] = ["surfaces", "styles", "original"].map((name) => model.get(name));
  const labels = Object.fromEntries(Object.entries(styles).map(([name, { label }]) => [name, label]));
  const read = () => traitsOf(model, STATE);
  const surfaceOf = (state) => surfaces.find(({ name }) => name === state.surface);

  function save(changes) {
    assign(model, changes);
    draw();
  }
  function moveTo(x, y) {
    const [left, right, bottom, top] = surfaceOf(read()).bounds;
    const rounded = (value, low, high) => Number(clamp(value, low, high).toFixed(2));
    save({ start: [rounded(x, left, right), rounded(y, bottom, top)] });
  }
  const goTo = (step) => save({ step: clamp(step, 0, read().steps) });

  const root = element("section", { class: "race", "aria-label": "The race: optimisers on a surface" });
  const actions = { read, save, moveTo, goTo, surfaceOf, surfaces, styles, original, id };
  const parts = [buildSettings, buildMap, buildTrack, buildCosts, buildRacers].map((make) => make(actions));
  const [settings, map, track, costs, racers] = parts;
  const words = element("p", { class: "report" });
  const left = element("div", { class: "left" }, map.node, track.node);
  const right = element("div", { class: "right" }, costs.node, racers.node);
  root.append(settings.node, element("div", { class: "body" }, left, right), words);
  mount(root, el);

  let [drawn, size, width] = [null, 0, 0];
  function draw() {
    const state = read();
    const key = JSON.stringify([state, size, width]);
    if (key === drawn || !size) return;
    drawn = key;
    const surface = surfaceOf(state);
    state.rates = ratesOf(state, surface);
    const runs = race(state, surface);
    const now = { state, surface, runs, report: report(runs, state.step, surface, labels), size, width };
    parts.forEach((part) => part.update(now));
    write(words, now.report);
  }
  const measure = () => {
    if (left.clientWidth) [size, width] = [Math.min(620, left.clientWidth), right.clientWidth];
    draw();
  };
  const watcher = new ResizeObserver(measure);
  [left, right].forEach((node) => watcher.observe(node));
  measure();

  const unfollow = follow(model, STATE, draw);
  return () => {
    track.stop();
    watcher.disconnect();
    unfollow();
  };
}

// --- the settings: surface, rates, β; what is to be seen

function buildSettings({ read, save, surfaces, original }) {
  const surface = chooser("surface", surfaces.map(({ name }) => [name, name]));
  const ratings = [["tuned", "tuned for each"], ["common", "the same for all"], ["own", "set below"]];
  const rating = chooser("rating", ratings);
  const common = input("range", "common", { min: -4, max: 1, step: 0.05 });
  const commonText = element("output", {});
  const betas = ["beta", "beta2"].map((name) => input("number", name, { min: 0, max: 0.9999, step: name === "beta" ? 0.05 : 0.001 }));
  const steps = chooser("steps", [50, 100, 200, 500, 1000].map((n) => [n, n]));
  const noise = button("Other noise", { name: "noise" });
  const restore = button("Reset", { name: "restore" });
  const formula = element("p", { class: "formula" });
  const look = element("p", { class: "look" });

  surface.addEventListener("change", () => {
    const { name, start } = surfaces.find((one) => one.name === surface.value);
    const { rating } = read();
    save({ surface: name, start, rating: rating === "own" ? "tuned" : rating });
  });
  rating.addEventListener("change", () => {
    const state = read();
    const rates = ratesOf(state, surfaces.find(({ name }) => name === state.surface));
    save({ rating: rating.value, own: rating.value === "own" ? rates : state.own });
  });
  common.addEventListener("input", () => save({ common: Number((10 ** common.valueAsNumber).toPrecision(2)) }));
  for (const field of betas) {
    field.addEventListener("input", () => field.value !== "" && accept(field));
    field.addEventListener("change", () => (field.value = read()[field.name]));
  }
  const accept = (field) => save({ [field.name]: clamp(field.valueAsNumber, 0, 0.9999) });
  steps.addEventListener("change", () => save({ steps: Number(steps.value), step: Number(steps.value) }));
  noise.addEventListener("click", () => save({ seed: (read().seed % 1000) + 1 }));
  restore.addEventListener("click", () => save(original));

  const slider = labelled("rate η", common, commonText);
  put(slider, "class", "common");
  const fields = element("div", { class: "settings" });
  fields.append(labelled("surface", surface), labelled("learning rates", rating), slider);
  fields.append(labelled("β, momentum", betas[0]), labelled("β₂ of Adam", betas[1]), labelled("steps", steps), noise, restore);

  function update({ state, surface: shown }) {
    surface.value = state.surface;
    rating.value = state.rating;
    slider.hidden = state.rating !== "common";
    common.value = Math.log10(state.common);
    write(commonText, numberText(state.common));
    put(common, "aria-valuetext", `rate ${numberText(state.common)}`);
    betas.forEach((field) => document.activeElement !== field && (field.value = state[field.name]));
    if (![...steps.options].some(({ value }) => value === String(state.steps))) {
      steps.append(element("option", { value: state.steps }, state.steps));
    }
    steps.value = state.steps;
    noise.hidden = !shown.noise;
    const limit = numberText(2 / shown.curvature);
    write(formula, `C = ${shown.formula}. Near the minimum, gradient descent needs a rate below 2/λmax = ${limit}.`);
    write(look, shown.look);
  }
  return { node: element("div", {}, fields, formula, look), update };
}

// --- the map

const EDGE = { left: 42, right: 6, top: 6, bottom: 34 }; // of the map, for the numbers on its axes

function buildMap({ read, save, moveTo, surfaceOf, styles, original, id }) {
  const canvas = element("canvas", { class: "contours", "aria-hidden": "true" });
  const svg = shape("svg", { role: "group", "aria-label": "Map of the surface with the ways of the optimisers" });
  const clip = shape("rect", { x: EDGE.left, y: EDGE.top });
  svg.append(shape("defs", {}, shape("clipPath", { id: `${id}-map` }, clip)));
  const axes = svg.appendChild(shape("g", { class: "axes" }));
  const ground = svg.appendChild(shape("rect", { class: "ground", x: EDGE.left, y: EDGE.top }));
  const minima = svg.appendChild(shape("g", { class: "minima" }));
  const ways = svg.appendChild(shape("g", { "clip-path": `url(#${id}-map)` }));
  const handle = shape("g", { ...KEYS, class: "start", tabindex: 0, role: "slider", "aria-label": "starting point" });
  handle.append(shape("circle", { class: "halo", r: 13 }), shape("circle", { r: 8 }), shape("path", { d: "M-4,0H4M0,-4V4" }));
  svg.append(handle);
  const hint =
    "Drag the start or click into the map; arrow keys move it by 0.1, with Shift by 0.01. From one contour to the next the " +
    `cost grows by a factor of √10. Beside it, the dotted line is the finish, cost ${GOAL}; click there to choose a step.`;
  const picture = element("div", { class: "picture" }, canvas, svg);
  const node = element("div", { class: "map" }, picture, element("p", { class: "hint" }, hint));
  const runs = runsOf(ways, styles);
  let scale = null;

  const toStart = (event) => {
    const box = svg.getBoundingClientRect();
    moveTo(...scale.back(event.clientX - box.left, event.clientY - box.top));
  };
  followPointer(svg, toStart, { focus: handle });
  handle.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(move || event.key === "Home")) return;
    event.preventDefault();
    const state = read();
    if (!move) return save({ start: state.surface === original.surface ? original.start : surfaceOf(state).start });
    const small = event.shiftKey ? 0.01 : 0.1;
    moveTo(state.start[0] + small * move[0], state.start[1] + small * move[1]);
  });

  let painted = null;
  function update({ state, surface, runs: all, report, size }) {
    const [left, right, bottom, top] = surface.bounds;
    const side = size - EDGE.left - EDGE.right;
    const height = side + EDGE.top + EDGE.bottom;
    const x = (u) => EDGE.left + ((u - left) / (right - left)) * side;
    const y = (u) => EDGE.top + ((top - u) / (top - bottom)) * side;
    const unit = (right - left) / side;
    scale = { back: (px, py) => [left + (px - EDGE.left) * unit, top - (py - EDGE.top) * unit] };
    const key = `${state.surface} ${size}`;
    if (painted !== key) {
      painted = key;
      for (const [name, value] of [["viewBox", `0 0 ${size} ${height}`], ["width", size], ["height", height]]) put(svg, name, value);
      for (const rect of [clip, ground]) for (const name of ["width", "height"]) put(rect, name, side);
      canvas.width = canvas.height = Math.round(side * Math.min(2, window.devicePixelRatio || 1));
      Object.assign(canvas.style, { left: `${EDGE.left}px`, top: `${EDGE.top}px`, width: `${side}px`, height: `${side}px` });
      paintContours(canvas, SURFACES[state.surface], surface.bounds);
      const text = (words, px, py, kind) => shape("text", { x: px, y: py, class: kind }, words);
      const whole = (low, high) => Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
      axes.replaceChildren(
        ...whole(left, right).map((u) => text(axisNumber(u), x(u), EDGE.top + side + 11, "across")),
        ...whole(bottom, top).map((u) => text(axisNumber(u), EDGE.left - 6, y(u), "down")),
        text("w₁", EDGE.left + side / 2, EDGE.top + side + 26, "across name"),
        text("w₂", 8, EDGE.top + side / 2, "across name"),
      );
      minima.replaceChildren(
        ...surface.minima.map(([u, v]) => shape("path", { d: `M${x(u) - 7},${y(v)}h14M${x(u)},${y(v) - 7}v14` }, shape("title", {}, "minimum"))),
      );
    }
    runs.update(all, ({ points }) => points.map(([u, v]) => [clamp(x(u), -1e4, 1e4), clamp(y(v), -1e4, 1e4)]), state.step);
    put(handle, "transform", `translate(${x(state.start[0]).toFixed(1)},${y(state.start[1]).toFixed(1)})`);
    const place = state.start.map((u) => axisNumber(Number(u.toFixed(2))));
    put(handle, "aria-valuemin", left);
    put(handle, "aria-valuemax", right);
    put(handle, "aria-valuenow", state.start[0]);
    put(handle, "aria-valuetext", `w1 ${place[0]}, w2 ${place[1]}. ${report}`);
  }
  return { node, update };
}

// The lines of the runs: pale all the way, strong up to the step, and a marker there.
function runsOf(parent, styles) {
  const drawn = new Map();
  function create(name) {
    const part = shape("g", { class: "run", "data-rule": name });
    colour(part, styles[name]);
    const dash = styles[name].dash.map((length) => length * WIDTH).join(" ") || null;
    part.append(
      shape("path", { class: "rest", "stroke-width": WIDTH, "stroke-dasharray": dash }),
      shape("path", { class: "under", "stroke-width": WIDTH + 2 }),
      shape("path", { class: "way", "stroke-width": WIDTH, "stroke-dasharray": dash }),
      shape("path", { class: "marker", d: MARKERS[styles[name].marker] }),
    );
    drawn.set(name, parent.appendChild(part));
    return part;
  }
  function update(runs, place, step) {
    for (const [name, part] of drawn) if (!runs.some((run) => run.name === name)) (drawn.delete(name), part.remove());
    for (const run of runs) {
      const part = drawn.get(run.name) ?? create(run.name);
      const places = place(run);
      const last = Math.min(step, places.length - 1);
      const [rest, under, way, marker] = part.children;
      put(rest, "d", line(places));
      for (const path of [under, way]) put(path, "d", line(places.slice(0, last + 1)));
      put(marker, "transform", `translate(${places[last].map((u) => u.toFixed(1))}) scale(${SIZE})`);
    }
  }
  return { update };
}

function colour(node, { light, dark }) {
  node.style.setProperty("--light", light);
  node.style.setProperty("--dark", dark);
}

// --- below the map: the step

function buildTrack({ read, goTo, id }) {
  const run = button("Run", { class: "primary", name: "run" });
  const track = input("range", "step", { min: 0, step: 1, "aria-label": "step" });
  const count = element("output", { class: "count", id: `${id}-count` });
  let frame = null;
  function stop() {
    if (frame) cancelAnimationFrame(frame);
    frame = null;
    write(run, "Run");
  }
  function start() {
    const { steps, step } = read();
    const [from, begin] = [step >= steps ? 0 : step, performance.now()];
    const seconds = (5 * (steps - from)) / steps;
    const advance = (time) => {
      const share = Math.max(0, (time - begin) / 1000 / seconds);
      goTo(Math.min(steps, from + Math.round(share * (steps - from))));
      if (share >= 1) stop();
      else frame = requestAnimationFrame(advance);
    };
    write(run, "Stop");
    frame = requestAnimationFrame(advance);
  }
  run.addEventListener("click", () => (frame ? stop() : start()));
  track.addEventListener("input", () => {
    stop();
    goTo(track.valueAsNumber);
  });
  function update({ state, report }) {
    put(track, "max", state.steps);
    track.value = state.step;
    put(track, "aria-valuetext", report);
    write(count, `step ${state.step} of ${state.steps}`);
  }
  return { node: element("div", { class: "track" }, run, track, count), update, stop };
}

// --- the costs against the steps

const FRAME = { left: 48, right: 12, top: 8, bottom: 36 };
const MARGIN = 7; // around the frame, for markers on its edge
const LOWEST = -8; // costs below 1e-8 are drawn there

function buildCosts({ goTo, styles, id }) {
  const svg = shape("svg", { role: "img" });
  const clip = shape("rect", { x: FRAME.left - MARGIN, y: FRAME.top - MARGIN });
  svg.append(shape("defs", {}, shape("clipPath", { id: `${id}-costs` }, clip)));
  const axes = svg.appendChild(shape("g", { class: "axes" }));
  const cursor = svg.appendChild(shape("path", { class: "cursor" }));
  const curves = svg.appendChild(shape("g", { "clip-path": `url(#${id}-costs)` }));
  const runs = runsOf(curves, styles);
  let toStep = null;
  followPointer(svg, (event) => goTo(toStep(event.clientX - svg.getBoundingClientRect().left)));

  function update({ state, surface, runs: all, report, width }) {
    const height = clamp(0.6 * width, 230, 340);
    const [w, h] = [width - FRAME.left - FRAME.right, height - FRAME.top - FRAME.bottom];
    const lowestCost = Math.min(...all.flatMap(({ costs }) => costs), GOAL);
    const low = clamp(Math.floor(Math.log10(Math.max(lowestCost, 1e-99))), LOWEST, -4);
    const high = Math.ceil(Math.log10(Math.max(1, SURFACES[surface.name].cost(state.start)))) + 1;
    const x = (step) => FRAME.left + (step / state.steps) * w;
    const y = (exponent) => FRAME.top + ((high - exponent) / (high - low)) * h;
    toStep = (px) => Math.round(((px - FRAME.left) / w) * state.steps);
    for (const [name, value] of [["viewBox", `0 0 ${width} ${height}`], ["width", width], ["height", height]]) put(svg, name, value);
    put(clip, "width", w + 2 * MARGIN);
    put(clip, "height", h + 2 * MARGIN);
    const text = (words, px, py, kind) => shape("text", { x: px, y: py, class: kind }, words);
    const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i);
    const every = exponents.length > 8 ? 2 : 1;
    const bottom = FRAME.top + h;
    const middle = FRAME.top + h / 2;
    axes.replaceChildren(
      ...exponents.map((n) => shape("path", { class: "grid", d: `M${FRAME.left},${y(n)}h${w}` })),
      shape("path", { class: "goal", d: `M${FRAME.left},${y(Math.log10(GOAL))}h${w}` }),
      ...exponents.filter((n) => n % every === 0).map((n) => text(powerOfTen(n), FRAME.left - 6, y(n), "down")),
      ...[0, 1, 2, 3, 4].map((i) => text(Math.round((i * state.steps) / 4), x((i * state.steps) / 4), bottom + 11, "across")),
      text("step", FRAME.left + w / 2, bottom + 27, "across name"),
      shape("text", { class: "across name", transform: `translate(9,${middle}) rotate(-90)` }, "cost C"),
    );
    const lift = (cost) => y(Math.max(LOWEST, Math.log10(Math.max(cost, 1e-99))));
    runs.update(all, ({ costs }) => costs.map((cost, i) => [x(i), Math.max(-1e4, lift(cost))]), state.step);
    put(cursor, "d", `M${x(state.step)},${FRAME.top}v${h}`);
    put(svg, "aria-label", `Costs against steps, on a logarithmic axis. ${report}`);
  }
  return { node: element("div", { class: "costs" }, svg), update };
}

// --- the racers: who runs, with which rate, and how each stands

const SHORT = {
  arrived: ({ cost, since }) => `${numberText(cost)}, arrived at step ${since}`,
  way: ({ cost }) => numberText(cost),
  rest: ({ cost }) => `${numberText(cost)}, at rest: slope 0`,
  off: ({ since }) => `off the map since step ${since}`,
  out: ({ since }) => `diverged, off the map at step ${since}`,
};

function buildRacers({ read, save, surfaceOf, styles }) {
  const rows = Object.entries(styles).map(([name, style]) => {
    const box = input("checkbox", `run-${name}`);
    const icon = shape("svg", { viewBox: "-21 -8 42 16", width: 42, height: 16, "aria-hidden": "true", class: "run" });
    colour(icon, style);
    const dash = style.dash.map((length) => length * WIDTH).join(" ") || null;
    icon.append(shape("path", { class: "way", d: "M-20,0H20", "stroke-width": WIDTH, "stroke-dasharray": dash }));
    icon.append(shape("path", { class: "marker", d: MARKERS[style.marker], transform: `scale(${SIZE})` }));
    const rate = input("number", `rate-${name}`, { min: 0, step: "any", "aria-label": `learning rate of ${style.label}` });
    const result = element("span", { class: "result" });
    box.addEventListener("change", () => {
      const { shown } = read();
      save({ shown: Object.keys(styles).filter((other) => (other === name ? box.checked : shown.includes(other))) });
    });
    rate.addEventListener("input", () => {
      const value = rate.valueAsNumber;
      const state = read();
      if (value >= 1e-6 && value <= 50) save({ rating: "own", own: { ...ratesOf(state, surfaceOf(state)), [name]: value } });
    });
    rate.addEventListener("change", () => (rate.value = ratesOf(read(), surfaceOf(read()))[name]));
    const who = element("label", { class: "who" }, box, icon, element("span", {}, style.label));
    return { name, box, rate, result, node: element("div", { class: "racer" }, who, rate, result) };
  });
  const titles = ["optimiser", "rate", "cost at the step"].map((title) => element("span", {}, title));
  const node = element("div", { class: "racers", role: "group", "aria-label": "Optimisers" });
  node.append(element("div", { class: "racer titles", "aria-hidden": "true" }, ...titles), ...rows.map((row) => row.node));

  function update({ state, surface, runs }) {
    for (const { name, box, rate, result, node } of rows) {
      const run = runs.find((one) => one.name === name);
      box.checked = Boolean(run);
      node.classList.toggle("away", !run);
      if (document.activeElement !== rate) rate.value = state.rates[name];
      const stands = run && standing(run, state.step, surface);
      write(result, run ? SHORT[stands.kind](stands) : "");
      put(result, "data-kind", run ? stands.kind : null);
    }
  }
  return { node, update };
}

export default { render };
