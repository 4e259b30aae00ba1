// Activation functions, each with its slope f'(z) beside it, given a = f(z) too; and losses, each with BP1.

const logistic = (z) => 1 / (1 + Math.exp(-Math.max(z, -709)));
const softplusOf = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

const [SELU, ALPHA] = [1.0507009873554805, 1.6732632423543772];

// `ends` are the ends of what a bounded unit can answer; `steepest` is the largest slope of one that saturates; `kinked` is ReLU
// alone.
export const UNITS = {
  tanh: { value: Math.tanh, slope: (z, a) => 1 - a * a, steepest: 1, ends: [-1, 1] },
  sigmoid: { value: logistic, slope: (z, a) => a * (1 - a), steepest: 0.25, ends: [0, 1] },
  relu: { value: (z) => (z > 0 ? z : z * 0), slope: (z) => (z > 0 ? 1 : 0), kinked: true },
  leaky_relu: { value: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z > 0 ? 1 : 0.01) },
  softplus: { value: softplusOf, slope: logistic },
  silu: { value: (z) => z * logistic(z), slope: (z) => logistic(z) + z * logistic(z) * (1 - logistic(z)) },
  selu: { value: (z) => SELU * (z > 0 ? z : ALPHA * Math.expm1(z)), slope: (z, a) => (z > 0 ? SELU : a + SELU * ALPHA) },
  identity: { value: (z) => z, slope: () => 1 },
};

// Losses for one sigmoid output: the cost C_x of an example, and δ^L = ∇_a C_x · σ'(z) (BP1).
export const COSTS = {
  binary_cross_entropy: {
    title: "cross-entropy",
    cost: (z, a, y) => y * softplusOf(-z) + (1 - y) * softplusOf(z),
    delta: (z, a, y) => a - y, // BP1: the slope has cancelled
  },
  quadratic: {
    title: "quadratic",
    cost: (z, a, y) => (a - y) ** 2 / 2,
    delta: (z, a, y) => (a - y) * (a * (1 - a)), // BP1
  },
  mean_squared_error: {
    title: "mean squared error",
    cost: (z, a, y) => (a - y) ** 2,
    delta: (z, a, y) => 2 * (a - y) * (a * (1 - a)), // BP1
  },
};
