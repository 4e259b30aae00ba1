// How far the two passes of the graph explorer have come, and what the nodes are called.

import { lowered, numberText, sentenceCase } from "../shared/text.js";
import { backward, edgesOf, evaluate, isConstant, operationsOf, parentsOf } from "./mathematics.js";
import { OPERATIONS } from "./operations.js";

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
export function progress(expression, inputs, wanted) {
  const operations = operationsOf(expression.steps);
  const run = evaluate(expression, inputs);
  const problem = run.problem ?? backward(expression, run).problem;
  const last = 2 * operations.length + 2;
  const end = endOf(operations, run.problem, problem);
  const stage = Math.min(wanted, end);
  const [kind, step] = problem && stage === end ? ["problem", kindOf(operations, stage)[1]] : kindOf(operations, stage);
  const forwards = operations.slice(0, stage);
  const isKnown = (i) => !operations.includes(i) || (forwards.includes(i) && i !== run.problem?.step);
  const known = expression.steps.map((_, i) => isKnown(i));
  const n = operations.length;
  const back = stage > n && !run.problem ? backward(expression, run, stage - n - 1) : null;
  return { run, back, known, kind, step, stage, end, last, problem: problem && stage === end ? problem : null };
}

// The last stage that can be reached: all of them, or that of a problem on the way forward or back.
function endOf(operations, forwards, problem) {
  const n = operations.length;
  if (!problem) return 2 * n + 2;
  const place = operations.indexOf(problem.step);
  return forwards ? place + 1 : 2 * n + 1 - place;
}

// What happens at a stage, and to which step.
function kindOf(operations, stage) {
  const n = operations.length;
  if (stage === 0) return ["inputs", null];
  if (stage <= n) return ["forward", operations[stage - 1]];
  if (stage === n + 1) return ["seed", operations.at(-1)];
  return stage < 2 * n + 2 ? ["backward", operations[2 * n + 1 - stage]] : ["everything", null];
}

export function stageSentence({ expression, names }, { kind, step, problem }) {
  if (kind === "inputs") return "The inputs are given. The forward pass computes one node after the other.";
  if (kind === "forward") return `Forward: the value of ${names[step]}, and the local derivatives on the edges into it.`;
  if (kind === "seed") return `Backward: it starts with the derivative of ${names[step]} with respect to itself, 1.`;
  const receivers = step === null ? [] : parentsOf(expression.steps[step]).map((p) => names[p]);
  if (kind === "backward") return `Backward: ${names[step]} hands its gradient to ${[...new Set(receivers)].join(" and ")}.`;
  if (kind === "problem") return `It goes no further at ${names[problem.step]}. ${sentenceCase(problem.words)}. Change an input.`;
  return "Everything is computed. Select a node to see its paths to the output; drag an input to change it.";
}
