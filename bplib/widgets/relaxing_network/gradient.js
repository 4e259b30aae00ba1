// What the relaxing network says about the gradient: of one connection, and of all.

import { heading, icon } from "../shared/drawing.js";
import { chooser, element, input, put, shape, write } from "../shared/elements.js";
import { inWords, pairsRow } from "../shared/equations.js";
import { agreement } from "../shared/equilibrium.js";
import { numberText, tenth } from "../shared/text.js";
import { keysOf, LARGEST, placeOf } from "./mathematics.js";
import { nameOf, stateName, symbolOf } from "./words.js";

const SCATTER = 150;

export function buildGradient(actions) {
  const [one, all] = [buildRule(actions), buildAgreement()];
  const node = element("div", { class: "gradient", role: "group", "aria-label": "What the connections learn" });
  node.append(heading("What one connection learns"), ...one.nodes);
  node.append(heading("What all of them learn, against the exact gradient"), all.node);
  return { node, update: (now) => [one, all].forEach((part) => part.update(now)) };
}

// --- one connection or bias

function buildRule(actions) {
  const chosen = buildChosen(actions);
  const [rule, exactly] = [element("div", { class: "rule" }), element("p", { class: "exactly" })];
  function update(now) {
    const { told, found, selected } = now;
    const i = placeOf(actions.sizes, selected);
    chosen.update(now);
    const tokens = ruleOf(selected, now.state, now.scene, found && -found.one[i]);
    rule.replaceChildren(pairsRow(tokens, inWords(tokens), /./));
    const truth = told.exact ? numberText(-told.exact[i]) : "not defined: the free states do not settle";
    write(exactly, `Exactly: −∂J/∂${symbolOf(selected)} = ${found ? truth : "…"}`);
  }
  return { nodes: [chosen.node, rule, exactly], update };
}

function buildChosen({ sizes, show, setNumber, read, now }) {
  const keys = keysOf(sizes);
  const choices = keys.map((key) => [String(key), `${symbolOf(key)}, ${nameOf(sizes, key)}`]);
  const chosen = chooser("selected", choices, { "aria-label": "Selected connection or bias" });
  const field = input("number", "value", { step: 0.1, min: -LARGEST, max: LARGEST });
  const name = element("span", { class: "field-name" });
  chosen.addEventListener("change", () => show({ selected: keys.find((key) => String(key) === chosen.value) }));
  field.addEventListener("input", () => Number.isFinite(field.valueAsNumber) && setNumber(now().selected, field.valueAsNumber));
  field.addEventListener("change", () => (field.value = read().theta[placeOf(sizes, now().selected)]));
  function update({ state, selected }) {
    const value = state.theta[placeOf(sizes, selected)];
    chosen.value = String(selected);
    write(name, `${symbolOf(selected)} =`);
    put(field, "aria-label", `${symbolOf(selected)} =, ${nameOf(sizes, selected)}`);
    if (field.valueAsNumber !== value) field.value = Number(value.toFixed(6));
  }
  return { node: element("div", { class: "fields" }, chosen, element("label", {}, name, field)), update };
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
  const result = { text: `Δ${symbolOf(key)}`, number: value === null ? "…" : numberText(value) };
  const pulled = product(before && now, "nudged");
  return [result, op("= ("), pulled, op("−"), product(before, "free"), op(") /"), { text: "β", number: numberText(beta) }];
}

// --- all of them

function buildAgreement() {
  const dots = shape("svg", { class: "scatter", viewBox: `0 0 ${SCATTER + 30} ${SCATTER + 26}`, role: "img" });
  const table = element("table");
  function update({ told, found }) {
    writeTable(table, told, found);
    dots.replaceChildren(...dotsOf(told.exact, found));
    put(dots, "aria-label", found ? "Estimates against exact derivatives; equal ones lie on the diagonal" : "No estimates yet");
  }
  return { node: element("div", { class: "agreement" }, dots, element("div", {}, table)), update };
}

function writeTable(table, { exact, net }, found) {
  const row = (name, kind, estimate) => {
    const match = estimate && exact ? agreement(estimate, exact) : { cosine: NaN, error: NaN };
    const cells = [match.cosine, match.error].map((value) => element("td", {}, Number.isFinite(value) ? digits(value) : "–"));
    return element("tr", {}, element("th", { scope: "row" }, dotIcon(kind), ` ${name}`), ...cells);
  };
  const titles = ["estimate", "cosine", "relative error"].map((text) => element("th", { scope: "col" }, text));
  const rows = [row("one nudge", "one", found?.one), row("two, ±β", "two", found?.two)];
  table.replaceChildren(element("caption", {}, remarkOn(exact, net.symmetric)), element("tr", {}, ...titles), ...rows);
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

const dotIcon = (kind) => icon("-6 -6 12 12", 12, 12, dotShape(kind, 0, 0));
