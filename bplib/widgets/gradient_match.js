// The gradient match: errors of gradient estimates against β, and the estimates at one β against the exact gradient.
//
// render builds the page and then only changes what differs.  What there is to show is in gradient_match_curves.js, the
// mathematics in equilibrium_mathematics.js, what all widgets use in helpers.js.  The files become the one module that a widget
// has (browser_widget.py), so they share their names without importing them.

const STATE = ["chosen", "beta", "sweeps", "single", "angle"];
const [SMALLEST, LARGEST] = [1e-5, 0.8]; // nudges
const LAST = 21; // the place of "until settled" on the slider of sweeps, after 1 to 20

// Remember the last few results of a function of one plain argument.
function remembered(f, most = 4) {
  const results = new Map();
  return (argument) => {
    const key = JSON.stringify(argument);
    if (!results.has(key)) results.set(key, f(argument));
    if (results.size > most) results.delete(results.keys().next().value);
    return results.get(key);
  };
}

export function render({ model, el }) {
  const id = newId("gradient-match");
  const [networks, images, targets, original] = ["networks", "images", "targets", "original"].map((name) => model.get(name));
  const read = () => traitsOf(model, STATE);
  const all = ({ chosen, ...rest }) => ({ ...networks[chosen], images, targets, ...rest });
  const exactFor = remembered((how) => exactOf(all(how)));
  const freeFor = remembered((how) => freePhase(all(how)));
  const curvesFor = remembered(({ chosen, angle, ...how }) => {
    const exact = exactFor({ chosen, angle });
    return exact && errorCurves(freeFor({ chosen, angle, ...how }), exact);
  });
  // What the errors would be if everything were right, at one β of the curves, and the hidden units of the pictures.
  const referenceFor = remembered((chosen) => {
    const [exact, place] = [exactFor({ chosen, angle: 0 }), 6];
    const found = estimatesAt(freeFor({ chosen, angle: 0, sweeps: 0, single: false }), BETAS[place]);
    const errors = Object.fromEntries(RULES.map(({ key }) => [key, agreement(found[key], exact).error]));
    return { beta: BETAS[place], errors, units: mixedUnits(networks[chosen].sizes, exact) };
  });

  function save(changes) {
    assign(model, changes);
    draw();
  }
  const moveTo = (beta) => save({ beta: clamp(Number(beta.toPrecision(3)), SMALLEST, LARGEST) });

  const root = element("section", { class: "gradient-match", "aria-label": "The gradient match" });
  const actions = { id, read, save, moveTo, original, networks };
  const parts = [buildSettings, buildPlot, buildTable, buildScatter, buildPictures].map((make) => make(actions));
  const [settings, plot, table, scatter, pictures] = parts;
  const sentence = element("p", { class: "sentence", role: "status" });
  const below = element("div", { class: "below" }, scatter.node, pictures.node);
  root.append(settings.node, sentence, element("div", { class: "body" }, plot.node, table.node, below));
  mount(root, el);

  let drawn = null;
  function draw() {
    const state = read();
    const key = JSON.stringify(state);
    if (key === drawn) return;
    drawn = key;
    const { beta, ...how } = state;
    const { sizes } = networks[how.chosen];
    const [free, exact] = [freeFor(how), exactFor({ chosen: how.chosen, angle: how.angle })];
    const found = estimatesAt(free, beta);
    const matches = exact && RULES.map((rule) => ({ ...rule, ...agreement(found[rule.key], exact) }));
    const now = { state, sizes, exact, found, matches, curves: curvesFor(how), reference: referenceFor(how.chosen) };
    parts.forEach((part) => part.update(now));
    write(sentence, exact ? remark(how, free.residual) : "The free states do not settle, so there is no exact gradient.");
  }
  const unfollow = follow(model, STATE, draw);
  draw();
  return unfollow;
}

// Some hidden units of layer 1, in the order of their numbers: those whose weights have large derivatives of both signs.
function mixedUnits([n0, n1], exact, count = 6) {
  const sum = (values, f) => values.reduce((total, value) => total + f(value), 0);
  const mixed = Array.from({ length: n1 }, (_, j) => {
    const row = exact.subarray(j * n0, (j + 1) * n0);
    return [sum(row, Math.abs) - Math.abs(sum(row, (value) => value)), j];
  });
  return mixed.sort(([a], [b]) => b - a).slice(0, count).map(([, j]) => j).sort((a, b) => a - b);
}

// --- the settings

