// The search. What it looks through is in search.js, which comes when somebody searches.

const query = document.getElementById("query");
const hits = document.getElementById("hits");
let sections = null;

function loadSections() {
  return new Promise((resolve) => {
    if (sections) return resolve();
    const script = document.createElement("script");
    script.src = `${base}search.js`;
    script.addEventListener("load", () => resolve((sections = window.searchSections)));
    document.head.append(script);
  });
}

const SHOWN = 12;

function countOf(number) {
  if (number === 0) return "Nothing was found.";
  if (number > SHOWN) return `The first ${SHOWN} of ${number} sections. With one more word there are fewer.`;
  return `${number} ${number === 1 ? "section" : "sections"}`;
}

const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const hasAll = (text, words) => words.every((word) => text.includes(word));

function found(words) {
  const fitting = sections.filter((one) => hasAll(`${one.title.toLowerCase()} ${one.text}`, words));
  const inTitle = (one) => hasAll(one.title.toLowerCase(), words);
  return [...fitting.filter(inTitle), ...fitting.filter((one) => !inTitle(one))];
}

function hit(one) {
  const link = document.createElement("a");
  link.href = base + one.address;
  link.textContent = one.title;
  const item = document.createElement("li");
  item.append(link);
  return item;
}

async function search() {
  const words = wordsOf(query.value);
  hits.hidden = words.length === 0;
  if (words.length === 0) return;
  await loadSections();
  const all = found(words);
  const count = document.createElement("p");
  count.textContent = countOf(all.length);
  const list = document.createElement("ol");
  list.append(...all.slice(0, SHOWN).map(hit));
  hits.replaceChildren(count, list);
}

query.addEventListener("input", search);
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "ArrowDown") hits.querySelector("a")?.focus();
});
query.addEventListener("focus", () => (hits.hidden = hits.childElementCount === 0 || query.value.trim() === ""));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hits.hidden = true;
});
document.addEventListener("click", (event) => {
  const aLink = event.target.closest("#hits a");
  if (aLink || !event.target.closest("#hits, [role=search]")) hits.hidden = true;
});
