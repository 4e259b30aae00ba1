// What every page does: the theme, the search, predictions and their tally. Nothing is asked from anywhere else.

const base = document.documentElement.dataset.base;

function kept(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, typeof value === "string" ? value : JSON.stringify(value));
  } catch {
    // a page that may keep nothing still works
  }
}

// --- light and dark

const themeButton = document.getElementById("theme");
const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
const isDark = () => (document.documentElement.dataset.theme ?? (systemIsDark() ? "dark" : "light")) === "dark";

// The button names the other theme; explorers follow the same mark as in JupyterLab.
function showTheme() {
  themeButton.textContent = isDark() ? "Light" : "Dark";
  document.body.dataset.jpThemeLight = String(!isDark());
}

themeButton.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  keep("theme", document.documentElement.dataset.theme);
  showTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
showTheme();

// --- contents: folded on a narrow screen

const contents = document.querySelector("nav.contents details");
if (contents && matchMedia("(max-width: 900px)").matches) contents.open = false;

// --- print: nothing can be unfolded on paper

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  unfolded.forEach((fold) => (fold.open = true));
});
addEventListener("afterprint", () => unfolded.forEach((fold) => (fold.open = false)));

// --- search

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

// --- predictions

const predictions = [...document.querySelectorAll(".prediction")];

function answer(fieldset, option) {
  const right = option.dataset.right === "true";
  const status = fieldset.querySelector("[role=status]");
  status.textContent = option.dataset.verdict;
  status.className = right ? "so" : "not-so";
  fieldset.dataset.made = "true";
  fieldset.querySelectorAll("input").forEach((input) => (input.disabled = true));
  document.querySelectorAll(`[data-answers="${fieldset.dataset.prediction}"]`).forEach((fold) => (fold.open = true));
}

function restore(fieldset, made) {
  const chosen = made[fieldset.dataset.prediction];
  const option = fieldset.querySelectorAll("input")[chosen];
  if (option === undefined) return;
  option.checked = true;
  answer(fieldset, option);
}

function count() {
  const chosen = predictions.map((fieldset) => fieldset.querySelector("input:checked")).filter(Boolean);
  const missed = chosen.filter((option) => option.dataset.right !== "true");
  const again = [...new Set(missed.map((option) => option.closest(".prediction").dataset.section))];
  document.querySelectorAll(".tally").forEach((tally) => {
    const left = predictions.length - chosen.length;
    const counted = `You predicted ${chosen.length - missed.length} of ${chosen.length} rightly. ${left ? `${left} of ${predictions.length} not made. ` : ""}`;
    const none = `This page asks for ${predictions.length} predictions. You have made none yet.`;
    tally.textContent = chosen.length === 0 ? none : counted + (again.length ? `Look again at: ${again.join("; ")}.` : "");
  });
}

function commit(fieldset) {
  const options = [...fieldset.querySelectorAll("input")];
  const chosen = options.findIndex((option) => option.checked);
  if (chosen < 0 || fieldset.dataset.made) return;
  const hadFocus = fieldset.contains(document.activeElement);
  keep("predictions", { ...kept("predictions", {}), [fieldset.dataset.prediction]: chosen });
  answer(fieldset, options[chosen]);
  if (hadFocus) fieldset.querySelector("[role=status]").focus();
  count();
}

// With the arrow keys one looks through the options: these only choose, and Enter or the space bar answers.
predictions.forEach((fieldset) => {
  let looking = false;
  fieldset.querySelector("[role=status]").tabIndex = -1;
  restore(fieldset, kept("predictions", {}));
  fieldset.addEventListener("pointerdown", () => (looking = false));
  fieldset.addEventListener("keydown", (event) => {
    looking = event.key.startsWith("Arrow");
    if (event.key === "Enter" || event.key === " ") commit(fieldset);
  });
  fieldset.addEventListener("click", (event) => {
    if (!looking && event.target.closest("label")) commit(fieldset);
  });
  fieldset.addEventListener("change", () => {
    if (looking) fieldset.querySelector("[role=status]").textContent = "Press Enter, and the answer unfolds.";
    else commit(fieldset);
  });
});
if (predictions.length) count();
