// The relaxing network: a drawing of units that settle and are pulled at, their energies, and what the connections learn.
//
// render builds the page and then only changes what differs.  What there is to show is in relaxing_network_story.js, the
// mathematics in equilibrium_mathematics.js, what all widgets use in helpers.js.  The files become the one module that a widget
// has (browser_widget.py), so they share their names without importing them.

// ------------------------------------------------------------------------------------------------------------- the shell

export function render({ model, el }) {
  const id = newId("relaxing-network");
  const [sizes, noise, places, original] = ["sizes", "noise", "places", "original"].map((name) => model.get(name));
  const read = () => traitsOf(model, STATE);
  let place = { free: 0, nudged: null };
  let show = "weights"; // what the connections show
  let selected = ["weight", sizes.length - 1, 0, 0];
  let guesses = {}; // by "l,j": 1 for up, -1 for down
  let told = null; // the story of the settings as they are

  function save(changes) {
    assign(model, changes);
    draw();
  }
  function change(changes) {
    player.stop();
    save(changes);
  }
  // Go to another place.  The end of a phase is "all of it", so that after a change of the settings it is still the end.
  function goTo(next) {
    place = next;
    const { phase, film, at } = current();
    if (at === film.frames.length - 1) place = { ...place, [phase]: Infinity };
    draw();
  }
  const tell = () => {
    const settings = read();
    const key = JSON.stringify({ ...settings, beta: null });
    if (told?.key !== key) told = { ...story({ ...settings, sizes, noise }), key };
    return told;
  };
  const current = () => sceneAt(tell(), place, read().beta);
  const setNumber = (key, value) => {
    const theta = [...read().theta];
    theta[placeOf(sizes, key)] = clamp(value, -LARGEST, LARGEST);
    change({ theta });
  };
  const setClamp = (name, i, value, decimals) => {
    const [low, high] = LIMITS[read().unit];
    const rounded = clamp(Number(value.toFixed(decimals)), low, high);
    change({ [name]: read()[name].map((old, j) => (j === i ? rounded : old)) });
  };
  function select(key) {
    selected = key;
    draw();
  }
  function guess(l, j, way) {
    if (place.nudged !== null) return;
    guesses = { ...guesses, [[l, j]]: way };
    draw();
  }
  function learn() {
    const scene = current();
    if (scene.phase !== "nudged") return;
    const { one } = estimates(told, scene, read().beta);
    guesses = {};
    change({ theta: read().theta.map((value, i) => clamp(value - RATE * one[i], -LARGEST, LARGEST)) });
  }
  function restart() {
    player.stop();
    guesses = {};
    goTo({ free: 0, nudged: null });
  }

  const actions = { id, sizes, places, original, read, change, goTo, setNumber, setClamp, select, guess, learn, restart };
  Object.assign(actions, { current, place: () => place, setShow: (value) => ((show = value), draw()) });
  const player = buildPlayer(actions);
  Object.assign(actions, { player });
  const root = element("section", { class: "relaxing-network", "aria-label": "The relaxing network" });
  const live = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const parts = [buildSettings, buildSteps, buildNetwork, buildPlots, buildGradient].map((make) => make(actions));
  const [settings, steps, drawing, plots, gradient] = parts;
  const right = element("div", { class: "right" }, plots.node, gradient.node);
  root.append(settings.node, steps.node, element("div", { class: "body" }, drawing.node, right), live);
  mount(root, el);

  let drawn = null;
  function draw() {
    const state = read();
    const key = JSON.stringify([state, `${place.free} ${place.nudged}`, show, selected, guesses, player.running()]);
    if (key === drawn) return;
    drawn = key;
    const scene = current();
    const found = scene.phase === "nudged" ? estimates(told, scene, state.beta) : null;
    parts.forEach((part) => part.update({ state, told, scene, found, show, selected, guesses }));
    if (!player.running()) write(live, steps.words());
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return () => {
    player.stop();
    unfollow();
  };
}

// --- time: a phase runs, slowly at first so that one sees every move, then faster and faster, until it has settled

const SLOW = { free: 160, nudged: 420 }; // milliseconds a move
const SLOW_MOVES = 6;

export function movesAfter(milliseconds, phase) {
  const slow = SLOW_MOVES * SLOW[phase];
  return milliseconds < slow ? milliseconds / SLOW[phase] : SLOW_MOVES * Math.exp((milliseconds - slow) / 500);
}

function buildPlayer({ current, place, goTo }) {
  let frame = null;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const stop = () => {
    if (frame) cancelAnimationFrame(frame);
    frame = null;
  };
  function run() {
    stop();
    const { phase, film, at } = current();
    if (still.matches) return goTo({ ...place(), [phase]: Infinity });
    const [end, begin] = [film.frames.length - 1, performance.now()];
    const advance = (time) => {
      const next = Math.min(end, at + Math.floor(movesAfter(Math.max(0, time - begin), phase)));
      frame = next < end ? requestAnimationFrame(advance) : null;
      goTo({ ...place(), [phase]: next });
    };
    frame = requestAnimationFrame(advance);
    goTo(place()); // the button says that it runs
  }
  return { run, stop, running: () => frame !== null };
}

// --- the settings

function buildSettings({ read, change, original }) {
  const unit = chooser("unit", Object.keys(UNITS).map((name) => [name, name.replace("_", " ")]));
  const scheme = chooser("scheme", [["layerwise", "layer by layer"], ["gradient_flow", "in small steps"]]);
  const epsilon = slider("epsilon", "step ε", { min: 0.05, max: 2, step: 0.05 });
  const beta = slider("beta", "nudge β", { min: -LAST, max: LAST, step: 1 });
  const angle = slider("angle", "angle of up and down", { min: 0, max: 90, step: 5 });
  const restore = button("Original numbers", { name: "restore" });
  unit.addEventListener("change", () => {
    const [low, high] = LIMITS[unit.value];
    const { x, y } = read();
    const inside = (values) => values.map((value) => clamp(value, low, high));
    change({ unit: unit.value, x: inside(x), y: inside(y) });
  });
  scheme.addEventListener("change", () => change({ scheme: scheme.value }));
  epsilon.node.addEventListener("input", () => change({ epsilon: epsilon.node.valueAsNumber }));
  beta.node.addEventListener("input", () => {
    const before = Math.sign(read().beta);
    change({ beta: nudgeAt(beta.node.valueAsNumber || -before) });
  });
  angle.node.addEventListener("input", () => change({ angle: angle.node.valueAsNumber }));
  restore.addEventListener("click", () => change({ ...original }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" });
  node.append(labelled("units", unit), labelled("how they settle", scheme), epsilon.label, beta.label, angle.label);
  node.append(restore);

  function update({ state }) {
    unit.value = state.unit;
    scheme.value = state.scheme;
    epsilon.say(state.epsilon, numberText(state.epsilon));
    epsilon.label.classList.toggle("off", state.scheme === "layerwise");
    epsilon.node.disabled = state.scheme === "layerwise";
    beta.say(positionOf(state.beta), `${numberText(state.beta)} ${state.beta > 0 ? "pull" : "push"}`);
    angle.say(state.angle, `${numberText(state.angle)}°`);
  }
  return { node, update };
}

// --- the steps

function buildSteps({ id, sizes, current, place, goTo, player, learn, restart }) {
  const settle = button("Settle", { class: "primary", name: "settle", "aria-describedby": `${id}-sentence` });
  const step = button("Step", { name: "step" });
  const nudge = button("Nudge", { name: "nudge" });
  const teach = button("Learn", { name: "learn", title: `each connection changes by ${RATE} times what it learns` });
  const again = button("Start again", { name: "again" });
  const track = input("range", "track", { min: 0, step: 1, "aria-label": "moves of the phase" });
  const status = element("output", { class: "status" });
  const left = element("span", { class: "left" });
  const sentence = element("p", { class: "sentence", id: `${id}-sentence` });
  settle.addEventListener("click", () => {
    if (player.running()) {
      player.stop();
      goTo(place());
    } else if (settle.getAttribute("aria-disabled") !== "true") player.run();
  });
  step.addEventListener("click", () => {
    player.stop();
    const { phase, at } = current();
    goTo({ ...place(), [phase]: at + 1 });
  });
  nudge.addEventListener("click", () => {
    player.stop();
    const letGo = place().nudged !== null;
    goTo({ ...place(), nudged: letGo ? null : 0 });
    if (!letGo) player.run();
  });
  teach.addEventListener("click", learn);
  again.addEventListener("click", restart);
  track.addEventListener("input", () => {
    player.stop();
    goTo({ ...place(), [current().phase]: track.valueAsNumber });
  });
  const buttons = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, settle, step, nudge, teach, again);
  const time = element("div", { class: "time" }, track, element("div", { class: "said" }, status, left));
  const node = element("div", { class: "header" }, element("div", { class: "steps" }, buttons, time), sentence);

  function update({ state, told, scene, guesses }) {
    const { phase, film, at, now } = scene;
    const ended = at === film.frames.length - 1;
    const running = player.running();
    write(settle, running ? "Stop" : "Settle");
    settle.classList.toggle("primary", running || !ended);
    enable(settle, running || !ended);
    enable(step, !ended);
    write(nudge, phase === "free" ? "Nudge" : "Let go");
    nudge.classList.toggle("primary", phase === "free" && ended && film.settled && !running);
    enable(teach, phase === "nudged" && at > 0 && !running);
    put(track, "max", film.frames.length - 1);
    track.value = at;
    const words = statusText(scene);
    put(track, "aria-valuetext", words);
    write(status, sentenceCase(words));
    status.classList.toggle("wrong", ended && !film.settled);
    write(left, `largest |ρ(z) − s|: ${numberText(now.residual)}`);
    write(sentence, sentenceOf(sizes, state, told, scene, guesses, running));
  }
  return { node, update, words: () => `${status.textContent}. ${sentence.textContent}` };
}

// --- the network

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

function buildNetwork({ id, sizes, places, read, setClamp, setShow, select, guess }) {
  const { width, height, radius, ring } = places;
  const L = sizes.length - 1;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "group" });
  put(svg, "aria-label", `Network with layers of ${sizes.join(", ")} units. Inputs and targets are sliders.`);
  svg.style.maxWidth = `${width * 1.15}px`;
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // pointerdown has set the focus; keep it there
  const defs = svg.appendChild(shape("defs"));
  const [halos, wires, springs, discs, notes] = ["halos", "wires", "springs", "discs", "notes"].map((name) => {
    return svg.appendChild(shape("g", { class: name }));
  });
  const updates = [];
  const text = (parent, name, x, y, words = "") => parent.appendChild(shape("text", { class: name, x, y }, words));
  places.captions.forEach(([x, y, words]) => text(notes, "caption", x, y, words));

  // connections
  keysOf(sizes).filter(([kind]) => kind === "weight").forEach((key) => {
    const [, l, j, k] = key;
    const [[x0, y0], [x1, y1]] = [places.units[l - 1][k], places.units[l][j]];
    const d = `M${x0},${y0}L${x1},${y1}`;
    const halo = halos.appendChild(shape("path", { class: "halo", d }));
    const line = wires.appendChild(shape("path", { class: "line", d, "data-key": String(key) }));
    const hit = wires.appendChild(shape("path", { class: "hit", d }));
    hit.addEventListener("click", () => select(key));
    updates.push(({ state, found, show, selected, largest }) => {
      const i = placeOf(sizes, key);
      const value = show === "weights" ? state.theta[i] : found ? -found.one[i] : 0;
      const size = show === "weights" ? weightWidth(value) : 0.8 + (6 * Math.abs(value)) / (largest.update || 1);
      put(line, "stroke-width", size.toFixed(2));
      put(line, "data-sign", sign(value));
      halo.classList.toggle("marked", String(selected) === String(key));
    });
  });

  // springs and targets
  places.targets.forEach(([x, y], j) => {
    const [from, to] = [places.units[L][j][0] + radius + ring, x - 25];
    const spring = springs.appendChild(shape("path", { class: "spring" }));
    const node = shape("g", { ...KEYS, class: "target", tabindex: 0, "aria-label": `target ${j + 1}` });
    node.append(shape("rect", { class: "disc", x: x - 25, y: y - 20, width: 50, height: 40, rx: 6 }));
    text(node, "name", x, y - 9, `y${lowered(j + 1)}`);
    const number = text(node, "number", x, y + 8);
    discs.append(node);
    makeSlider(node, { value: () => read().y[j], change: (...to_) => setClamp("y", j, ...to_) });
    updates.push(({ state, scene }) => {
      const on = scene.phase === "nudged";
      put(spring, "d", on ? springPath(from, to, y, 3 + 5 * Math.sqrt(Math.abs(state.beta))) : `M${from},${y}H${to}`);
      put(spring, "stroke-width", on ? (1.2 + 2 * Math.abs(state.beta)).toFixed(2) : "1");
      put(spring, "data-sign", on ? sign(state.beta) : "zero");
      write(number, numberText(state.y[j]));
      sliderState(node, state.y[j], state.unit);
    });
  });
  const [tx, ty] = places.targets[0];
  const pull = text(notes, "caption", (places.units[L][0][0] + radius + ring + tx - 25) / 2, ty - 17);
  updates.push(({ state, scene }) => {
    write(pull, scene.phase === "nudged" ? `${state.beta > 0 ? "pull" : "push"} ${numberText(Math.abs(state.beta))}` : "");
  });

  // units
  places.units.forEach((layer, l) => layer.forEach(([x, y], j) => addUnit(l, j, x, y)));
  function addUnit(l, j, x, y) {
    const clip = `${id}-${l}-${j}`;
    defs.append(shape("clipPath", { id: clip }, shape("circle", { cx: x, cy: y, r: radius })));
    const kind = l === 0 ? "input" : l === L ? "output" : "hidden";
    const node = shape("g", { ...KEYS, class: `unit ${kind}`, tabindex: 0, "data-unit": `${l},${j}` });
    const disc = shape("circle", { class: "disc", cx: x, cy: y, r: radius });
    const inside = shape("g", { "clip-path": `url(#${clip})` });
    const fill = inside.appendChild(shape("rect", { class: "fill", x: x - radius, width: 2 * radius }));
    const surface = inside.appendChild(shape("path", { class: "surface" }));
    const ghost = inside.appendChild(shape("path", { class: "ghost" }));
    const rim = shape("circle", { class: "rim", cx: x, cy: y, r: radius });
    node.append(shape("circle", { class: "back", cx: x, cy: y, r: radius + ring }), disc, inside, rim);
    const arc = node.appendChild(shape("path", { class: "ring", "stroke-width": ring - 1 }));
    text(node, "name", x, y - 10, stateName(l, j));
    const number = text(node, "number", x, y + 7);
    const moved = text(node, "moved", x, y + radius + ring + 8);
    discs.append(node);
    if (l === 0) makeSlider(node, { value: () => read().x[j], change: (...to) => setClamp("x", j, ...to) });
    else put(node, "role", "button");
    if (l) for (const event of ["click", "focus"]) node.addEventListener(event, () => select(["bias", l, j]));
    const badge = kind === "hidden" ? addBadge(node, l, j, x, y) : null;
    const level = (value, [low, high]) => y + radius - (2 * radius * (clamp(value, low, high) - low)) / (high - low);

    updates.push(({ state, scene, selected, guesses, largest }) => {
      const limits = LIMITS[state.unit];
      const value = scene.now.s[l][j];
      const [here, zero] = [level(value, limits), level(0, limits)];
      put(fill, "y", tenth(Math.min(here, zero)));
      put(fill, "height", tenth(Math.abs(zero - here)));
      put(fill, "data-sign", value < 0 ? "negative" : "positive");
      put(surface, "d", `M${x - radius},${tenth(here)}h${2 * radius}`);
      write(number, value.toFixed(3).replace("-", "−"));
      const change = scene.before && l ? value - scene.before.s[l][j] : 0;
      const old = scene.before && l ? level(scene.before.s[l][j], limits) : null;
      put(ghost, "d", old === null ? null : `M${x - radius},${tenth(old)}h${2 * radius}`);
      const part = largest.change ? change / largest.change : 0;
      put(arc, "d", Math.abs(part) > 0.002 ? ringPath([x, y], radius + ring / 2, part) : null);
      for (const one of [arc, moved]) put(one, "data-sign", sign(change));
      const said = change ? `${change > 0 ? "+" : "−"}${Math.abs(change).toFixed(4)}` : "";
      write(moved, said);
      node.classList.toggle("moving", scene.now.moved.includes(l) && scene.at < scene.film.frames.length - 1);
      node.classList.toggle("selected", String(selected) === String(["bias", l, j]));
      const guessed = badge ? badge(scene, guesses) : "";
      if (l === 0) sliderState(node, state.x[j], state.unit);
      const told_ = l ? `: ${value.toFixed(3)}${said && `, moved by ${said}`}${guessed}` : "";
      put(node, "aria-label", unitName(sizes, l, j) + told_);
    });
  }

  // The guess of a hidden unit: each click on the badge goes from none to up to down; arrow keys on the unit do it too.
  function addBadge(node, l, j, x, y) {
    const badge = node.appendChild(shape("g", { class: "badge" }));
    badge.append(shape("circle", { cx: x - 34, cy: y - 35, r: 10.5 }));
    const mark = text(badge, "guess", x - 34, y - 34.5);
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
    // Draws the guess, and returns it in words.
    return ({ phase, film, at, now, before }, guesses) => {
      way = guesses[[l, j]] ?? 0;
      const ended = at > 0 && at === film.frames.length - 1;
      const right = phase === "nudged" && ended && way ? way === wayOf(`${l},${j}`, now, before) : null;
      put(badge, "visibility", way || (phase === "free" && ended && film.settled) ? null : "hidden");
      write(mark, way ? (way > 0 ? "↑" : "↓") : "?");
      put(badge, "data-verdict", right === null ? null : right ? "right" : "wrong");
      const verdict = right === null ? "" : right ? ", which is right" : ", which is wrong";
      return way ? `, your guess: ${way > 0 ? "up" : "down"}${verdict}` : "";
    };
  }

  const shown = chooser("show", [["weights", "weights"], ["updates", "what they learn"]]);
  shown.addEventListener("change", () => setShow(shown.value));
  const swatch = (which) => {
    const icon = shape("svg", { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" });
    icon.append(shape("path", { class: "line", "data-sign": which, d: "M1,4H29", "stroke-width": 3.5 }));
    return icon;
  };
  const legend = element("p", { class: "legend" }, element("label", {}, "Connections show ", shown));
  legend.append(swatch("positive"), " positive", swatch("negative"), " negative");
  const help = element("p", { class: "help" }, "Drag an input or a target up or down, or use the arrow keys. ");
  help.append("Click a connection or a unit to see and change its number.");

  function update(now) {
    const { scene, found, show } = now;
    shown.value = show;
    const changes = scene.now.s.flatMap((layer, l) => (l && scene.before ? [largestChange(layer, scene.before.s[l])] : [0]));
    const weights = keysOf(sizes).filter(([kind]) => found && kind === "weight");
    const sizesOfUpdates = weights.map((key) => Math.abs(found.one[placeOf(sizes, key)]));
    const largest = { change: Math.max(...changes), update: Math.max(0, ...sizesOfUpdates) };
    updates.forEach((part) => part({ ...now, largest }));
  }
  return { node: element("div", { class: "network" }, svg, legend, help), update };
}

function sliderState(node, value, unit) {
  const [low, high] = LIMITS[unit];
  put(node, "aria-valuemin", low);
  put(node, "aria-valuemax", high);
  put(node, "aria-valuenow", Number(value.toFixed(6)));
  put(node, "aria-valuetext", numberText(value));
}

// --- the energies of the two phases; where there is no energy, the residuals

const PLOT = { width: 210, height: 172, left: 48, right: 10, top: 24, bottom: 36 };
const [ROOM_X, ROOM_Y] = [PLOT.width - PLOT.left - PLOT.right, PLOT.height - PLOT.top - PLOT.bottom];
const LEAST = 1e-11; // residuals below are drawn there

function buildPlots({ id }) {
  const panels = ["free", "nudged"].map((phase) => buildPanel(phase, `${id}-${phase}`));
  const note = element("p", { class: "no-energy" }, "Up and down differ: there is no energy, ");
  note.append("no one function that the states go down. The residual, largest |ρ(z) − s|, stands in its place.");
  const node = element("div", { class: "plots" }, ...panels.map((panel) => panel.node), note);
  function update({ told, scene }) {
    const nudged_ = scene.phase === "nudged";
    put(note, "hidden", told.net.symmetric ? "" : null);
    panels[0].update(told.free, scene.from, told.net.symmetric, !nudged_);
    panels[1].update(nudged_ ? scene.film : null, scene.at, told.net.symmetric, nudged_);
  }
  return { node, update };
}

// The curves of a phase: {name, values}, the one that must fall first.
function curvesOf(phase, frames, symmetric) {
  if (!symmetric) return [{ name: "", values: frames.map((frame) => Math.log10(Math.max(frame.residual, LEAST))) }];
  const E = { name: "E", values: frames.map((frame) => frame.E) };
  return phase === "free" ? [E] : [{ name: "F = E + βC", values: frames.map((frame) => frame.F) }, E];
}

function buildPanel(phase, id) {
  const svg = shape("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  const room = shape("rect", { x: PLOT.left - 5, y: PLOT.top - 5, width: ROOM_X + 10, height: ROOM_Y + 10 });
  svg.append(shape("defs", {}, shape("clipPath", { id }, room)));
  svg.append(shape("text", { class: "title", x: PLOT.left, y: 9 }, `${phase} phase`));
  const axes = svg.appendChild(shape("g", {}));
  const curves = svg.appendChild(shape("g", { "clip-path": `url(#${id})` }));
  const drawn = ["first", "second"].map((which) => ({
    line: curves.appendChild(shape("path", { class: `curve ${which}` })),
    dot: curves.appendChild(shape("circle", { class: `dot ${which}`, r: 4 })),
    name: svg.appendChild(shape("text", { class: "down" })),
  }));
  const frame = shape("path", { class: "frame", d: `M${PLOT.left},${PLOT.top}v${ROOM_Y}h${ROOM_X}` });
  const words = (kind, x, y, text) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, text);

  function update(film, at, symmetric, active) {
    svg.classList.toggle("active", active);
    const frames = film ? film.frames : [];
    const all = film ? curvesOf(phase, frames, symmetric) : [];
    const last = film ? (symmetric ? framesToShow(all[0].values, 8) : frames.length - 1) : 0;
    const seen = all.flatMap(({ values }) => values.slice(0, last + 1));
    const [low, high] = symmetric ? padded(seen) : [-11.5, 0.5];
    const x = (i) => PLOT.left + (Math.min(i, last) / Math.max(1, last)) * ROOM_X;
    const y = (value) => PLOT.top + ((high - value) / (high - low)) * ROOM_Y;
    drawn.forEach(({ line: path, dot, name }, i) => {
      for (const part of [path, dot, name]) put(part, "visibility", all[i] ? null : "hidden");
      if (!all[i]) return;
      const { values } = all[i];
      const past = values.slice(0, Math.min(at, last) + 1);
      put(path, "d", `M${past.map((value, n) => [x(n), y(value)].map(tenth)).join("L")}`);
      put(dot, "cx", tenth(x(at)));
      put(dot, "cy", tenth(y(values[at])));
      write(name, all[i].name);
      put(name, "visibility", at >= last ? null : "hidden");
      put(name, "x", PLOT.left + ROOM_X);
      const above = i === 0 && !(all.length > 1 && all[1].values[last] > values[last]);
      put(name, "y", tenth(y(values[last]) + (above || (i === 1 && all[0].values[last] < values[last]) ? -11 : 12)));
    });
    const what = symmetric ? all.map(({ name }) => name).join(" and ") : "residual";
    const value = film && numberText(symmetric ? all[0].values[at] : frames[at].residual);
    put(svg, "aria-label", film ? `${phase} phase, sweep ${frames[at].sweep}: ${what} ${value}` : `no ${phase} phase yet`);
    const empty = words("empty", PLOT.left + ROOM_X / 2, PLOT.top + ROOM_Y / 2, "not nudged yet");
    axes.replaceChildren(...(film ? axisParts(frames, last, symmetric, low, high, x, y) : [empty]), frame);
  }

  function axisParts(frames, last, symmetric, low, high, x, y) {
    const ticks = symmetric ? niceTicks(low, high) : [-10, -5, 0].map((n) => [n, powerOfTen(n)]);
    const moves = frames.filter(({ sweep }) => sweep === 1).length; // in a sweep
    const sweeps = last / moves;
    const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => sweeps / n <= 6);
    const marks = Array.from({ length: Math.floor(sweeps / every) + 1 }, (_, i) => i * every);
    return [
      ...ticks.map(([value]) => shape("path", { class: "grid", d: `M${PLOT.left},${tenth(y(value))}h${ROOM_X}` })),
      ...ticks.map(([value, text]) => words("down", PLOT.left - 5, y(value), text)),
      ...marks.map((n) => words("across", x(n * moves), PLOT.top + ROOM_Y + 11, n)),
      words("across name", PLOT.left + ROOM_X / 2, PLOT.top + ROOM_Y + 27, "sweep"),
    ];
  }
  return { node: svg, update };
}

function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, 0.004);
  return [low - 0.2 * pad, high + 0.16 * pad];
}

