// What every page does: folds, wide pictures, the theme, printing. Nothing is asked from anywhere else.

const base = document.documentElement.dataset.base;

// --- folds: without a script all of a page can be read; answers are folded, and on a narrow screen the contents

document.querySelectorAll("details.answer").forEach((fold) => (fold.open = false));
const contents = document.querySelector("nav.contents details");
if (contents && matchMedia("(max-width: 900px)").matches) contents.open = false;
delete document.documentElement.dataset.script;

// Open the folds around the place that the address names, and go there; some browsers do it by themselves.
function reveal() {
  let place = null;
  try {
    place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // the address of an explorer need not be a place of the page
  }
  const folded = place?.closest("details:not([open])");
  if (!folded) return;
  for (let fold = folded; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  place.scrollIntoView();
}

addEventListener("DOMContentLoaded", reveal); // explorers stand by then
addEventListener("hashchange", reveal);

// --- pictures: one that is wider than its place can be scrolled by keyboard

const scrolled = new ResizeObserver((boxes) => boxes.forEach(({ target }) => reach(target)));
document.querySelectorAll(".picture").forEach((box) => scrolled.observe(box));

function reach(box) {
  const names = { tabindex: "0", role: "group", "aria-label": "picture, wider than its place" };
  const wide = box.scrollWidth > box.clientWidth;
  for (const [name, value] of Object.entries(names)) wide ? box.setAttribute(name, value) : box.removeAttribute(name);
}

// --- what is kept in the browser

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

// --- print: nothing can be unfolded on paper, and paper is light

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  unfolded.forEach((fold) => (fold.open = true));
  document.body.dataset.jpThemeLight = "true";
});
addEventListener("afterprint", () => {
  unfolded.forEach((fold) => (fold.open = false));
  showTheme();
});
