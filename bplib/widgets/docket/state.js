// The state of a page, and whether one that came in an address can be shown; the Python face refuses the same.

import { ALL, poolOf } from "./mathematics.js";

export const STATE = ["claim", "topic", "verdict", "decided", "query", "seed", "judge"];
export const FILTERS = { topic: ALL, verdict: ALL, decided: ALL, query: "" };
export const LARGEST_SEED = 9999;
const LONGEST_QUERY = 200;

export const verdictFilters = (verdicts) => [ALL, "not judged", "as the docket", "otherwise", ...verdicts.map((one) => `said ${one}`), ...verdicts];

// Raise an error where a state cannot be shown.
export function checkState({ claim, topic, verdict, decided, query, seed, judge }, docket) {
  const among = (value, known) => [ALL, ...known].includes(value);
  const holds = [
    claim === "" || docket.claims.some(({ id }) => id === claim),
    among(topic, Object.keys(docket.topics)) && among(decided, docket.decided),
    among(verdict, verdictFilters(Object.keys(docket.verdicts))),
    typeof query === "string" && query.length <= LONGEST_QUERY,
    Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED && typeof judge === "boolean",
  ];
  if (!holds.every(Boolean)) throw new RangeError("this is no state of the docket");
}

// The claim whose card is open: the chosen one if the pool has it, else the first that is found.
export function openIn({ claim, seed }, docket, list) {
  const pool = poolOf(docket.claims, seed);
  return pool.find(({ id }) => id === claim) ?? list[0] ?? pool[0];
}