// Three or four round numbers between two others, with their texts.
export function niceTicks(low, high) {
  const raw = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const size = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
  const first = Math.ceil(low / size);
  const count = Math.floor(high / size) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const text = Math.abs((first + i) * size).toFixed(decimals);
    return [(first + i) * size, first + i < 0 ? `−${text}` : text];
  });
}

// --- what it says about the gradient

const SCATTER = 150;

function buildGradient({ sizes, select, setNumber, read }) {
  const keys = keysOf(sizes);
  const choices = keys.map((key) => [String(key), `${symbolOf(key)}, ${nameOf(sizes, key)}`]);
  const chosen = chooser("selected", choices, { "aria-label": "Selected connection or bias" });
  const field = input("number", "value", { step: 0.1, min: -LARGEST, max: LARGEST });
  const fieldName = element("span", { class: "field-name" });
  let shown = null;
  chosen.addEventListener("change", () => select(keys.find((key) => String(key) === chosen.value)));
  field.addEventListener("input", () => Number.isFinite(field.valueAsNumber) && setNumber(shown, field.valueAsNumber));
  field.addEventListener("change", () => (field.value = read().theta[placeOf(sizes, shown)]));
  const rule = element("div", { class: "rule" });
  const exactly = element("p", { class: "exactly" });
  const dots = shape("svg", { class: "scatter", viewBox: `0 0 ${SCATTER + 30} ${SCATTER + 26}`, role: "img" });
  const table = element("table");
  const node = element("div", { class: "gradient", role: "group", "aria-label": "What the connections learn" });
  node.append(element("h4", {}, "What one connection learns"));
  node.append(element("div", { class: "fields" }, chosen, element("label", {}, fieldName, field)), rule, exactly);
  node.append(element("h4", {}, "What all of them learn, against the exact gradient"));
  node.append(element("div", { class: "agreement" }, dots, element("div", {}, table)));

  function update({ state, told, scene, found, selected }) {
    shown = selected;
    const i = placeOf(sizes, selected);
    chosen.value = String(selected);
    write(fieldName, `${symbolOf(selected)} =`);
    put(field, "aria-label", nameOf(sizes, selected));
    if (field.valueAsNumber !== state.theta[i]) field.value = Number(state.theta[i].toFixed(6));
    rule.replaceChildren(pairsOf(ruleOf(selected, state, scene, found && -found.one[i])));
    const truth = told.exact ? numberText(-told.exact[i]) : "not defined: the free states do not settle";
    write(exactly, `Exactly: −∂J/∂${symbolOf(selected)} = ${found ? truth : "…"}`);
    writeTable(told, found);
    dots.replaceChildren(...dotsOf(told.exact, found));
    put(dots, "aria-label", found ? "Estimates against exact derivatives; equal ones lie on the diagonal" : "No estimates yet");
  }

  function writeTable({ exact, net }, found) {
    const row = (name, kind, estimate) => {
      const match = estimate && exact ? agreement(estimate, exact) : { cosine: NaN, error: NaN };
      const cells = [match.cosine, match.error].map((value) => element("td", {}, Number.isFinite(value) ? digits(value) : "–"));
      return element("tr", {}, element("th", { scope: "row" }, dotIcon(kind), ` ${name}`), ...cells);
    };
    const titles = ["estimate", "cosine", "relative error"].map((text) => element("th", { scope: "col" }, text));
    const rows = [row("one nudge", "one", found?.one), row("two, ±β", "two", found?.two)];
    table.replaceChildren(element("caption", {}, remarkOn(exact, net.symmetric)), element("tr", {}, ...titles), ...rows);
  }
  return { node, update };
}

