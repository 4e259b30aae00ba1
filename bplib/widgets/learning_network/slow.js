// One minibatch in slow motion: the stages of its two passes and of the update, each with its rule and with words.

import { numberText, raised } from "../shared/text.js";
import { RULES } from "./optimizers.js";
import { lengthOf } from "./mathematics.js";

// Stage 0 is before the minibatch; then it is drawn, goes forward, has a cost, errors and derivatives go backward, and the
// weights change: that is the step itself.
export function stagesOf({ L }) {
  const layers = Array.from({ length: L }, (_, i) => i + 1);
  const back = [...layers].reverse().flatMap((l) => [{ kind: "delta", layer: l }, { kind: "gradient", layer: l }]);
  return [{ kind: "rest" }, { kind: "batch" }, ...layers.map((layer) => ({ kind: "forward", layer })), { kind: "cost" }, ...back, { kind: "update" }];
}

// What is known at a stage: forward up to layer `up`, errors down to layer `down`, derivatives down to layer `learned`.
export function reached(net, stage) {
  const list = stagesOf(net).slice(0, stage + 1);
  const layersOf = (kind) => list.filter((one) => one.kind === kind).map(({ layer }) => layer);
  return { now: list.at(-1), up: Math.max(0, ...layersOf("forward")), down: Math.min(net.L + 1, ...layersOf("delta")), learned: Math.min(net.L + 1, ...layersOf("gradient")) };
}

// The equations, and which of them a stage uses.
export const equationsOf = (optimizer) => [
  { tag: "forward", text: "zˡ = Wˡ aˡ⁻¹ + bˡ,  aˡ = σ(zˡ)", uses: ({ kind }) => kind === "forward" },
  { tag: "BP1", text: "δᴸ = ∇ₐC ⊙ σ′(zᴸ)", uses: ({ kind, layer }, L) => kind === "delta" && layer === L },
  { tag: "BP2", text: "δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ)", uses: ({ kind, layer }, L) => kind === "delta" && layer < L },
  { tag: "BP3", text: "∂C/∂bˡ = mean of δˡ", uses: ({ kind }) => kind === "gradient" },
  { tag: "BP4", text: "∂C/∂Wˡ = mean of δˡ (aˡ⁻¹)ᵀ", uses: ({ kind }) => kind === "gradient" },
  { tag: "update", text: RULES[optimizer].formula, uses: ({ kind }) => kind === "update" },
];

// What happens at a stage, in words; `seen` is what look() returns.
export function stageInWords(net, { kind, layer: l }, seen) {
  const where = l === net.L ? "the output layer" : `hidden layer ${l}`;
  const m = seen.batch.length;
  const size = (values) => numberText(Number((lengthOf(values) / Math.sqrt(values.length)).toPrecision(3)));
  const words = {
    rest: () => "Next: one minibatch.",
    batch: () => `A minibatch of ${m} example${m === 1 ? "" : "s"} is drawn: the ringed points.`,
    forward: () => `Forward: weighted inputs and activations of ${where}; activations of the size ${size(seen.trace.A[l])}.`,
    cost: () => `The mean cost of the minibatch: C = ${numberText(seen.cost)}.`,
    delta: () => `Backward: the errors δ${raised(l)} of ${where}, by BP${l === net.L ? 1 : 2}; their size is ${size(seen.trace.D[l])}.`,
    gradient: () => `Backward: the derivatives into ${where}, by BP3 and BP4: ‖∂C/∂W${raised(l)}‖ = ${numberText(Number(lengthOf(seen.gradient.W[l]).toPrecision(3)))}.`,
    update: () => "The update: every weight and bias takes its step. The next minibatch can come.",
  };
  return words[kind]();
}
