// What the drawing of the graph explorer shows, as plain data.

import { numberText, sign } from "../shared/text.js";
import { edgesOf, numbersOf, parentsOf } from "./mathematics.js";
import { remark } from "./operations.js";
import { isComplete, titleOf } from "./progress.js";
import { slipRemark } from "./visits.js";

// All that is drawn: a text, a state and a sign for each node and edge.
export function picture(state, now) {
  const involved = involvedIn(state.expression.steps, now);
  return {
    nodes: state.expression.steps.map((_, i) => nodeShown(state, now, involved, i)),
    edges: edgesOf(state.expression.steps).map((edge) => edgeShown(state, now, involved, edge)),
  };
}

// The steps that the equation in use is about.
function involvedIn(steps, { kind, step }) {
  if (kind === "forward" || kind === "backward") return [step, ...parentsOf(steps[step])];
  return kind === "seed" ? [step] : [];
}

function nodeShown({ expression, names, lit, selected }, now, involved, i) {
  const [{ steps }, { run, back, known, problem, slips, wrong }] = [expression, now];
  const g = back?.grads[i] ?? null;
  const partial = g !== null && !isComplete(steps, back, i);
  const marked = lit ? lit.flatMap((edge) => [edge.parent, edge.child]) : involved;
  return {
    title: shortened(titleOf(expression, names, i)),
    value: known[i] ? numberText(run.values[i]) : null,
    gradient: g === null ? null : partial ? `${numberText(g)} + …` : `grad ${numberText(g)}`,
    partial,
    sign: g === null ? null : sign(g),
    marked: marked.includes(i),
    selected: i === selected,
    broken: problem?.step === i,
    slipped: slips.early.includes(i) || slips.overwritten.includes(i),
    wrong: wrong.some(([step]) => step === i),
    remark: remarkOf(steps[i], now, i),
  };
}

// What stands below a node, or null.
function remarkOf(step, now, i) {
  if (now.problem?.step === i) return now.problem.words.split(":")[0];
  const isKink = now.known[i] && remark(step, numbersOf(step.arguments, now.run.values)) !== null;
  return slipRemark(now, i) ?? (isKink ? "at a kink" : null);
}

function edgeShown({ lit }, { run, back, known, step, slips }, involved, { child, slot }) {
  const slope = known[child] ? run.slopes[child][slot] : null;
  const isLit = lit?.some((edge) => edge.child === child && edge.slot === slot);
  return {
    text: slope === null ? null : numberText(slope),
    sign: slope === null ? "zero" : sign(slope),
    flowed: Boolean(back?.passed.includes(child)),
    lost: slips.lost.some((share) => share.from === child && share.slot === slot),
    marked: lit ? isLit : involved.length > 1 && child === step,
  };
}

const shortened = (text) => (text.length > 14 ? `${text.slice(0, 13)}…` : text);
