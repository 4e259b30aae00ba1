// What the learning network draws: the entries of W, and the order of the examples.

// The numbers 0 to m - 1 in random order (Fisher and Yates).
export function shuffled(m, { uniform }) {
  const order = Array.from({ length: m }, (_, i) => i);
  for (let i = m - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// The entry of W in a layer of n units with so many inputs, by the names of the library.
export const INITIAL = {
  glorot: (n, inputs, { uniform }) => Math.sqrt(6 / (inputs + n)) * (2 * uniform() - 1),
  he: (n, inputs, { normal }) => Math.sqrt(2 / inputs) * normal(),
  lecun: (n, inputs, { normal }) => Math.sqrt(1 / inputs) * normal(),
  unit_normal: (n, inputs, { normal }) => normal(),
};
