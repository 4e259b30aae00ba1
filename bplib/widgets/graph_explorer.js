// The graph explorer: an expression as a graph of operations, computed forward and differentiated backward in the browser.
//
//   the state         progress, explanation, picture: pure functions from the state to what is shown
//   the shell         render: builds the page and then only changes what differs
//
// The mathematics is in graph_mathematics.js, the layout in graph_layout.js, what all widgets use in helpers.js.  The files
// become the one module that a widget has (browser_widget.py), so they share their names without importing them.

// ------------------------------------------------------------------------------------------- the state, and what it shows

// Names for all steps: inputs have theirs, the others are v₁, v₂, ..., the last is y; other letters where an input has these.
export function namesOf({ steps, variables }) {
  const output = ["y", "f", "C", "L"].find((name) => !variables.includes(name)) ?? "output";
  const taken = (letter) => variables.some((name) => new RegExp(`^${letter}\\d*$`).test(name));
  const letter = ["v", "u", "n", "p"].find((name) => name !== output && !taken(name)) ?? "node ";
  let number = 0;
  return steps.map(({ operation, name }, i) => {
    if (operation === "input") return name;
    return i === steps.length - 1 ? output : letter + lowered(++number);
  });
}

// What stands in a node: the operation, with its constant if it has one, as in "× 3" and "1 −".
export function labelOf({ operation, arguments: args, name }) {
  if (operation === "input") return name;
  const symbol = OPERATIONS[operation].symbol ?? operation;
  const constant = args.findIndex(isConstant);
  if (constant < 0) return symbol;
  const text = numberText(args[constant]);
  if (operation === "max") return `max(${constant ? "·, " + text : text + ", ·"})`;
  return constant ? `${symbol} ${text}` : `${text} ${symbol}`;
}

const titleOf = ({ steps }, names, i) => (steps[i].operation === "input" ? names[i] : `${names[i]}: ${labelOf(steps[i])}`);
const usesOf = (steps, i) => edgesOf(steps).filter(({ parent }) => parent === i);
const isComplete = (steps, back, i) => back !== null && back.grads[i] !== null && back.arrived[i] === usesOf(steps, i).length;

// Which of two edges between the same nodes it is, in words.
function sideOf(steps, { child, parent, slot }) {
  return parentsOf(steps[child]).every((p, i, all) => all.length > 1 && p === parent) ? [" (left)", " (right)"][slot] : "";
}

// The stages: 0 the inputs, then each operation forward, then the output's own gradient 1, then each operation backward, and
// at last everything.  Where a value or a slope does not exist, the passes get no further than to that stage.
export function progress(expression, inputs, wanted) {
  const operations = operationsOf(expression.steps);
  const n = operations.length;
  const run = evaluate(expression, inputs);
  const whole = run.problem ? null : backward(expression, run);
  const problem = run.problem ?? whole.problem;
  const last = 2 * n + 2;
  const end = !problem ? last : run.problem ? operations.indexOf(problem.step) + 1 : 2 * n + 1 - operations.indexOf(problem.step);
  const stage = Math.min(wanted, end);
  let [kind, step] = ["inputs", null];
  if (stage > 0 && stage <= n) [kind, step] = ["forward", operations[stage - 1]];
  if (stage === n + 1) [kind, step] = ["seed", expression.steps.length - 1];
  if (stage > n + 1 && stage < last) [kind, step] = ["backward", operations[2 * n + 1 - stage]];
  if (stage === last) kind = "everything";
  if (problem && stage === end) kind = "problem";
  const forwards = operations.slice(0, stage);
  const isKnown = (i) => !operations.includes(i) || (forwards.includes(i) && i !== run.problem?.step);
  const known = expression.steps.map((_, i) => isKnown(i));
  const back = stage > n && !run.problem ? backward(expression, run, stage - n - 1) : null;
  return { run, back, known, kind, step, stage, end, last, problem: problem && stage === end ? problem : null };
}

