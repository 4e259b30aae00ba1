// How far the two passes of the graph explorer have come, and what the nodes are called.

import { lowered, numberText, sentenceCase } from "../shared/text.js";
import { backward, edgesOf, evaluate, isConstant, operationsOf, parentsOf, visitsOf } from "./mathematics.js";
import { OPERATIONS } from "./operations.js";
import { slipSentence, slipsOf, verdict, wrongOf } from "./visits.js";

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

export const titleOf = ({ steps }, names, i) => (steps[i].operation === "input" ? names[i] : `${names[i]}: ${labelOf(steps[i])}`);
export const usesOf = (steps, i) => edgesOf(steps).filter(({ parent }) => parent === i);
export const isComplete = (steps, back, i) => back !== null && back.grads[i] !== null && back.arrived[i] === usesOf(steps, i).length;

// Which of two edges between the same nodes it is, in words.
export function sideOf(steps, { child, parent, slot }) {
  return parentsOf(steps[child]).every((p, i, all) => all.length > 1 && p === parent) ? [" (left)", " (right)"][slot] : "";
}

// The stages: 0 the inputs, then each operation forward, then the output's own gradient 1, then each operation backward, and
// at last everything.  Where a value or a slope does not exist, the passes get no further than to that stage.
export function progress(expression, inputs, wanted, visits = "right") {
  const [operations, order] = [operationsOf(expression.steps), visitsOf(expression.steps, visits)];
  const run = evaluate(expression, inputs);
  const problem = run.problem ?? backward(expression, run, { visits }).problem;
  const [n, end] = [operations.length, endOf(operations, order, run.problem, problem)];
  const stage = Math.min(wanted, end);
  const [kind, step] = kindOf(operations, order, stage);
  const known = knownOf(expression, operations.slice(0, stage), run);
  const back = stage > n && !run.problem ? backward(expression, run, { count: stage - n - 1, visits }) : null;
  const now = { run, back, known, step, stage, end, last: 2 * n + 2, slips: slipsOf(back), wrong: [] };
  if (problem && stage === end) return { ...now, kind: "problem", problem };
  return { ...now, kind, problem: null, wrong: kind === "everything" ? wrongOf(expression, run, back) : [] };
}

// Which values are there when the forward pass has done these operations.
function knownOf({ steps }, done, { problem }) {
  return steps.map(({ operation }, i) => operation === "input" || (done.includes(i) && i !== problem?.step));
}

// The last stage that can be reached: all of them, or that of a problem on the way forward or back.
function endOf(operations, order, forwards, problem) {
  const n = operations.length;
  if (!problem) return 2 * n + 2;
  return forwards ? operations.indexOf(problem.step) + 1 : n + 2 + order.indexOf(problem.step);
}

// What happens at a stage, and to which step.
function kindOf(operations, order, stage) {
  const n = operations.length;
  if (stage === 0) return ["inputs", null];
  if (stage <= n) return ["forward", operations[stage - 1]];
  if (stage === n + 1) return ["seed", operations.at(-1)];
  return stage < 2 * n + 2 ? ["backward", order[stage - n - 2]] : ["everything", null];
}

export function stageSentence(state, now) {
  const [{ expression, names }, { kind, step, problem }] = [state, now];
  if (kind === "inputs") return "The inputs are given. The forward pass computes one node after the other.";
  if (kind === "forward") return `Forward: the value of ${names[step]}, and the local derivatives on the edges into it.`;
  if (kind === "seed") return `Backward: it starts with the derivative of ${names[step]} with respect to itself, 1.`;
  const receivers = step === null ? [] : parentsOf(expression.steps[step]).map((p) => names[p]);
  const handing = `Backward: ${names[step]} hands its gradient to ${[...new Set(receivers)].join(" and ")}.`;
  if (kind === "backward") return slipSentence(state, now) ?? handing;
  if (kind === "problem") return `It goes no further at ${names[problem.step]}. ${sentenceCase(problem.words)}. Change an input.`;
  const found = verdict(state, now);
  if (found) return `Everything is computed. ${found}`;
  return "Everything is computed. Select a node to see its paths to the output; drag an input to change it.";
}
