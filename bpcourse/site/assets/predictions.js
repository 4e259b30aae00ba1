// Predictions: what was chosen is kept in the browser, opens its answer, is counted, and can be forgotten.

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
    const asked = predictions.length === 1 ? "1 prediction" : `${predictions.length} predictions`;
    const none = `This page asks for ${asked}. You have made none yet.`;
    tally.textContent = chosen.length === 0 ? none : counted + (again.length ? `Look again at: ${again.join("; ")}.` : "");
  });
  showForgetting();
}

// --- forgetting what was predicted

function unanswer(fieldset) {
  const status = fieldset.querySelector("[role=status]");
  status.textContent = UNANSWERED;
  status.className = "";
  delete fieldset.dataset.made;
  fieldset.querySelectorAll("input").forEach((input) => {
    input.checked = false;
    input.disabled = false;
  });
  foldsOf(fieldset).forEach((fold) => (fold.open = false));
}

// Forget the predictions with these names, after a question; what is on this page is asked anew.
function forget(names, where, tally) {
  const made = kept("predictions", {});
  const known = names.filter((name) => name in made);
  if (!confirm(`Forget ${known.length === 1 ? "your prediction" : `your ${known.length} predictions`} ${where}? This cannot be undone.`)) return;
  keep("predictions", Object.fromEntries(Object.entries(made).filter(([name]) => !known.includes(name))));
  predictions.filter((fieldset) => known.includes(fieldset.dataset.prediction)).forEach(unanswer);
  tell();
  tally.focus();
}

const namesHere = () => predictions.map((fieldset) => fieldset.dataset.prediction);
const namesMade = () => Object.keys(kept("predictions", {}));

function forgetting(words, names, where, tally) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", () => forget(names(), where, tally));
  return button;
}

// Each tally gets its buttons; they are there while there is something to forget.
document.querySelectorAll(".tally").forEach((tally) => {
  const buttons = document.createElement("p");
  buttons.className = "forget";
  const here = forgetting("Forget these predictions", namesHere, "on this page", tally);
  const all = forgetting("Forget those of all lessons", namesMade, "in all lessons", tally);
  buttons.append(here, " ", all);
  tally.tabIndex = -1;
  tally.after(buttons);
});

function showForgetting() {
  const made = namesMade();
  const here = namesHere().filter((name) => made.includes(name)).length;
  document.querySelectorAll(".forget").forEach(({ children: [ofPage, ofAll] }) => {
    ofPage.hidden = here === 0;
    ofAll.hidden = made.length === here;
  });
}

// --- answering

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