function stageSentence({ expression, names }, { kind, step, problem }) {
  if (kind === "inputs") return "The inputs are given. The forward pass computes one node after the other.";
  if (kind === "forward") return `Forward: the value of ${names[step]}, and the local derivatives on the edges into it.`;
  if (kind === "seed") return `Backward: it starts with the derivative of ${names[step]} with respect to itself, 1.`;
  const receivers = step === null ? [] : parentsOf(expression.steps[step]).map((p) => names[p]);
  if (kind === "backward") return `Backward: ${names[step]} hands its gradient to ${[...new Set(receivers)].join(" and ")}.`;
  if (kind === "problem") return `It goes no further at ${names[problem.step]}. ${sentence(problem.words)}. Change an input.`;
  return "Everything is computed. Select a node to see its paths to the output; drag an input to change it.";
}

// The equation in use, each symbol with its number: lines {tag, tokens: [{text, number, op}], note}.
export function explanation(state, now) {
  const { expression, names, selected } = state;
  const { steps } = expression;
  const { run, back, kind, step } = now;
  const op = (text) => ({ text, number: text, op: true });
  const term = (text, value) => ({ text, number: numberText(value), value });
  const tokenOf = (token) => (typeof token === "string" ? op(token) : token);
  const line = (tag, tokens, note) => ({ tag, tokens: tokens.map(tokenOf), note });
  const grad = (i, value = back.grads[i]) => term(`grad ${names[i]}`, value);
  const slope = (edge) => {
    return term(`∂${names[edge.child]}/∂${names[edge.parent]}${sideOf(steps, edge)}`, run.slopes[edge.child][edge.slot]);
  };
  const operand = (a) => (isConstant(a) ? { ...op(numberText(a)), value: a } : term(names[a.step], run.values[a.step]));

  function forwardLines(i) {
    const { operation } = steps[i];
    const [a, b] = steps[i].arguments.map(operand);
    const formula = OPERATIONS[operation].formula?.(a, b) ?? [`${operation}(`, a, ")"];
    const y = term(names[i], run.values[i]);
    const local = edgesOf(steps).filter((edge) => edge.child === i).map((edge) => {
      const result = slope(edge);
      return line("local", [result, "=", ...OPERATIONS[operation].rules[edge.slot](a, b, y, result.value)]);
    });
    return [line("forward", [y, "=", ...formula], remark(steps[i], numbersOf(steps[i].arguments, run.values))), ...local];
  }
  if (kind === "forward") return forwardLines(step);
  if (kind === "seed") return [line("seed", [grad(step, 1), "=", "1"])];
  if (kind === "backward") {
    return back.shares.map(({ from, slot, to, before, share }) => {
      const sofar = before === null ? [] : [term("so far", before), "+"];
      const total = (before ?? 0) + share;
      const uses = usesOf(steps, to);
      const last = back.shares.at(-1).to === to && back.shares.at(-1).slot !== slot ? 1 : 0; // the second edge is still to come
      const come = uses.filter(({ child }) => child >= from).length - last;
      const state = come < uses.length ? "not complete yet" : "complete";
      const note = uses.length === 1 ? null : `${come} of ${uses.length} edges have arrived: ${state}.`;
      return line("chain rule", [grad(to, total), "=", ...sofar, grad(from), "·", slope({ child: from, slot, parent: to })], note);
    });
  }
  if (kind !== "everything") return [];
  const uses = usesOf(steps, selected);
  const sum = uses.flatMap((edge, i) => [...(i ? ["+"] : []), grad(edge.child), "·", slope(edge)]);
  const gradient = line("chain rule", [grad(selected), "=", ...(uses.length ? sum : ["1"])]);
  return steps[selected].operation === "input" ? [gradient] : [...forwardLines(selected), gradient];
}

