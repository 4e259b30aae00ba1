// Which claims are found, which are drawn, and how many were judged as the docket judges: pure functions, the same as in claims.py.
//
// `said` has what was said of a claim by its id, "" where it was seen without a verdict.  While one is to judge first, no filter
// tells anything of a claim that has not been seen.

import { newGenerator } from "../shared/generator.js";

export const ALL = "all";
export const TEN = 10; // claims in a trial of oneself, and in a part of the list
const PURPOSE = 1201; // what the generator is for

export const isSeen = ({ id }, said) => Object.hasOwn(said, id);
export const isJudged = ({ id }, said) => Boolean(said[id]);

// Ten claims at random, each once, in the order in which they are drawn; seed 0 is the whole docket.
export function poolOf(claims, seed) {
  if (!seed) return claims;
  const { uniform } = newGenerator(seed, PURPOSE);
  const lots = claims.map((claim) => [uniform(), claim]);
  return lots.sort(([a], [b]) => a - b).slice(0, TEN).map(([, claim]) => claim);
}

// --- filters

export function foundIn(pool, { query, topic, verdict, decided, judge }, said) {
  return pool.filter((claim) => {
    const shown = !judge || isSeen(claim, said);
    const place = topic === ALL || topic === claim.topic;
    return place && isDecided(claim, decided, shown) && isOfVerdict(claim, verdict, said[claim.id], shown) && matches(claim, query, shown);
  });
}

// That nothing decides a claim tells its verdict.
function isDecided({ decided_by: own }, wanted, shown) {
  return wanted === ALL || (own === wanted && (shown || wanted !== "nothing"));
}

function isOfVerdict({ verdict }, wanted, said, shown) {
  const tests = { [ALL]: true, "not judged": !said, "as the docket": said === verdict, otherwise: Boolean(said) && said !== verdict };
  return tests[wanted] ?? (wanted === `said ${said}` || (shown && wanted === verdict));
}

// Without capitals, accents and apostrophes.
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase();

// Whether a claim holds every word of a query; what corrects it is searched only where it is shown.
export function matches({ id, claim, correct, source = "" }, query, shown) {
  const text = plain([id, claim, ...(shown ? [correct, source] : [])].join(" "));
  return plain(query).split(/\s+/).every((word) => text.includes(word));
}

// --- the way through a list

// How many claims of the list stand before a claim in its pool; the claim itself may be filtered out.
export function placeIn(list, pool, id) {
  const before = new Set(pool.slice(0, pool.findIndex((claim) => claim.id === id)));
  return list.filter((claim) => before.has(claim)).length;
}

// The next claim of the list, or the one before (direction −1); undefined at its end.
export function neighbour(list, pool, id, direction) {
  const place = placeIn(list, pool, id);
  return list[direction < 0 ? place - 1 : place + (list[place]?.id === id ? 1 : 0)];
}

// --- the score

// Of some claims: how many are judged, how many as the docket, table[said][verdict], and how often one would have agreed who says
// the same of every claim: the best of those, {verdict, count}.
export function scoreOf(claims, said, verdicts) {
  const table = verdicts.map((own) => verdicts.map((verdict) => claims.filter((claim) => said[claim.id] === own && claim.verdict === verdict).length));
  const columns = verdicts.map((_, j) => table.reduce((sum, row) => sum + row[j], 0));
  const judged = columns.reduce((sum, count) => sum + count, 0);
  const best = columns.indexOf(Math.max(...columns));
  const agreed = table.reduce((sum, row, i) => sum + row[i], 0);
  return { judged, agreed, table, always: { verdict: verdicts[best], count: columns[best] } };
}
