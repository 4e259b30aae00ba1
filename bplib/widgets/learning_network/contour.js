// The line along which a map of the plane has a value: a piece in each cell that it crosses (marching squares).

// `values` has n by n numbers at the centres of cells, row by row, `stride` apart from `from` on.  Calls line(x0, y0, x1, y1) with
// places in cells, from 0 to n.
export function traceLine({ values, stride, from }, n, level, line) {
  const at = (row, column) => values[from + stride * (row * n + column)] - level;
  for (let row = 0; row + 1 < n; row++) {
    for (let column = 0; column + 1 < n; column++) {
      const corners = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
      const ends = crossings(corners).map(([x, y]) => [column + 0.5 + x, row + 0.5 + y]);
      for (let i = 0; i + 1 < ends.length; i += 2) line(...ends[i], ...ends[i + 1]);
    }
  }
}

// Where the value is 0 on the sides of a unit square, whose corners go around from the first.
const PLACES = [[0, 0], [1, 0], [1, 1], [0, 1]];
function crossings(corners) {
  const found = [];
  for (let i = 0; i < 4; i++) {
    const [a, b] = [corners[i], corners[(i + 1) % 4]];
    if (a > 0 === b > 0 || !Number.isFinite(a - b)) continue;
    const [[x0, y0], [x1, y1], share] = [PLACES[i], PLACES[(i + 1) % 4], a / (a - b)];
    found.push([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
  }
  return found;
}