// All that is drawn: a text, a state and a sign for each node and edge.
export function picture(state, now) {
  const { expression, names, lit } = state;
  const { steps } = expression;
  const { run, back, known, kind, step, problem } = now;
  const involved = kind === "forward" || kind === "backward" ? [step, ...parentsOf(steps[step])] : kind === "seed" ? [step] : [];
  const onPath = lit ? lit.flatMap((edge) => [edge.parent, edge.child]) : null;
  const all = edgesOf(steps);
  const nodes = steps.map((s, i) => {
    const g = back?.grads[i] ?? null;
    const partial = g !== null && !isComplete(steps, back, i);
    return {
      title: shortened(titleOf(expression, names, i)),
      value: known[i] ? numberText(run.values[i]) : null,
      gradient: g === null ? null : partial ? `${numberText(g)} + …` : `grad ${numberText(g)}`,
      partial,
      sign: g === null ? null : sign(g),
      marked: (onPath ?? involved).includes(i),
      selected: i === state.selected,
      problem: problem?.step === i ? problem.words.split(":")[0] : null,
      kink: known[i] && remark(s, numbersOf(s.arguments, run.values)) !== null,
    };
  });
  const passed = back ? back.passed : [];
  const inUse = ({ child }) => involved.length > 1 && child === step;
  const isLit = (edge) => lit.some(({ child, slot }) => child === edge.child && slot === edge.slot);
  const edges = all.map((edge) => {
    const slope = known[edge.child] ? run.slopes[edge.child][edge.slot] : null;
    return {
      text: slope === null ? null : numberText(slope),
      sign: slope === null ? "zero" : sign(slope),
      flowed: passed.includes(edge.child),
      marked: lit ? isLit(edge) : inUse(edge),
    };
  });
  return { nodes, edges };
}

const shortened = (text) => (text.length > 14 ? `${text.slice(0, 13)}…` : text);

// -------------------------------------------------------------------------------------------------------------- the shell

const NAMES = ["expression", "values", "stage", "selected"];
const STARTS = [0.5, 2, 1.5, 0.8, 1.2]; // values of inputs that are new
const LIMIT = 100; // inputs go from -LIMIT to LIMIT

export function render({ model, el }) {
  const id = newId("graph-explorer");
  let expression = parse(model.get("expression"));
  let lit = null; // the edges of the path that is pointed at or chosen
  const remembered = {}; // the last value of each input: while one types "x*y", there is "x" for a moment, and y comes back

  function read() {
    if (expression.text !== model.get("expression")) {
      expression = parse(model.get("expression"));
      lit = null;
    }
    const selected = Math.min(model.get("selected"), expression.steps.length - 1);
    return { expression, names: namesOf(expression), values: model.get("values"), stage: model.get("stage"), selected, lit };
  }

  // --- changing the state

  function save(changes) {
    assign(model, changes);
    draw();
  }
  function setExpression(text, values) {
    const state = read();
    const next = parse(text);
    const atEnd = state.stage >= progress(expression, state.values, 0).last;
    const given = Object.assign(remembered, state.values, values);
    const start = (name, i) => (Object.hasOwn(given, name) ? given[name] : STARTS[i % STARTS.length]);
    const inputs = Object.fromEntries(next.variables.map((name, i) => [name, start(name, i)]));
    lit = null;
    save({ expression: text, values: inputs, stage: atEnd ? 2 * operationsOf(next.steps).length + 2 : 0, selected: 0 });
  }
  function change(name, value, decimals = 2) {
    const rounded = Math.min(LIMIT, Math.max(-LIMIT, Number(value.toFixed(decimals))));
    save({ values: { ...model.get("values"), [name]: rounded } });
  }
  function select(step) {
    if (step === read().selected) return;
    lit = null;
    save({ selected: step });
  }
  function goTo(stage) {
    const state = read();
    const { last, end } = progress(expression, state.values, stage);
    lit = null;
    save({ stage: Math.min(last, end, Math.max(0, stage)) });
    const after = read();
    const now = progress(expression, after.values, after.stage);
    graph.reveal(now.step ?? (now.kind === "inputs" ? 0 : after.selected));
    write(live, [`Step ${now.stage} of ${last}. ${stageSentence(after, now)}`, ...explanation(after, now).map(spoken)].join(" "));
  }
  function light(edges) {
    lit = edges;
    draw();
  }

  // --- parts of the page

  const live = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const root = element("section", { class: "graph-explorer", "aria-label": "Graph explorer: the chain rule in a graph" });
  const actions = { setExpression, change, select, goTo, light, read, model, id };
  const header = buildHeader(actions);
  const holder = element("div", { class: "graph" });
  const bottom = buildBottom(actions);
  root.append(header.node, holder, buildLegend(), bottom.node, live);
  mount(root, el);

  let graph = null;
  let drawn = null;
  function draw() {
    const state = read();
    const key = JSON.stringify([state.expression.text, state.values, state.stage, state.selected, lit]);
    if (key === drawn) return;
    drawn = key;
    if (graph?.expression !== expression) {
      graph = buildGraph(state, actions);
      holder.replaceChildren(graph.node);
    }
    const now = progress(expression, state.values, state.stage);
    header.update(state, now);
    graph.update(state, now);
    bottom.update(state, now);
  }
  draw();
  return follow(model, NAMES, draw);
}

