// The layout of the graph explorer: the same algorithm, in the same order, as bplib.plotting.graph_layout, which explains it.

export const BOX = { width: 100, height: 58 };
const [COLUMN, ROW, LANE, LABEL_WIDTH, LABEL_HEIGHT, MARGIN] = [182, 88, 34, 58, 19, 14];
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66]; // where on a piece of an edge its label may be
const ENOUGH = 4; // free space between labels that is not worth improving
const CLEAR = 14; // as near, in either direction, a label lies on the line of another edge
const ALONG = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => i / 10); // where on a piece another edge is looked at

// Where everything is, from the parents of each node (indices of earlier nodes, twice if used twice).
export function layout(parents) {
  const web = woven(parents);
  const { spots, edges, columns } = web;
  const y = heights(ordered(columns, web.links, web.back), web.links, web.near, parents.length);
  const half = (spot) => (spot < parents.length ? BOX.height / 2 : LANE / 2);
  const lift = MARGIN - Math.min(...y.map((height, spot) => height - half(spot)));
  const place = spots.map((column, spot) => [MARGIN + BOX.width / 2 + column * COLUMN, y[spot] + lift]);
  for (const edge of edges) edge.points = route(edge, edges, place);
  placeLabels(edges);
  const low = Math.max(...place.map(([, height], spot) => height + half(spot)));
  return {
    width: 2 * MARGIN + BOX.width + (columns.length - 1) * COLUMN,
    height: low + MARGIN + 14, // room for a remark below the last row
    nodes: place.slice(0, parents.length),
    edges: edges.map(({ parent, child, slot, points, label }) => ({ parent, child, slot, points, label })),
  };
}

// The spots of all nodes and of the bends of edges that pass columns, how they are linked, and the edges with their ways.
function woven(parents) {
  const rank = ranks(parents);
  const spots = rank.slice(); // the column of each node, and then of each bend
  const links = parents.map(() => []); // to which spots of the column before a spot is linked
  const edges = parents.flatMap((list, child) =>
    list.map((parent, slot) => ({ parent, child, slot, way: wayOf(parent, child, rank, spots, links) })),
  );
  const columns = Array.from({ length: Math.max(...rank) + 1 }, () => []);
  spots.forEach((column, spot) => columns[column].push(spot));
  const back = spots.map(() => []);
  links.forEach((list, spot) => list.forEach((other) => back[other].push(spot)));
  const near = links.map((list, spot) => [...list, ...back[spot]]);
  for (const { way } of edges) way.slice(1, -1).forEach((bend) => (near[bend] = way)); // a long edge runs level where it can
  return { spots, edges, columns, links, back, near };
}

// The spots through which an edge runs; its bends are new ones.
function wayOf(parent, child, rank, spots, links) {
  const way = [parent];
  for (let column = rank[parent] + 1; column < rank[child]; column++) {
    links.push([way.at(-1)]);
    way.push(spots.push(column) - 1);
  }
  links[child].push(way.at(-1));
  return [...way, child];
}

// The column of a node: the longest way from an input; an input stands just before the first node that uses it.
function ranks(parents) {
  const rank = [];
  parents.forEach((list, i) => (rank[i] = list.length ? 1 + Math.max(...list.map((p) => rank[p])) : 0));
  return rank.map((r, i) => {
    const users = rank.filter((_, child) => parents[child].includes(i));
    return parents[i].length || !users.length ? r : Math.min(...users) - 1;
  });
}

// The columns, each in an order that makes few edges cross: sweeps that sort by the mean place of the neighbours.
function ordered(columns, links, back) {
  let best = columns.map((column) => column.slice());
  let fewest = crossings(best, links);
  const now = best.map((column) => column.slice());
  for (let sweep = 0; sweep < 12 && fewest > 0; sweep++) {
    const rightwards = sweep % 2 === 0;
    const order = now.map((_, r) => (rightwards ? r : now.length - 1 - r)).slice(1);
    for (const r of order) {
      const beside = now[rightwards ? r - 1 : r + 1];
      const near = rightwards ? links : back;
      const key = new Map(now[r].map((spot, i) => [spot, mean(near[spot].map((other) => beside.indexOf(other)), i)]));
      now[r].sort((a, b) => key.get(a) - key.get(b));
    }
    const number = crossings(now, links);
    if (number < fewest) [fewest, best] = [number, now.map((column) => column.slice())];
  }
  return best;
}

const mean = (values, otherwise) => (values.length ? values.reduce((total, v) => total + v, 0) / values.length : otherwise);

function crossings(columns, links) {
  let number = 0;
  columns.slice(1).forEach((column, r) => {
    const ends = column.flatMap((spot, to) => links[spot].map((other) => [columns[r].indexOf(other), to]));
    ends.forEach(([a, b], i) => ends.slice(i + 1).forEach(([c, d]) => (number += (a - c) * (b - d) < 0 ? 1 : 0)));
  });
  return number;
}