function remarkOn(exact, symmetric) {
  if (!exact) return "The free states do not settle, so there is no exact gradient.";
  if (exact.every((value) => value === 0)) return "The exact gradient is 0: units at a wall pass nothing on.";
  return `Exact: J = C of the free states, differentiated${symmetric ? "" : "; the downward weights are held fixed"}.`;
}

// The dots of the estimates against the exact values, on axes of equal scale.
function dotsOf(exact, found) {
  const estimated = found ? [found.two, found.one] : [];
  const size = 1.08 * Math.max(1e-9, ...[exact ?? [], ...estimated].flatMap((values) => Array.from(values, Math.abs)));
  const at = (value) => SCATTER / 2 + (value / size) * (SCATTER / 2);
  const [x, y] = [(value) => 24 + at(value), (value) => SCATTER + 4 - at(value)];
  const dot = (kind, values) => Array.from(values, (value, i) => dotShape(kind, tenth(x(-exact[i])), tenth(y(-value))));
  return [
    shape("rect", { class: "frame", x: 24, y: 4, width: SCATTER, height: SCATTER }),
    shape("path", { class: "grid", d: `M${x(0)},4v${SCATTER}M24,${y(0)}h${SCATTER}` }),
    shape("path", { class: "same", d: `M24,${SCATTER + 4}L${SCATTER + 24},4` }),
    shape("text", { class: "across name", x: 24 + SCATTER / 2, y: SCATTER + 17 }, "exact"),
    shape("text", { class: "across name", transform: `translate(12,${4 + SCATTER / 2}) rotate(-90)` }, "estimate"),
    ...(found && exact ? [...dot("two", found.two), ...dot("one", found.one)] : []),
  ];
}