const spoken = ({ tokens: list, note }) => {
  const row = (part) => list.map((token) => token[part]).join(" ");
  return `${row("text")}; in numbers ${row("number")}. ${note ?? ""}`;
};

// --- the header: choose or type an expression, step through the graph

function buildHeader({ setExpression, goTo, read, model, id }) {
  const examples = model.get("examples");
  const titles = [...examples.map(({ title }, i) => [i, title]), ["", "your own"]];
  const ready = chooser("example", titles);
  ready.addEventListener("change", () => {
    const example = examples[ready.value];
    if (example) choose(example);
    else field.focus();
  });
  const field = input("text", "expression", { spellcheck: "false", autocomplete: "off" });
  put(field, "aria-describedby", `${id}-error`);
  const restore = button("Original values", { name: "restore" });
  restore.addEventListener("click", () => choose(model.get("original")));
  const error = element("p", { class: "error", id: `${id}-error`, role: "status" });
  function choose({ expression, values }) {
    show(expression);
    setExpression(expression, values);
  }
  function show(text) {
    if (field.value !== text) field.value = text;
    complain(null);
  }
  let shown = null; // the expression that the field has shown, or is about to replace
  field.addEventListener("input", () => {
    try {
      setExpression(field.value);
      complain(null);
    } catch (problem) {
      complain(problem);
    }
  });
  function complain(problem) {
    put(field, "aria-invalid", problem ? "true" : null);
    error.replaceChildren();
    if (!problem) return;
    const [text, end] = [field.value, Math.max(problem.to, problem.from + 1)];
    const place = element("mark", {}, text.slice(problem.from, end) || " ");
    const echo = element("code", { "aria-hidden": "true" }, text.slice(0, problem.from), place, text.slice(end));
    error.append(echo, element("span", {}, `${problem.message} The graph still shows the last expression that could be read.`));
  }
  const own = labelled("or type an expression", field);
  own.classList.add("own");
  const settings = element("div", { class: "settings", role: "group", "aria-label": "Expression" });
  settings.append(labelled("example", ready), own, restore);

  const step = button("", { class: "primary", name: "step", "aria-describedby": `${id}-sentence` });
  const undo = button("Undo step", { name: "undo" });
  const all = button("All", { name: "all" });
  const reset = button("Reset", { name: "reset" });
  const track = input("range", "stage", { min: 0, step: 1, "aria-label": "Step of the two passes" });
  const current = () => progress(read().expression, read().values, read().stage);
  step.addEventListener("click", () => goTo(current().stage === current().last ? 0 : current().stage + 1));
  undo.addEventListener("click", () => goTo(current().stage - 1));
  all.addEventListener("click", () => goTo(Infinity));
  reset.addEventListener("click", () => goTo(0));
  track.addEventListener("input", () => goTo(track.valueAsNumber));
  const ends = ["forward →", "backward ←"].map((text) => element("span", {}, text));
  const stretch = element("div", { class: "stretch", "aria-hidden": "true" }, ...ends);
  const buttons = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, step, undo, all, reset);
  const bar = element("div", { class: "steps" }, buttons, element("div", { class: "track" }, track, stretch));
  const sentenceNode = element("p", { class: "sentence", id: `${id}-sentence` });
  const node = element("div", { class: "header" }, settings, error, bar, sentenceNode);

  function update(state, now) {
    const { text } = state.expression;
    const example = examples.findIndex((one) => one.expression === text);
    ready.value = example < 0 ? "" : String(example);
    if (text !== shown) show((shown = text)); // an unfinished text stays as long as the expression is the same
    const forwards = (now.last - 2) / 2;
    const next = now.stage + 1;
    const backwards = next < now.last ? "← Backward step" : next === now.last ? "Show everything" : "Start again";
    write(step, next <= forwards ? "Forward step →" : backwards);
    enable(step, !now.problem);
    enable(undo, now.stage > 0);
    put(track, "max", now.last);
    track.value = now.stage;
    const words = `Step ${now.stage} of ${now.last}. ${stageSentence(state, now)}`;
    put(track, "aria-valuetext", words);
    write(sentenceNode, words);
    sentenceNode.classList.toggle("problem", Boolean(now.problem));
  }
  return { node, update };
}

