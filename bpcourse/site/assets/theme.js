// Before the page is drawn: the theme that was chosen, else the system decides; and that there is a script, which folds answers.
(() => {
  document.documentElement.dataset.script = "starting";
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // where nothing may be kept, the system decides
  }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
