// A seeded generator: the same numbers in every browser, and in Python (generator.py).
//
// mulberry32 by T. Ettinger: 32 bits of state, far from enough for statistics, enough for initial weights and for an order.

const GOLDEN = 0x9e3779b9; // 2³² divided by the golden ratio: neighbouring seeds begin far apart

// A generator of a seed and of what it is for, a number: uniform() in [0, 1), and normal() by the method of Box and Muller.
export function newGenerator(seed, purpose) {
  let state = (Math.imul(seed, GOLDEN) + purpose) >>> 0;
  function uniform() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  function normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }
  return { uniform, normal };
}