const digits = (value) => (Math.abs(value) < 5e-5 ? numberText(value) : value.toFixed(4).replace("-", "−"));

// The mark of an estimate: a full disc for one nudge, a ring for two.
const dotShape = (kind, cx, cy) => shape("circle", { class: `mark ${kind}`, cx, cy, r: kind === "one" ? 2.6 : 4.2 });

function dotIcon(kind) {
  const icon = shape("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" });
  icon.append(dotShape(kind, 0, 0));
  return icon;
}

// The local rule with its numbers: Hebb for the nudged states, minus Hebb for the free ones, divided by β.
function ruleOf(key, { beta }, { now, before }, value) {
  const [kind, l, j, k] = key;
  const ends = kind === "weight" ? [[l, j], [l - 1, k]] : [[l, j]];
  const op = (text) => ({ text, number: "", op: true });
  const product = (frame, word) => ({
    text: `${word} ${ends.map((end) => stateName(...end)).join(" ")}`,
    number: frame ? ends.map(([a, b]) => frame.s[a][b].toFixed(3).replace("-", "−")).join(" · ") : "…",
  });
  const nudged_ = product(before && now, "nudged");
  const result = { text: `Δ${symbolOf(key)}`, number: value === null ? "…" : numberText(value), result: true };
  return [result, op("= ("), nudged_, op("−"), product(before, "free"), op(") /"), { text: "β", number: numberText(beta) }];
}

// One equation, each symbol above its number; a line may break before a sign.
function pairsOf(tokens) {
  const spoken = (part) => tokens.map((token) => token[part]).join(" ");
  const row = element("div", { class: "pairs", role: "math" });
  put(row, "aria-label", `${spoken("text")}; in numbers ${spoken("number")}`);
  tokens.forEach(({ text, number, op, result }) => {
    const pair = element("span", { class: `pair${op ? " op" : ""}${result ? " result" : ""}` });
    pair.append(element("span", { class: "upper" }, text), element("span", { class: "lower" }, number));
    row.append(pair);
  });
  return row;
}

export default { render };
