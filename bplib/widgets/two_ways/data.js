// What is to be learnt: points of the plane, drawn afresh for each minibatch; bplib.data.points has the same clouds and curves.

const JITTER = { ring: 0.08, spiral: 0.03, moons: 0.06, "own points": 0.05 };
export const [DATA, OWN] = [Object.keys(JITTER), "own points"];
export const [MOST_POINTS, REACH] = [300, 1.6]; // of one's own: how many, and how far from 0

const EIGHT = Array.from({ length: 8 }, (_, k) => [Math.cos((2 * Math.PI * k) / 8), Math.sin((2 * Math.PI * k) / 8)]);

// The clouds whose mixture the data are, if they are one: its exact score is known.
export function cloudsOf({ data, points }) {
  if (data !== "ring" && data !== OWN) return null;
  return { centres: data === "ring" ? EIGHT : points, deviation: JITTER[data] };
}

const spiralAt = (u) => {
  const [radius, angle] = [1.5 * Math.sqrt(u), 3 * Math.PI * Math.sqrt(u)];
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
};

// The first half of u is the upper moon.
const moonAt = (u) => {
  const [t, side] = u < 0.5 ? [2 * u, 1] : [2 * u - 1, -1];
  return [side * (Math.cos(Math.PI * t) - 0.5), side * (Math.sin(Math.PI * t) - 0.25)];
};

const among = (centres) => (u) => centres[Math.floor(u * centres.length)];

// A function that draws m points, flat: each has a place on the curve, or a cloud, by one uniform number, and two normal ones.
export function drawerOf({ data, points }) {
  const place = { ring: among(EIGHT), spiral: spiralAt, moons: moonAt, [OWN]: among(points) }[data];
  const jitter = JITTER[data];
  return (m, { uniform, normal }) => {
    const drawn = new Float64Array(2 * m);
    for (let i = 0; i < 2 * m; i += 2) {
      const [x, y] = place(uniform());
      drawn[i] = x + jitter * normal();
      drawn[i + 1] = y + jitter * normal();
    }
    return drawn;
  };
}

export const canLearnFrom = ({ data, points }) => data !== OWN || points.length > 0;

export const normals = (count, { normal }) => Float64Array.from({ length: count }, normal);

const rounded = (value) => Number(Math.min(REACH, Math.max(-REACH, value)).toFixed(2)) + 0;
export const placed = (x, y) => [rounded(x), rounded(y)];
