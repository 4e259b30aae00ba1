// Where things lie in the drawing: x, the kernel with the bias, the outputs and the targets, side by side or one below the other.

export const CELL = { width: 44, height: 48 };
const [GAP, TOP] = [48, 26]; // between two grids; for the words above one

// The grids with their places; `low` says whether there is little room from side to side.
export function layoutOf(size, low) {
  const grids = gridsOf(size);
  const { width, height } = low ? below(grids) : beside(grids);
  const at = Object.fromEntries(grids.map((grid) => [grid.kind, grid]));
  return { width, height, grids, at, low, key: JSON.stringify([size, low]) };
}

// x with the padding around it, the kernel, and so on: how many rows and columns, and how many of them are padding.
function gridsOf({ h, w, k, l, P, Q, down, across }) {
  const grid = (kind, words, rows, columns, ring = [0, 0]) => ({ kind, words, rows, columns, ring, ...areaOf(rows + 2 * ring[0], columns + 2 * ring[1]) });
  return [
    grid("input", "input x, ∂C/∂x", h, w, [down, across]),
    grid("weight", "kernel w, ∂C/∂w", k, l),
    grid("bias", "bias b", 1, 1),
    grid("output", "output z, δ = z − y", P, Q),
    grid("target", "target y", P, Q),
  ];
}

const areaOf = (rows, columns) => ({ width: Math.max(columns * CELL.width, 96), height: rows * CELL.height + TOP });

function beside(grids) {
  const [input, weight, bias, output, target] = grids;
  const middle = weight.height + bias.height + 8;
  const height = Math.max(input.height, middle, output.height);
  const centred = (grid, x, tall = grid.height) => Object.assign(grid, { x, y: (height - tall) / 2 + TOP });
  centred(input, 4);
  centred(weight, input.x + input.width + GAP, middle);
  Object.assign(bias, { x: weight.x, y: weight.y + weight.height + 8 });
  centred(output, weight.x + weight.width + GAP);
  centred(target, output.x + Math.max(output.width, 126) + 12);
  return { width: target.x + target.width + 4, height: height + 4 };
}

function below(grids) {
  const [input, weight, bias, output, target] = grids;
  const width = Math.max(input.width, weight.width + bias.width + 24, output.width, 320) + 8;
  Object.assign(input, { x: 4, y: TOP });
  Object.assign(weight, { x: 4, y: input.y + input.height + 14 });
  Object.assign(bias, { x: Math.max(weight.width, 126) + 24, y: weight.y });
  Object.assign(output, { x: 4, y: weight.y + weight.height + 14 });
  const room = output.width + target.width + 40 <= width;
  Object.assign(target, room ? { x: Math.max(output.width, 130) + 24, y: output.y } : { x: 4, y: output.y + output.height + 8 });
  return { width: Math.max(width, target.x + target.width + 4), height: target.y + target.height - TOP + 4 };
}

// The upper left corner of a cell, by row and column; rows and columns of the padding are −1 and beyond the last one.
export const cornerAt = ({ x, y, ring }, row, column) => [x + (column + ring[1]) * CELL.width, y + (row + ring[0]) * CELL.height];

export const cellAt = (grid, n) => cornerAt(grid, Math.floor(n / grid.columns), n % grid.columns);

// The places of a grid that belong to the padding.
export function paddingOf({ rows, columns, ring }) {
  const all = Array.from({ length: (rows + 2 * ring[0]) * (columns + 2 * ring[1]) }, (_, n) => n);
  const places = all.map((n) => [Math.floor(n / (columns + 2 * ring[1])) - ring[0], (n % (columns + 2 * ring[1])) - ring[1]]);
  return places.filter(([u, v]) => u < 0 || v < 0 || u >= rows || v >= columns);
}
