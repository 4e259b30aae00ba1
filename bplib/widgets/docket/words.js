// What the docket says in words.

import { isJudged } from "./mathematics.js";

const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

// Which claims are listed, and what a filter keeps back.
export function countInWords({ state, list, pool, score, verdicts }) {
  const filtered = list.length < pool.length;
  const whole = state.seed ? `Ten claims, drawn with seed ${state.seed}` : counted(pool.length, "claim");
  const done = state.seed ? `: ${score.judged} judged, ${score.agreed} as the docket` : "";
  const found = filtered ? `; ${list.length} found` : "";
  const tells = state.judge && (verdicts.includes(state.verdict) || state.decided === "nothing");
  return `${whole}${done}${found}.${tells ? " Only claims that you have seen: of others this would tell the verdict." : ""}`;
}

// What one has said of a claim, and whether the docket says so too.
export function judgedInWords(claim, said) {
  if (!isJudged(claim, said)) return "You have not judged this one.";
  const own = said[claim.id];
  return own === claim.verdict ? `You said “${own}”, as the docket.` : `You said “${own}”; the docket says otherwise.`;
}

// The same in few words, for a list.
export function briefly(claim, said, shown) {
  if (!shown) return "not judged";
  if (!isJudged(claim, said)) return claim.verdict;
  const own = said[claim.id];
  return own === claim.verdict ? `${claim.verdict}, as you said` : `${claim.verdict}, you said: ${own}`;
}

// What decides a claim.
export function decidedInWords({ decided_by: how, lesson, where }) {
  if (how === "nothing") return "Nothing could: no experiment and no source.";
  if (how === "source") return where.length ? "A source; the course speaks of it here:" : "A source.";
  return lesson ? "An experiment, which belongs in " : "An experiment:";
}

export const lessonInWords = (number) => `lesson ${number.replace(/^0/, "")}`;

export function scoreInWords({ judged, agreed, always }, count) {
  const share = `${agreed} as the docket (${Math.round((100 * agreed) / judged)} %)`;
  const other = `Who had said “${always.verdict}” to each of them would have agreed on ${always.count}.`;
  return `You have judged ${judged} of ${count} claims, ${share}. ${other}`;
}
