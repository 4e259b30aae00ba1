// The buttons that go step by step through two passes.

import { button, element } from "./elements.js";

// Buttons for a step on, a step back, all and none; `at()` tells the {stage, last} that there is.
export function stepButtons(at, goTo, describedBy) {
  const step = button("", { class: "primary", name: "step", "aria-describedby": describedBy });
  const undo = button("Undo step", { name: "undo" });
  const all = button("All", { name: "all" });
  const reset = button("Reset", { name: "reset" });
  step.addEventListener("click", () => goTo(at().stage === at().last ? 0 : at().stage + 1));
  undo.addEventListener("click", () => goTo(at().stage - 1));
  all.addEventListener("click", () => goTo(at().last));
  reset.addEventListener("click", () => goTo(0));
  const node = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, step, undo, all, reset);
  return { node, step, undo };
}
