// Predictions: what was chosen is kept in the browser, opens its answer, and is counted.

const predictions = [...document.querySelectorAll(".prediction")];
const UNANSWERED = "Choose, and the answer unfolds.";
const foldsOf = (fieldset) => document.querySelectorAll(`[data-answers="${fieldset.dataset.prediction}"]`);

function answer(fieldset, option) {
  const right = option.dataset.right === "true";
  const status = fieldset.querySelector("[role=status]");
  status.textContent = option.dataset.verdict;
  status.className = right ? "so" : "not-so";
  fieldset.dataset.made = "true";
  fieldset.querySelectorAll("input").forEach((input) => (input.disabled = true));
  foldsOf(fieldset).forEach((fold) => (fold.open = true));
}

function restore(fieldset, made) {
  const chosen = made[fieldset.dataset.prediction];
  const option = fieldset.querySelectorAll("input")[chosen];
  if (option === undefined) return;
  option.checked = true;
  answer(fieldset, option);
}

function tell() {
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
  tell();
}

// With the arrow keys one looks through the options: these only choose, and Enter or the space bar answers.
predictions.forEach((fieldset) => {
  let looking = false;
  const status = fieldset.querySelector("[role=status]");
  status.tabIndex = -1;
  status.textContent = UNANSWERED;
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
    if (looking) status.textContent = "Press Enter, and the answer unfolds.";
    else commit(fieldset);
  });
});
if (predictions.length) tell();