// --- the graph

function buildGraph({ expression, names }, { select, change, read }) {
  const { steps } = expression;
  const places = layout(steps.map(parentsOf));
  const svg = shape("svg", { viewBox: `0 0 ${places.width} ${places.height}`, role: "group" });
  put(svg, "aria-label", `Graph of ${expression.text}. Inputs are sliders.`);
  svg.style.minWidth = `${places.width * 0.7}px`;
  svg.style.maxWidth = `${places.width * 1.15}px`;
  svg.addEventListener("mousedown", (event) => event.preventDefault()); // pointerdown has set the focus; keep it there
  const layer = (name) => svg.appendChild(shape("g", { class: name }));
  const [halos, wires, discs, labels] = ["halos", "wires", "discs", "labels"].map(layer);
  const text = (parent, name, x, y) => parent.appendChild(shape("text", { class: name, x, y }));
  const updates = []; // one function a part, called with (shown, state, now)

  places.edges.forEach(({ points, label: [x, y] }, i) => {
    const d = curve(points);
    const halo = halos.appendChild(shape("path", { class: "halo", d }));
    const line = wires.appendChild(shape("path", { class: "line", d }));
    const [start, end] = [points[0], points.at(-1)];
    const ahead = wires.appendChild(shape("path", { class: "head", d: arrow(end, -1) }));
    const back = wires.appendChild(shape("path", { class: "head back", d: arrow(start, 1) }));
    const box = labels.appendChild(shape("rect", { class: "box", rx: 4, height: 18, y: y - 9 }));
    const number = text(labels, "slope", x, y);
    updates.push(({ edges }) => {
      const edge = edges[i];
      halo.classList.toggle("marked", edge.marked);
      for (const part of [line, ahead, back, number]) put(part, "data-sign", edge.sign);
      line.classList.toggle("flowed", edge.flowed);
      put(back, "visibility", edge.flowed ? null : "hidden");
      box.classList.toggle("marked", edge.marked);
      write(number, edge.text ?? "");
      const width = edge.text ? 8 + 7.4 * edge.text.length : 0;
      put(box, "width", width);
      put(box, "x", x - width / 2);
    });
  });

  steps.forEach((step, i) => {
    const [x, y] = places.nodes[i];
    const [left, top] = [x - BOX.width / 2, y - BOX.height / 2];
    const isInput = step.operation === "input";
    const node = shape("g", { ...KEYS, class: `node ${isInput ? "input" : "operation"}`, tabindex: 0, "data-step": i });
    const frame = { x: left, y: top, width: BOX.width, height: BOX.height, rx: isInput ? 16 : 5 };
    const halo = { x: left - 6, y: top - 6, width: BOX.width + 12, height: BOX.height + 12, rx: isInput ? 20 : 10 };
    const glow = halos.appendChild(shape("rect", { class: "halo", ...halo }));
    node.append(shape("rect", { class: "disc", ...frame }));
    const tint = node.appendChild(shape("path", { class: "tint", d: lowerPart(frame) }));
    const lines = { title: -18, value: -1, gradient: 18 };
    const [title, value, gradient] = Object.entries(lines).map(([name, dy]) => text(node, name, x, y + dy));
    const remarkNode = text(node, "remark", x, y + BOX.height / 2 + 13);
    discs.append(node);
    node.addEventListener("focus", () => select(i));
    node.addEventListener("click", () => select(i));
    const moves = { value: () => read().values[step.name], change: (...to) => change(step.name, ...to) };
    if (isInput) makeSlider(node, { ...moves, select: () => select(i) });
    else put(node, "role", "button");
    updates.push(({ nodes }, state, now) => {
      const shown = nodes[i];
      for (const flag of ["selected", "partial"]) node.classList.toggle(flag, shown[flag]);
      glow.classList.toggle("marked", shown.marked);
      node.classList.toggle("waiting", shown.value === null);
      node.classList.toggle("broken", shown.problem !== null);
      write(title, shown.title);
      write(value, shown.value ?? (shown.problem ? "no value" : "value"));
      write(gradient, shown.gradient ?? "grad");
      if (shown.problem && now.run.problem === null) write(gradient, "stops here");
      write(remarkNode, shown.problem ?? (shown.kink ? "at a kink" : ""));
      for (const part of [tint, gradient]) {
        put(part, "data-sign", shown.sign);
        part.classList.toggle("waiting", shown.gradient === null);
      }
      const words = [shown.value ?? "no value yet", shown.gradient, shown.problem].filter(Boolean).join(", ");
      if (isInput) {
        put(node, "aria-label", `input ${step.name}`);
        put(node, "aria-valuemin", -LIMIT);
        put(node, "aria-valuemax", LIMIT);
        put(node, "aria-valuenow", Number(state.values[step.name].toFixed(6)));
        put(node, "aria-valuetext", words);
      } else {
        put(node, "aria-label", `${names[i]}, ${labelOf(step)}: ${words}`);
        put(node, "aria-pressed", shown.selected ? "true" : "false");
      }
    });
  });

  return {
    node: svg,
    expression,
    // Where the graph is wider than its place, scroll so that a node is in view.
    reveal: (i) => {
      const middle = (places.nodes[i][0] / places.width) * svg.clientWidth;
      svg.parentNode.scrollLeft = middle - svg.parentNode.clientWidth / 2;
    },
    update: (state, now) => {
      const shown = picture(state, now);
      updates.forEach((update) => update(shown, state, now));
    },
  };
}

