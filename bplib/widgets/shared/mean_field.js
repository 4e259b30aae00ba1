// Expectations of a unit f whose weighted input is normal, as in bplib.depth.mean_field: z is a normal number of variance 1.
//
// momentsOf(unit, r) gives, for f(r z), its mean E f, square E f², slope E f'², and correlated(c), which is E f(r u) f(r v) for
// u and v of correlation c.  With the polynomials h_k of Hermite, normed so that E h_j h_k is 1 for j = k and else 0,
//
//     E f(r u) f(r v) = Σ_k a_k² c^k          a_k = E f(r z) h_k(z)          (Mehler)
//
// so one row of numbers a_k serves all c; rising(c) is the derivative by c (not for ReLU).  What lies beyond the
// last k is known, E f² - Σ a_k², and is given to the next power.

const [HALF, REACH, ORDER] = [64, 8.5, 48]; // nodes on each side of 0, where f may have a kink
const { NODES, SHARES } = normalNodes();
const HERMITE = hermiteAt(NODES);

// The rule of Gauss and Legendre on either side of 0, with the density of a normal number.
function normalNodes() {
  const half = Array.from({ length: HALF }, (_, i) => legendreNode(i));
  const sides = half.flatMap(({ x, weight }) => [1, -1].map((sign) => ({ z: (sign * REACH * (1 + x)) / 2, weight })));
  const NODES = Float64Array.from(sides, ({ z }) => z);
  const masses = Float64Array.from(sides, ({ z, weight }) => weight * Math.exp((-z * z) / 2));
  const sum = masses.reduce((a, b) => a + b);
  return { NODES, SHARES: masses.map((mass) => mass / sum) };
}

// A zero of the polynomial of Legendre by the method of Newton, and its weight.
function legendreNode(i) {
  let [x, slope] = [Math.cos((Math.PI * (i + 0.75)) / (HALF + 0.5)), 1];
  for (let round = 0; round < 8; round++) {
    let [now, before] = [x, 1];
    for (let n = 1; n < HALF; n++) [now, before] = [((2 * n + 1) * x * now - n * before) / (n + 1), now];
    slope = (HALF * (x * now - before)) / (x * x - 1);
    x -= now / slope;
  }
  return { x, weight: 2 / ((1 - x * x) * slope * slope) };
}

// h_k at all nodes, times the weight of the node: √(k+1) h_{k+1} = z h_k - √k h_{k-1}.
function hermiteAt(nodes) {
  const rows = [nodes.map(() => 1), nodes.slice()];
  for (let k = 1; k < ORDER; k++) {
    rows.push(nodes.map((z, i) => (z * rows[k][i] - Math.sqrt(k) * rows[k - 1][i]) / Math.sqrt(k + 1)));
  }
  return rows.map((row) => row.map((h, i) => h * SHARES[i]));
}

function weighed(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function momentsOf(unit, root) {
  const values = NODES.map((z) => unit.value(root * z));
  const slopes = NODES.map((z, i) => unit.slope(root * z, values[i]));
  const square = weighed(SHARES, values.map((a) => a * a));
  return {
    mean: weighed(SHARES, values),
    square,
    slope: weighed(SHARES, slopes.map((s) => s * s)),
    ...(unit.kinked ? { correlated: (c) => square * alignment(c) } : series(values, square)),
  };
}

// The sum, and its derivative by c.
function series(values, square) {
  const powers = HERMITE.map((row) => weighed(row, values) ** 2);
  powers.push(Math.max(0, square - powers.reduce((a, b) => a + b)));
  const sum = (terms, c) => terms.reduceRight((rest, term) => rest * c + term, 0);
  const derived = powers.map((power, k) => k * power).slice(1);
  return { correlated: (c) => sum(powers, c), rising: (c) => sum(derived, c) };
}

// For ReLU the powers fall slowly, but the sum is known (Cho and Saul 2009); at c = 1 it is 1.
function alignment(c) {
  const angle = Math.acos(Math.min(1, Math.max(-1, c)));
  return (Math.sin(angle) + c * (Math.PI - angle)) / Math.PI;
}

// --- one kind of layer: weights of variance σ_w²/n, biases of variance σ_b²

// The length q* at which q ← σ_w² E f² + σ_b² comes to rest, from 1.
export function restingLength(unit, { weights, biases }, rounds = 2000) {
  let q = 1;
  for (let round = 0; round < rounds; round++) {
    const next = weights * squareOf(unit, Math.sqrt(q)) + biases;
    if (Math.abs(next - q) < 1e-11 || !(next < 1e12)) return next;
    q = next;
  }
  return q;
}

function squareOf(unit, root) {
  let sum = 0;
  for (let i = 0; i < NODES.length; i++) sum += SHARES[i] * unit.value(root * NODES[i]) ** 2;
  return sum;
}
