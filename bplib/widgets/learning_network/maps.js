// What each unit says all over the plane: a pass through the cells of a grid.

import { cellsOf } from "./data.js";
import { forward, newTrace } from "../shared/dense.js";

// A function of a run that returns its maps; of(l, j) says where the numbers of a unit are, and how they are to be coloured.
export function newMaps(n) {
  let [key, cells, trace] = [null, null, null];
  return ({ net, data }) => {
    const now = `${net.sizes} ${data.limits}`;
    if (key !== now) [key, cells, trace] = [now, cellsOf(data.limits, n), newTrace(net.sizes, n * n)];
    forward(net, cells, trace);
    const of = (l, j) => ({ values: trace.A[l], stride: net.sizes[l], from: j, middle: l === net.L ? 0.5 : 0, reach: reachOf(net, l, trace.A[l], j) });
    return { of };
  };
}

// Bounded units have the same scale for all, others their own.
function reachOf({ sizes, units, L }, l, values, j) {
  if (l === L) return 0.5;
  if (units[l]?.ends) return 1;
  let largest = 1e-9;
  for (let i = j; i < values.length; i += sizes[l]) if (Math.abs(values[i]) > largest) largest = Math.abs(values[i]);
  return Number.isFinite(largest) ? largest : 1;
}