function buildLegend() {
  const swatch = (which) => {
    const icon = shape("svg", { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" });
    icon.append(shape("path", { class: "line", "data-sign": which, d: "M1,4H29" }));
    return icon;
  };
  const legend = element("p", { class: "legend" }, "local derivative:");
  legend.append(swatch("positive"), " positive", swatch("negative"), " negative");
  legend.append(element("span", {}, "Drag an input (rounded) up or down, or focus it and use the arrow keys."));
  return legend;
}

// A curve through points, level at each of them; a triangle with its tip at a point; the lower part of a rounded box.
function curve(points) {
  const piece = ([x0, y0], [x1, y1]) => `C${(x0 + x1) / 2},${y0} ${(x0 + x1) / 2},${y1} ${x1},${y1}`;
  return `M${points[0]}${points.slice(1).map((point, i) => piece(points[i], point)).join("")}`;
}

const arrow = ([x, y], way) => `M${x},${y}l${way * 8},-4v8Z`;

function lowerPart({ x, y, width, height, rx }) {
  const [top, bottom] = [y + height * 0.63, y + height];
  return `M${x},${top}H${x + width}V${bottom - rx}a${rx},${rx} 0 0 1 -${rx},${rx}H${x + rx}a${rx},${rx} 0 0 1 -${rx},-${rx}Z`;
}

// --- below the graph: the rule in use, the selected node, its paths to the output

function buildBottom({ select, change, light, read }) {
  const rule = element("div", { class: "filled" });
  const chosen = chooser("selected", []);
  const field = input("number", "value", { step: "0.1", min: -LIMIT, max: LIMIT });
  const fieldLabel = element("label", {}, element("span", {}), field);
  const list = element("ol", { class: "paths" });
  const [title, result] = [element("p", { class: "count" }), element("p", { class: "total" })];
  chosen.addEventListener("change", () => select(Number(chosen.value)));
  const nameShown = () => read().expression.steps[read().selected].name;
  field.addEventListener("input", () => Number.isFinite(field.valueAsNumber) && change(nameShown(), field.valueAsNumber, 6));
  field.addEventListener("change", () => (field.value = read().values[nameShown()]));
  const fields = element("div", { class: "fields" }, labelled("node", chosen), fieldLabel);
  const side = (name, ...parts) => {
    return element("div", { class: "side", role: "group", "aria-label": name }, element("h4", {}, name), ...parts);
  };
  const left = side("The rule in use", rule);
  const right = side("Paths to the output", fields, title, list, result);

  function writePaths(state, now) {
    const { expression, names, selected } = state;
    const output = names.at(-1);
    const whole = now.known.every(Boolean);
    list.replaceChildren();
    write(result, "");
    if (!whole || now.problem) {
      const before = `The products can be written once the forward pass has reached ${output}.`;
      write(title, whole ? "There is no sum: a local derivative on the way is not a finite number." : before);
      return;
    }
    const { count, shown, sum } = paths(expression, now.run, selected);
    const { steps } = expression;
    const isOutput = selected === steps.length - 1;
    const more = count > shown.length ? `; the first ${shown.length} are listed` : "";
    const counted = `${count} path${count > 1 ? "s" : ""} from ${names[selected]} to ${output}${more}:`;
    write(title, isOutput ? `${output} is the output itself.` : counted);
    for (const { edges, product } of isOutput ? [] : shown) {
      const way = names[selected] + edges.map((edge) => ` → ${names[edge.child]}${sideOf(steps, edge)}`).join("");
      const factors = edges.map(({ child, slot }) => numberText(now.run.slopes[child][slot])).join(" · ");
      const left = `${factors.replace(/· (−[^ ]+)/g, "· ($1)")} = `;
      const written = element("span", {}, left, element("b", {}, numberText(product)));
      const item = button("", { class: "path" });
      item.append(element("span", { class: "way" }, way), written);
      for (const event of ["mouseenter", "focus"]) item.addEventListener(event, () => light(edges));
      for (const event of ["mouseleave", "blur"]) item.addEventListener(event, () => light(null));
      list.append(element("li", {}, item));
    }
    const products = shown.map(({ product }) => numberText(product)).join(" + ").replaceAll("+ −", "− ");
    const terms = count > 1 && count <= 4 ? `${products} = ` : "";
    const over = count === 1 ? "Only one path: " : `Sum over ${count === 2 ? "both" : `all ${count}`} paths: `;
    const come = now.back && now.back.grads[selected] !== null ? "brought only a part of it so far" : "not come here yet";
    const found = isComplete(steps, now.back, selected)
      ? `The backward pass found grad ${names[selected]} = ${numberText(now.back.grads[selected])}.`
      : `The backward pass has ${come}.`;
    write(result, (isOutput ? "" : `${over}${terms}${numberText(sum)}. `) + found);
  }

  let written = null;
  function update(state, now) {
    const { expression, names, selected, values } = state;
    const lines = explanation(state, now);
    const empty = now.problem ? `${sentence(now.problem.words)}.` : "Step forward to see the first rule at work.";
    rule.replaceChildren(...(lines.length ? lines.map(ruleLine) : [element("p", { class: "note" }, empty)]));
    offer(chosen, names.map((_, i) => [i, titleOf(expression, names, i)]));
    chosen.value = selected;
    const { name } = expression.steps[selected];
    fieldLabel.hidden = name === undefined;
    write(fieldLabel.firstChild, `${name} =`);
    if (name !== undefined && field.valueAsNumber !== values[name]) field.value = Number(values[name].toFixed(6));
    const key = JSON.stringify([expression.text, values, now.stage, selected]);
    if (key === written) return; // pointing at a path must not replace it
    written = key;
    writePaths(state, now);
  }
  return { node: element("div", { class: "bottom" }, left, right), update };
}

// One equation, each symbol above its number; a line may break before a sign.
function ruleLine(line) {
  const row = element("div", { class: "pairs", role: "math", "aria-label": spoken({ ...line, note: null }) });
  line.tokens.forEach(({ text, number, op }, i) => {
    if (i === 0 || (op && /^[=+]$/.test(text))) row.append(element("span", { class: "group" }));
    const pair = element("span", { class: `pair${op ? " op" : ""}${i === 0 ? " result" : ""}` });
    pair.append(element("span", { class: "upper" }, text), element("span", { class: "lower" }, number));
    row.lastChild.append(pair);
  });
  const node = element("div", { class: "equation", "data-tag": line.tag }, row);
  if (line.note) node.append(element("p", { class: "note" }, line.note));
  return node;
}

export default { render };
