// The equations of the graph explorer: of one step, each symbol with its number.

import { numberText } from "../shared/text.js";
import { edgesOf, isConstant, numbersOf } from "./mathematics.js";
import { OPERATIONS, remark } from "./operations.js";
import { sideOf, usesOf } from "./progress.js";
import { sharesOf } from "./visits.js";

const op = (text) => ({ text, number: text, op: true });
const term = (text, value) => ({ text, number: numberText(value), value });
const tokenOfPart = (part) => (typeof part === "string" ? op(part) : part);
const line = (tag, parts, note) => ({ tag, tokens: parts.map(tokenOfPart), note });

// What the equations are written with: nodes, gradients and local derivatives with their numbers.
function symbolsOf({ expression: { steps }, names }, { run, back }) {
  return {
    steps,
    names,
    run,
    back,
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
  if (kind === "backward") return back.shares.filter(({ from }) => from === step).map((share) => shareLine(s, share));
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
function shareLine(s, one) {
  const { from, slot, to, handed, before, share, overwritten } = one;
  const adds = before !== null && !overwritten;
  const product = [s.grad(from, handed), "·", s.slope({ child: from, slot, parent: to })];
  const sum = adds ? [term("so far", before), "+", ...product] : product;
  return line("chain rule", [s.grad(to, adds ? before + share : share), "=", ...sum], noteOf(one, usesOf(s.steps, to).length));
}

function noteOf({ come, before, late, overwritten }, uses) {
  if (overwritten) return `= in place of +=: ${numberText(before)} was here, and is lost.`;
  if (uses === 1) return null;
  const state = come < uses ? "not complete yet" : "complete";
  return `${come} of ${uses} edges have arrived: ${state}${late ? ", too late" : ""}.`;
}

// A gradient as the sum of the shares that it was made of.
function gradientLine(s, i) {
  const shares = sharesOf(s.back, i).sort((one, other) => one.from - other.from || one.slot - other.slot);
  const product = ({ from, slot, handed }) => [s.grad(from, handed), "·", s.slope({ child: from, slot, parent: i })];
  const sum = shares.flatMap((share, n) => [...(n ? ["+"] : []), ...product(share)]);
  const early = shares.find(({ from, handed }) => handed !== s.back.grads[from]);
  const note = early ? `${s.names[early.from]} handed on ${numberText(early.handed)}, before it had all its shares.` : null;
  return line("chain rule", [s.grad(i), "=", ...(shares.length ? sum : ["1"])], note);
}