function buildSettings({ read, save, moveTo, original, networks }) {
  const names = Object.entries(networks).map(([name, { sizes }]) => [name, sizes.join("-")]);
  const chosen = chooser("chosen", names);
  const beta = slider("beta", "nudge β", { min: -5, max: Math.log10(LARGEST).toFixed(2), step: 0.01 });
  const sweeps = slider("sweeps", "sweeps of each phase", { min: 1, max: LAST, step: 1 });
  const single = chooser("single", [["", "double"], ["1", "single"]]);
  const angle = slider("angle", "angle of up and down", { min: 0, max: 90, step: 5 });
  const restore = button("Reset", { name: "restore" });
  chosen.addEventListener("change", () => save({ chosen: chosen.value }));
  beta.node.addEventListener("input", () => moveTo(10 ** beta.node.valueAsNumber));
  sweeps.node.addEventListener("input", () => save({ sweeps: sweeps.node.valueAsNumber % LAST }));
  single.addEventListener("change", () => save({ single: single.value === "1" }));
  angle.node.addEventListener("input", () => save({ angle: angle.node.valueAsNumber }));
  restore.addEventListener("click", () => save({ ...original }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" });
  node.append(labelled("network", chosen), beta.label, sweeps.label, labelled("precision", single), angle.label, restore);

  function update({ state }) {
    chosen.value = state.chosen;
    beta.say(Math.log10(state.beta), betaText(state.beta));
    sweeps.say(state.sweeps || LAST, state.sweeps ? String(state.sweeps) : "all, settled");
    single.value = state.single ? "1" : "";
    angle.say(state.angle, `${numberText(state.angle)}°`);
  }
  return { node, update };
}

// Three digits, with a power of ten where there would be many zeros.
function betaText(beta) {
  if (beta >= 0.001) return String(Number(beta.toPrecision(2)));
  const [head, power] = beta.toExponential(1).split("e");
  return `${head}·10${raised(Number(power))}`;
}

function errorText(error) {
  if (error >= 0.001 && error < 1000) return String(Number(error.toPrecision(3)));
  const [head, power] = error.toExponential(1).split("e");
  return `${head}·10${raised(Number(power))}`;
}

// --- the errors against β

const PLOT = { width: 600, height: 440, left: 62, right: 14, top: 12, bottom: 46 };
const [ROOM_X, ROOM_Y] = [PLOT.width - PLOT.left - PLOT.right, PLOT.height - PLOT.top - PLOT.bottom];
const [LOW, HIGH] = [-12, 5]; // powers of ten on the axis of errors
const xOf = (beta) => PLOT.left + ((Math.log10(beta) + 5.1) / 5.1) * ROOM_X;
const yOf = (error) => PLOT.top + ((HIGH - Math.log10(clamp(error, 1e-99, 1e99))) / (HIGH - LOW)) * ROOM_Y;

// The outlines of the marks of the rules from their centres: a disc, a triangle, a square.
const MARKS = {
  one: "m-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z",
  two: "m0,-5l4.6,8.6h-9.2z",
  four: "m-3.6,-3.6h7.2v7.2h-7.2z",
};

function iconOf(key) {
  const icon = shape("svg", { viewBox: "-16 -7 32 14", width: 32, height: 14, "aria-hidden": "true" });
  icon.append(shape("path", { class: `curve ${key}`, d: "M-15,0H15" }));
  icon.append(shape("path", { class: `mark ${key}`, d: markAt(key, 0, 0) }));
  return icon;
}

function buildPlot({ id, moveTo }) {
  const svg = shape("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  const room = shape("rect", { x: PLOT.left, y: PLOT.top, width: ROOM_X, height: ROOM_Y });
  svg.append(shape("defs", {}, shape("clipPath", { id: `${id}-plot` }, room)));
  svg.append(...axesOfPlot());
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-plot)` }));
  const guides = inside.appendChild(shape("g", {}));
  const line = inside.appendChild(shape("path", { class: "cursor" }));
  const curves = RULES.map(({ key }) => ({
    key,
    line: inside.appendChild(shape("path", { class: `curve ${key}` })),
    marks: inside.appendChild(shape("path", { class: `mark ${key}` })),
    dot: inside.appendChild(shape("path", { class: `mark now ${key}`, d: markAt(key, 0, 0) })),
  }));
  followPointer(svg, (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * PLOT.width;
    moveTo(10 ** (((x - PLOT.left) / ROOM_X) * 5.1 - 5.1));
  });

  let guided = null;
  function update({ state, matches, curves: errors, reference }) {
    if (guided !== state.chosen) guides.replaceChildren(...RULES.flatMap((rule) => guideOf(rule, reference)));
    guided = state.chosen;
    put(line, "d", `M${tenth(xOf(state.beta))},${PLOT.top}v${ROOM_Y}`);
    curves.forEach(({ key, line: path, marks, dot }, i) => {
      const points = errors ? errors[key].map((error, n) => [xOf(BETAS[n]), yOf(error)]) : [];
      put(path, "d", points.length ? `M${points.map((point) => point.map(tenth)).join("L")}` : null);
      put(marks, "d", points.map(([x, y]) => markAt(key, x, y)).join("") || null);
      put(dot, "visibility", matches ? null : "hidden");
      const place = matches && [xOf(state.beta), yOf(matches[i].error)].map(tenth);
      put(dot, "transform", place && `translate(${place}) scale(1.5)`);
    });
    const told = (matches ?? []).map(({ title, error }) => `${title} ${errorText(error)}`).join(", ");
    put(svg, "aria-label", `Relative errors against β on logarithmic axes; at β = ${betaText(state.beta)}: ${told}`);
  }
  return { node: element("div", { class: "plot" }, svg), update };
}

// The outline of a mark at a point: all but its first place is relative.
const markAt = (key, x, y) => `M${tenth(x)},${tenth(y)}${MARKS[key]}`;

function axesOfPlot() {
  const text = (kind, x, y, words) => shape("text", { class: kind, x: tenth(x), y: tenth(y) }, words);
  const powers = (low, high, every) => Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => low + i * every);
  const [bottom, middle] = [PLOT.top + ROOM_Y, PLOT.top + ROOM_Y / 2];
  const row = (kind, y) => shape("path", { class: kind, d: `M${PLOT.left},${tenth(y)}h${ROOM_X}` });
  return [
    ...powers(LOW, HIGH, 1).map((n) => row(n ? "grid" : "grid whole", yOf(10 ** n))),
    ...powers(-5, 0, 1).map((n) => shape("path", { class: "grid", d: `M${tenth(xOf(10 ** n))},${PLOT.top}v${ROOM_Y}` })),
    shape("rect", { class: "frame", x: PLOT.left, y: PLOT.top, width: ROOM_X, height: ROOM_Y }),
    ...powers(LOW, HIGH, 2).map((n) => text("down", PLOT.left - 6, yOf(10 ** n), powerOfTen(n))),
    ...powers(-5, 0, 1).map((n) => text("across", xOf(10 ** n), bottom + 13, powerOfTen(n))),
    text("across name", PLOT.left + ROOM_X / 2, bottom + 33, "nudge β"),
    shape("text", { class: "across name", transform: `translate(12,${middle}) rotate(-90)` }, "relative error of the gradient"),
  ];
}

// A thin line of slope `order` through the error that a rule has when nothing disturbs it, and its name.
function guideOf({ key, order }, { beta, errors }) {
  const at = (x) => errors[key] * (x / beta) ** order;
  const named = { one: 2.2e-4, two: 2.2e-4, four: 2.6e-3 }[key];
  const label = shape("text", { class: "guide", x: tenth(xOf(named)), y: tenth(yOf(at(named)) + 12) });
  label.append(`slope ${order}`);
  return [shape("path", { class: "guide", d: `M${[1e-6, 1].map((x) => [xOf(x), yOf(at(x))].map(tenth)).join("L")}` }), label];
}

// --- the numbers at one β

function buildTable() {
  const table = element("table", {});
  const caption = element("caption", {});
  table.append(caption);
  let rows = [];
  let built = null;
  function build(sizes) {
    rows.forEach((row) => row.remove());
    const layers = sizes.slice(1).map((_, i) => `W${raised(i + 1)}`);
    const titles = ["rule", "relative error", "cosine", ...layers.map((name) => `of ${name}`)];
    const head = element("tr", {}, ...titles.map((text) => element("th", { scope: "col" }, text)));
    const body = RULES.map(({ key, title }) => {
      const name = element("th", { scope: "row" }, iconOf(key), ` ${title}`);
      return element("tr", { "data-rule": key }, name, ...titles.slice(1).map(() => element("td", {})));
    });
    rows = [head, ...body];
    table.append(...rows);
  }
  function update({ state, sizes, exact, found, matches }) {
    if (built !== String(sizes)) build(sizes);
    built = String(sizes);
    write(caption, `At β = ${betaText(state.beta)}, against the exact gradient`);
    RULES.forEach(({ key }, i) => {
      const cosines = matches ? [matches[i].cosine, ...cosinesOf(sizes, found[key], exact)] : [];
      const texts = matches ? [errorText(matches[i].error), ...cosines.map(cosineText)] : [];
      [...rows[i + 1].children].slice(1).forEach((cell, n) => write(cell, texts[n] ?? "–"));
    });
  }
  return { node: element("div", { class: "numbers" }, table), update };
}

// Cosines near 1 say how near.
function cosineText(cosine) {
  if (!Number.isFinite(cosine)) return "–";
  const rest = 1 - cosine;
  if (rest < 1e-13) return "1";
  return rest < 5e-4 ? `1 − ${errorText(rest)}` : cosine.toFixed(3).replace("-", "−");
}

// --- each estimate against its exact derivative

const SIDE = 200;
const root = (value) => Math.sign(value) * Math.sqrt(Math.abs(value)); // spreads out the many small ones

function buildScatter({ id }) {
  const svg = shape("svg", { viewBox: `0 0 ${SIDE + 26} ${SIDE + 26}`, role: "img", class: "scatter" });
  const [left, top, middle] = [22, 4, SIDE / 2];
  const frame = { x: left, y: top, width: SIDE, height: SIDE };
  svg.append(
    shape("defs", {}, shape("clipPath", { id: `${id}-scatter` }, shape("rect", frame))),
    shape("rect", { class: "frame", ...frame }),
    shape("path", { class: "grid", d: `M${left + middle},${top}v${SIDE}M${left},${top + middle}h${SIDE}` }),
    shape("text", { class: "across name", x: left + middle, y: SIDE + 17 }, "exact"),
    shape("text", { class: "across name", transform: `translate(10,${top + middle}) rotate(-90)` }, "estimate"),
  );
  const inside = svg.appendChild(shape("g", { "clip-path": `url(#${id}-scatter)` }));
  inside.append(shape("path", { class: "same", d: `M${left},${top + SIDE}l${SIDE},${-SIDE}` }));
  const dots = ["one", "two"].map((key) => ({ key, path: inside.appendChild(shape("path", { class: `dots ${key}` })) }));
  const title = element("h4", { title: "on axes with a root scale" }, "Every derivative");

  function update({ exact, found, matches }) {
    if (!exact) return dots.forEach(({ path }) => put(path, "d", null));
    const size = root(1.1 * exact.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12));
    const at = (value) => clamp(root(value) / size, -1.1, 1.1) * middle;
    const dot = (x, y) => `M${tenth(left + middle + at(x))},${tenth(top + middle - at(y))}h0`;
    const pathOf = (values) => Array.from(exact, (value, i) => dot(value, values[i])).join("");
    dots.forEach(({ key, path }) => put(path, "d", pathOf(found[key])));
    const told = matches.slice(0, 2).map(({ title: name, cosine }) => `${name}, cosine ${cosineText(cosine)}`).join("; ");
    put(svg, "aria-label", `${exact.length} estimates against exact derivatives, equal ones on the diagonal: ${told}`);
  }
  return { node: element("div", {}, title, svg), update };
}

// --- derivatives of the weights into some hidden units, as pictures of 8 by 8 pixels

const CELL = 4;
const PICTURES = [["exact", "exact"], ...RULES.map(({ key, title }) => [key, title])]; // a row each

function buildPictures() {
  const [columns, side, left] = [6, 8 * CELL, 74];
  const [acrossOf, downOf] = [(unit) => left + unit * (side + 5), (row) => 2 + row * (side + 9)];
  const svg = shape("svg", { viewBox: `0 0 ${acrossOf(columns)} ${downOf(PICTURES.length)}`, role: "img", class: "pictures" });
  put(svg, "aria-label", "Derivatives of the weights from the pixels into six hidden units, exact and by each rule, as pictures");
  const cells = Object.fromEntries(PICTURES.map(([key, title], row) => {
    svg.append(shape("text", { class: "down", x: left - 6, y: downOf(row) + side / 2 }, title));
    return [key, Array.from({ length: columns }, (_, unit) => picture(acrossOf(unit), downOf(row), side)).flat()];
  }));
  function picture(x, y, width) {
    svg.append(shape("rect", { class: "frame", x: x - 0.5, y: y - 0.5, width: width + 1, height: width + 1 }));
    return Array.from({ length: 64 }, (_, k) => {
      const place = { x: x + (k % 8) * CELL, y: y + Math.floor(k / 8) * CELL, width: CELL, height: CELL };
      return svg.appendChild(shape("rect", { class: "cell", ...place }));
    });
  }
  const title = element("h4", {}, "Pixel by pixel, for six hidden units");

  function update({ sizes: [n0], exact, found, reference: { units } }) {
    const row = (g, j) => g.subarray(j * n0, (j + 1) * n0);
    for (const [key] of PICTURES) {
      units.forEach((j, n) => {
        const largest = exact ? row(exact, j).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12) : Infinity;
        row(exact ? { exact, ...found }[key] : new Float64Array(n0 * (j + 1)), j).forEach((value, k) => {
          const cell = cells[key][n * 64 + k];
          put(cell, "data-sign", sign(value));
          put(cell, "fill-opacity", Math.min(1, Math.abs(value) / largest).toFixed(2));
        });
      });
    }
  }
  return { node: element("div", {}, title, svg), update };
}

export default { render };
