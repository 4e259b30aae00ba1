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
const SOME = 4;
const NOTHING = "Nothing was found: no section of the lessons and exercises has all of these words. A formula is typed as W^T, sigma', dC/dw or x^2, without blanks.";

function countOf(number) {
  if (number === 0) return NOTHING;
  if (number > SHOWN) return `The first ${SHOWN} of ${number} sections; with one more word there are fewer:`;
  return number === 1 ? "1 section has all words:" : `${number} sections have all words:`;
}

// A text as it is compared, as in search.py.
const normalised = (text) =>
  text
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, "^$&")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/ς/g, "σ")
    .replace(/[’′]/g, "'")
    .replace(/−/g, "-");

const NAMES = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", eps: "ε", eta: "η", theta: "θ", lambda: "λ", mu: "μ", pi: "π", rho: "ρ",
  sigma: "σ", tau: "τ", phi: "φ", psi: "ψ", omega: "ω", partial: "∂", nabla: "∇", odot: "⊙", hadamard: "⊙", cdot: "·", times: "×",
};
const NAME = new RegExp(`(?<![a-z])(${Object.keys(NAMES).join("|")})(?![a-z])`, "g");
const LETTER = new Map(Object.entries(NAMES).map(([name, letter]) => [letter, name]));

// The words that are searched for; of each the ways in which it may be written.
function wordsOf(text) {
  const plain = normalised(text)
    .replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, "$1/$2")
    .replace(/(?<=\S) ?\\?prime\b/g, "'")
    .replace(/\^'/g, "'")
    .replace(/\\?partial |∂ /g, "∂");
  return plain.split(/\s+/).filter(Boolean).map(waysOf);
}

function waysOf(word) {
  const bare = word.replace(/[\\{}$]/g, "") || word;
  const greek = bare.replace(NAME, (name) => NAMES[name]);
  const curly = greek.replace(/(?<![a-z])d([a-z_^0-9]+)\/d([a-zα-ω])/g, "∂$1/∂$2");
  return [...new Set([word, bare, greek, curly, LETTER.get(bare)])].filter(Boolean);
}

// How often a text has a word; the name of a letter is a word of its own, so that eta is not found in beta.
function count(text, way) {
  if (way in NAMES) return (text.match(new RegExp(`(?<![a-z])${way}(?![a-z])`, "g")) ?? []).length;
  const inside = text.split(way).length - 1;
  if (!inside || !/^[a-z]+$/.test(way)) return inside;
  return 0.1 * inside + (text.match(new RegExp(`(?<![a-z])${way}`, "g")) ?? []).length; // trace is hardly a race
}
const countOfAny = (text, ways) => ways.reduce((sum, way) => sum + count(text, way), 0);

// What it is worth that a title has a word: the more, the fewer titles have it; half as much where only its page has it.
const worthInTitle = (ways) => 20 + 80 / Math.max(1, sections.filter((one) => shareInTitle(one, ways) === 1).length);
const shareInTitle = (one, ways) => Math.min(1, Math.max(countOfAny(one.lowTitle, ways), 0.5 * countOfAny(one.lowPage, ways)));

// What each word is worth in a section: in its title, most in that of a page, and by how often it comes in the text.
function worths(one, words, inTitle) {
  const text = [one.text, ...one.behind.map(([, folded]) => folded)].join(" ");
  return words.map((ways, i) => (inTitle[i] + (one.title ? 0 : 20)) * shareInTitle(one, ways) + Math.min(20, countOfAny(text, ways)));
}

// Where a hit leads: to the section, or into the fold which alone has one of the words.
function placeOf(one, words) {
  const missing = words.find((ways) => !countOfAny(`${one.lowPage} ${one.lowTitle} ${one.text}`, ways));
  const fold = missing && one.behind.find(([, text]) => countOfAny(text, missing));
  return fold ? `${one.address.split("#")[0]}#${fold[0]}` : one.address;
}

// The sections that have all words, and those that lack some and have another in their title; best first.
function found(words) {
  for (const one of sections) one.lowTitle ??= normalised(one.title || one.page);
  for (const one of sections) one.lowPage ??= normalised(one.page);
  const inTitle = words.map(worthInTitle);
  const rated = sections.map((one) => ({ one, worth: worths(one, words, inTitle) }));
  const best = (some) => some.map(({ one, worth }) => ({ one, worth: sumOf(worth) })).sort((a, b) => b.worth - a.worth);
  const telling = (one, ways) => ways.some((way) => way.length > 3) && countOfAny(one.lowTitle, ways) >= 1;
  return {
    all: best(rated.filter(({ worth }) => worth.every(Boolean))),
    some: best(rated.filter(({ one, worth }) => !worth.every(Boolean) && words.some((ways) => telling(one, ways)))),
  };
}
const sumOf = (numbers) => numbers.reduce((a, b) => a + b, 0);

function hit(one, words) {
  const link = document.createElement("a");
  const address = placeOf(one, words);
  link.href = base + address;
  link.textContent = (one.title ? `${one.page}: ${one.title}` : one.page) + (address === one.address ? "" : " (in an answer)");
  const item = document.createElement("li");
  item.append(link);
  return item;
}

// Two lists: what has all words, and titles with some; first the one with the better place.
async function search() {
  const words = wordsOf(query.value);
  hits.hidden = words.length === 0;
  if (words.length === 0) return;
  await loadSections();
  const { all, some } = found(words);
  const whole = [said(countOf(all.length)), ...(all.length ? [listOf(all.slice(0, SHOWN), words)] : [])];
  const better = all.length > 0 && some.length > 0 && some[0].worth > all[0].worth;
  const parts = some.length && (better || all.length <= SHOWN) ? [said("Titles with some of these words:"), listOf(some.slice(0, SOME), words)] : [];
  hits.replaceChildren(...(better ? [...parts, ...whole] : [...whole, ...parts]));
}

function said(words) {
  const line = document.createElement("p");
  line.textContent = words;
  return line;
}

function listOf(places, words) {
  const list = document.createElement("ol");
  list.append(...places.map(({ one }) => hit(one, words)));
  return list;
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
