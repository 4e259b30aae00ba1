// The rules of the library's optimisers: a step in place on the parameters x, given their gradient g, at the rate η.
//
// Weight decay λ shrinks the weights, not the biases, by the factor 1 - ηλ before the step: for gradient descent that is
// ½ λ Σ w² added to the cost, with Adam it is AdamW.

const [BETA, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

// Each rule: its vectors, which start at 0, and what a step does to parameter i.
export const RULES = {
  GradientDescent: {
    title: "gradient descent",
    formula: "w ← w − η ∂C/∂w",
    vectors: 0,
    step(x, g, eta) {
      for (let i = 0; i < x.length; i++) x[i] -= eta * g[i];
    },
  },
  Momentum: {
    title: "momentum, β = 0.9",
    formula: "v ← β v − η ∂C/∂w, then w ← w + v",
    vectors: 1,
    step(x, g, eta, [v]) {
      for (let i = 0; i < x.length; i++) {
        v[i] = BETA * v[i] - eta * g[i];
        x[i] += v[i];
      }
    },
  },
  Nesterov: {
    title: "Nesterov, β = 0.9",
    formula: "v ← β v − η ∂C/∂w, then w ← w + β v − η ∂C/∂w",
    vectors: 1,
    step(x, g, eta, [v]) {
      for (let i = 0; i < x.length; i++) {
        v[i] = BETA * v[i] - eta * g[i];
        x[i] += BETA * v[i] - eta * g[i];
      }
    },
  },
  Adam: { title: "Adam", formula: "w ← w − η m̂ / (√v̂ + ε)", vectors: 2, step: adamStep },
};

function adamStep(x, g, eta, [m, v], t) {
  const [sum1, root2] = [1 - BETA ** t, Math.sqrt(1 - BETA2 ** t)];
  const rate = (eta * root2) / sum1;
  for (let i = 0; i < x.length; i++) {
    m[i] = BETA * m[i] + (1 - BETA) * g[i];
    v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
    x[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + EPSILON * root2);
  }
}

// An optimiser of a rule for a network; take(gradient, {learning_rate, weight_decay}) is a step.
export function newOptimizer(name, net) {
  const { vectors, step } = RULES[name];
  const state = Array.from({ length: vectors }, () => new Float64Array(net.flat.length));
  let t = 0;
  function take(gradient, { learning_rate: eta, weight_decay: decay }) {
    if (decay) net.W.forEach((W) => W?.forEach((w, i) => (W[i] = w * (1 - eta * decay))));
    t += 1;
    step(net.flat, gradient.flat, eta, state, t);
  }
  return { name, take };
}
