// What was judged, kept in the browser: it is there again when the cell is run again, and on the next visit.
//
// Where a page may keep nothing, it lives as long as the page.  Explorers on the same page, and in other tabs, hear of a change.

const PLACE = "docket"; // in localStorage
const CHANGED = "bplib-docket";

// Judgements of claims that are there, by verdicts that are known; "" for a claim that was seen without one.
export function soundJudgements(kept, { claims, verdicts }) {
  const known = ({ id }) => kept && Object.hasOwn(kept, id) && (kept[id] === "" || Object.hasOwn(verdicts, kept[id]));
  return Object.fromEntries(claims.filter(known).map(({ id }) => [id, kept[id]]));
}

function readKept() {
  if (globalThis.bplibDocket) return globalThis.bplibDocket;
  try {
    return JSON.parse(localStorage.getItem(PLACE));
  } catch {
    return null;
  }
}

function keepAll(said) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(said));
  } catch {
    globalThis.bplibDocket = said;
  }
}

// read() gives what was said, write(said) keeps it; `changed` is called after any change, until stop().
export function newMemory(docket, changed) {
  const read = () => soundJudgements(readKept(), docket);
  function write(said) {
    keepAll(said);
    dispatchEvent(new Event(CHANGED));
  }
  const elsewhere = ({ key }) => key === PLACE && changed();
  addEventListener(CHANGED, changed);
  addEventListener("storage", elsewhere);
  function stop() {
    removeEventListener(CHANGED, changed);
    removeEventListener("storage", elsewhere);
  }
  return { read, write, stop };
}
