// Both passes of the graph explorer: pure functions on an expression {text, variables, steps} and the values of its inputs.
//
// A step is {operation, arguments}.  An argument is a number (a constant) or {step: i}, the result of an earlier step.  Inputs
// are steps with the operation "input" and a name.  Parts of an expression that are equal are one step, computed once.

import { complaint, OPERATIONS, steep } from "./operations.js";

export const LIMIT = 100; // inputs go from -LIMIT to LIMIT

export const isConstant = (argument) => typeof argument === "number";
export const numbersOf = (args, values) => args.map((argument) => (isConstant(argument) ? argument : values[argument.step]));
export const parentsOf = (step) => step.arguments.filter((argument) => !isConstant(argument)).map((argument) => argument.step);

// The forward pass: values, and slopes[i][slot], the local derivatives; it stops where `problem` {step, words} arises.
export function evaluate({ steps }, inputs) {
  const run = { values: [], slopes: [], problem: null };
  for (const [i, step] of steps.entries()) {
    if (step.operation !== "input") evaluateStep(run, step, i);
    else [run.values[i], run.slopes[i]] = [inputs[step.name], []];
  }
  return run;
}

function evaluateStep(run, { operation, arguments: args }, i) {
  if (run.problem) return;
  const [rule, numbers] = [OPERATIONS[operation], numbersOf(args, run.values)];
  const value = rule.value(...numbers);
  const words = complaint(operation, numbers, value);
  if (words) {
    run.problem = { step: i, words };
    return;
  }
  const [a, b] = numbers;
  run.values[i] = value;
  run.slopes[i] = args.map((argument, slot) => (isConstant(argument) ? null : rule.slopes[slot](a, b, value)));
}

// The backward pass from the last step, over the first `count` operations of an order of visits: `grads` and how many edges
// have `arrived` at each step, `passed`, the operations that have handed on their gradients, `early`, those that did so
// before all edges had arrived, `shares`, all that was handed on, and `problem` where a slope is infinite.
export function backward({ steps }, { slopes }, { count = Infinity, visits = "right" } = {}) {
  const back = { grads: steps.map(() => null), arrived: steps.map(() => 0), passed: [], early: [], shares: [], problem: null };
  back.grads[steps.length - 1] = 1;
  for (const i of visitsOf(steps, visits).slice(0, count)) {
    for (const { slot, parent } of edgesOf(steps).filter(({ child }) => child === i)) {
      if (!Number.isFinite(slopes[i][slot])) return { ...back, problem: { step: i, words: steep(steps[i].operation) } };
      handOn(back, { from: i, slot, to: parent }, slopes[i][slot], visits === "overwriting");
    }
    if (back.arrived[i] < edgesOf(steps).filter(({ parent }) => parent === i).length) back.early.push(i);
    back.passed.push(i);
  }
  return back;
}

// The chain rule along one edge; several paths add, unless what comes overwrites what is there.
function handOn({ grads, arrived, passed, shares }, { from, slot, to }, slope, overwrite) {
  const [handed, before] = [grads[from], grads[to]];
  const share = handed * slope;
  grads[to] = before === null || overwrite ? share : before + share;
  arrived[to] += 1;
  const overwritten = overwrite && before !== null;
  shares.push({ from, slot, to, handed, before, share, come: arrived[to], overwritten, late: passed.includes(to) });
}

// The operations in the order in which they hand on their gradients: each after all that it feeds; or level by level, the
// output, then its arguments, then theirs, where a step may hand on too early.
export function visitsOf(steps, visits) {
  if (visits !== "too early") return operationsOf(steps).reverse();
  const order = [steps.length - 1];
  for (const i of order) {
    for (const parent of parentsOf(steps[i])) if (!order.includes(parent)) order.push(parent);
  }
  return order.filter((i) => steps[i].operation !== "input");
}

export const operationsOf = (steps) => steps.map((_, i) => i).filter((i) => steps[i].operation !== "input");

export function edgesOf(steps) {
  return steps.flatMap((step, child) =>
    step.arguments.flatMap((argument, slot) => (isConstant(argument) ? [] : [{ child, slot, parent: argument.step }])),
  );
}

// What an input moved by epsilon does to the output: foretold by the gradient that an order of visits has found, and computed
// anew; null where that cannot be.
export function nudgeOf(expression, inputs, name, epsilon, visits) {
  const [before, after] = [inputs, { ...inputs, [name]: inputs[name] + epsilon }].map((values) => evaluate(expression, values));
  const back = before.problem ? before : backward(expression, before, { visits });
  if (back.problem || after.problem) return null;
  const gradient = back.grads[expression.steps.findIndex((step) => step.name === name)];
  if (gradient === null) return null;
  return { epsilon, predicted: gradient * epsilon, actual: after.values.at(-1) - before.values.at(-1) };
}

// The paths from a step to the output: how many there are, the first `most` of them as {edges, product}, and the sum of the
// products over all paths, found by going forward from the step (so not by the backward pass).
export function paths({ steps }, { slopes }, from, most = 8) {
  const count = steps.map((_, i) => (i === from ? 1 : 0));
  const total = count.slice();
  for (const { child, slot, parent } of edgesOf(steps).filter((edge) => edge.child > from)) {
    count[child] += count[parent];
    total[child] += total[parent] * (count[parent] ? slopes[child][slot] : 0);
  }
  return { count: count.at(-1), shown: firstPaths(steps, slopes, from, most), sum: total.at(-1) };
}

function firstPaths(steps, slopes, from, most) {
  const [edges, shown] = [edgesOf(steps), []];
  function walk(step, trail, product) {
    if (shown.length === most) return;
    if (step === steps.length - 1) shown.push({ edges: trail, product });
    for (const edge of edges.filter(({ parent }) => parent === step)) {
      walk(edge.child, [...trail, edge], product * slopes[edge.child][edge.slot]);
    }
  }
  walk(from, [], 1);
  return shown;
}
