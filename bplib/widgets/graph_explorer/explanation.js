// The equations of the graph explorer: of one step, each symbol with its number.

import { numberText } from "../shared/text.js";
import { edgesOf, isConstant, numbersOf } from "./mathematics.js";
import { OPERATIONS, remark } from "./operations.js";
import { sideOf, usesOf } from "./progress.js";

const op = (text) => ({ text, number: text, op: true });
const term = (text, value) => ({ text, number: numberText(value), value });
const tokenOfPart = (part) => (typeof part === "string" ? op(part) : part);
const line = (tag, parts, note) => ({ tag, tokens: parts.map(tokenOfPart), note });

// What the equations are written with: nodes, gradients and local derivatives with their numbers.
function symbolsOf({ expression: { steps }, names }, { run, back }) {
  return {
    steps,
    run,
    node: (i) => term(names[i], run.values[i]),
    grad: (i, value = back.grads[i]) => term(`grad ${names[i]}`, value),
    operand: (a) => (isConstant(a) ? { ...op(numberText(a)), value: a } : term(names[a.step], run.values[a.step])),
    slope: (edge) =>
      term(`∂${names[edge.child]}/∂${names[edge.parent]}${sideOf(steps, edge)}`, run.slopes[edge.child][edge.slot]),
  };
}

// The equation in use, each symbol with its number: lines {tag, tokens: [{text, number, op}], note}.
export function explanation(state, now) {
  const [s, { kind, step, back }] = [symbolsOf(state, now), now];
  if (kind === "forward") return forwardLines(s, step);
  if (kind === "seed") return [line("seed", [s.grad(step, 1), "=", "1"])];
  if (kind === "backward") return back.shares.map((share) => shareLine(s, back, share));
  if (kind !== "everything") return [];
  const isInput = s.steps[state.selected].operation === "input";
  return [...(isInput ? [] : forwardLines(s, state.selected)), gradientLine(s, state.selected)];
}

function forwardLines(s, i) {
  const { operation, arguments: args } = s.steps[i];
  const [a, b] = args.map(s.operand);
  const y = s.node(i);
  const formula = OPERATIONS[operation].formula?.(a, b) ?? [`${operation}(`, a, ")"];
  const local = edgesOf(s.steps).filter((edge) => edge.child === i).map((edge) => {
    const result = s.slope(edge);
    return line("local", [result, "=", ...OPERATIONS[operation].rules[edge.slot](a, b, y, result.value)]);
  });
  return [line("forward", [y, "=", ...formula], remark(s.steps[i], numbersOf(args, s.run.values))), ...local];
}

// What one edge brings; where there are several edges, how many have come.
function shareLine(s, { shares }, { from, slot, to, before, share }) {
  const sofar = before === null ? [] : [term("so far", before), "+"];
  const uses = usesOf(s.steps, to);
  const last = shares.at(-1).to === to && shares.at(-1).slot !== slot ? 1 : 0; // the second edge is still to come
  const come = uses.filter(({ child }) => child >= from).length - last;
  const state = come < uses.length ? "not complete yet" : "complete";
  const note = uses.length === 1 ? null : `${come} of ${uses.length} edges have arrived: ${state}.`;
  const product = [s.grad(from), "·", s.slope({ child: from, slot, parent: to })];
  return line("chain rule", [s.grad(to, (before ?? 0) + share), "=", ...sofar, ...product], note);
}

function gradientLine(s, i) {
  const uses = usesOf(s.steps, i);
  const sum = uses.flatMap((edge, n) => [...(n ? ["+"] : []), s.grad(edge.child), "·", s.slope(edge)]);
  return line("chain rule", [s.grad(i), "=", ...(uses.length ? sum : ["1"])]);
}