// The height of each spot: near the mean of its neighbours, but with a least distance within its column.  Inputs give way, so
// that chains of operations run straight: they count little, and not at all where a spot has other neighbours.
function heights(columns, links, near, nodes) {
  const isInput = (spot) => spot < nodes && !links[spot].length;
  const half = (spot) => (spot < nodes ? ROW / 2 : LANE / 2);
  const gaps = columns.map((column) => column.map((spot, i) => (i ? half(column[i - 1]) + half(spot) : 0)));
  const weights = columns.map((column) => column.map((spot) => (isInput(spot) ? 1 : 8)));
  const guides = near.map((all) => {
    const others = all.filter((other) => !isInput(other));
    return others.length ? others : all;
  });
  const y = links.map(() => 0);
  columns.forEach((column, r) => {
    let height = -gaps[r].reduce((total, gap) => total + gap, 0) / 2;
    column.forEach((spot, i) => (y[spot] = height += gaps[r][i]));
  });
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < columns.length; i++) {
      const r = round % 2 === 0 ? i : columns.length - 1 - i;
      const wanted = columns[r].map((spot) => mean(guides[spot].map((other) => y[other]), y[spot]));
      const places = apart(wanted, gaps[r], weights[r]);
      columns[r].forEach((spot, k) => (y[spot] = places[k]));
    }
  }
  return y;
}

// The places nearest to the wanted ones (least squares) that keep the order and the gaps: neighbours too near share a block.
function apart(wanted, gaps, weights) {
  const blocks = [];
  let offset = 0;
  wanted.forEach((height, i) => {
    offset += gaps[i];
    let block = { total: (height - offset) * weights[i], weight: weights[i], count: 1 };
    while (blocks.length && blocks.at(-1).total / blocks.at(-1).weight > block.total / block.weight) {
      const before = blocks.pop();
      block = { total: before.total + block.total, weight: before.weight + block.weight, count: before.count + block.count };
    }
    blocks.push(block);
  });
  const free = blocks.flatMap(({ total, weight, count }) => Array(count).fill(total / weight));
  offset = 0;
  return free.map((height, i) => height + (offset += gaps[i]));
}

// The points through which an edge runs: from the right side of its parent, level through other columns, to the child.
function route({ parent, child, slot, way }, edges, place) {
  const siblings = edges.filter((edge) => edge.child === child);
  const end = ({ way: other, slot: s }) => place[other.at(-2)][1] + s * 1e-6;
  const port = siblings.filter((edge) => end(edge) < end({ way, slot })).length - (siblings.length - 1) / 2;
  const [from, to] = [place[parent], place[child]];
  const points = [[from[0] + BOX.width / 2, from[1]]];
  for (const bend of way.slice(1, -1)) {
    const [x, height] = place[bend];
    points.push([x - BOX.width / 2, height], [x + BOX.width / 2, height]);
  }
  if (way.length === 2 && siblings.length === 2 && siblings[0].parent === siblings[1].parent) {
    points.push([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 + port * 52]); // two edges between the same nodes part
  }
  return [...points, [to[0] - BOX.width / 2, to[1] + port * 22]];
}

// The point at t in [0, 1] of a piece of an edge: it leaves and arrives level (a cubic curve).
export function pointAt([[x0, y0], [x1, y1]], t) {
  const s = 1 - t;
  const middle = (x0 + x1) / 2;
  return [s * s * s * x0 + 3 * s * t * middle + t * t * t * x1, y0 + (y1 - y0) * t * t * (3 - 2 * t)];
}

// A place on each edge for its label, where labels do not cover each other: each in turn moves to where it is freest.
// Places that lie on no other edge are tried first: at a crossing a number could belong to either edge.
function placeLabels(edges) {
  const lines = edges.map(({ points }) => piecesOf(points).flatMap((piece) => ALONG.map((t) => pointAt(piece, t))));
  const choices = edges.map(({ points }, i) => {
    const others = lines.filter((_, other) => other !== i).flat();
    return choicesOn(points).sort((a, b) => covers(a, others) - covers(b, others));
  });
  const chosen = choices.map((places) => places[0]);
  const free = (place, i) => Math.min(ENOUGH, ...chosen.filter((_, other) => other !== i).map((other) => gap(place, other)));
  for (let round = 0; round < 4; round++) {
    choices.forEach((places, i) => {
      for (const place of places) if (free(place, i) > free(chosen[i], i)) chosen[i] = place;
    });
  }
  edges.forEach((edge, i) => (edge.label = chosen[i]));
}

const piecesOf = (points) => points.slice(1).map((point, i) => [points[i], point]);

function choicesOn(points) {
  if (points.length === 3) return [0, -8, 8, -16, 16].map((dx) => [points[1][0] + dx, points[1][1]]);
  const between = piecesOf(points).filter((_, i) => i % 2 === 0).reverse(); // the others run level through a column
  return between.flatMap((piece) => PLACES.map((t) => pointAt(piece, t)));
}

const covers = ([x, y], line) => line.some(([u, v]) => Math.abs(x - u) < CLEAR && Math.abs(y - v) < CLEAR);

const gap = ([x, y], [u, v]) => Math.max(Math.abs(x - u) - LABEL_WIDTH, Math.abs(y - v) - LABEL_HEIGHT);
