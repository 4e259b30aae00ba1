// The options of a question: circles of one group, so that one tab stop leads to them and the arrow keys move between them.

function render({ model, el }) {
  const group = `prediction-${Math.random().toString(36).slice(2, 10)}`;
  const boxes = model.get("texts").map((text, i) => buildOption(group, text, () => choose(i)));
  el.classList.add("bp-options");
  el.setAttribute("role", "radiogroup");
  el.setAttribute("aria-label", "Your prediction");
  el.replaceChildren(...boxes.map(({ node }) => node));
  el.addEventListener("keydown", keepFromJupyterLab);
  function choose(i) {
    model.set("index", i);
    model.save_changes();
  }
  function update() {
    boxes.forEach(({ circle }, i) => {
      circle.checked = model.get("index") === i;
      circle.disabled = model.get("disabled");
    });
  }
  model.on("change:index", update);
  model.on("change:disabled", update);
  update();
  return () => {
    el.removeEventListener("keydown", keepFromJupyterLab);
    model.off("change:index", update);
    model.off("change:disabled", update);
  };
}

function buildOption(group, text, chosen) {
  const [node, circle, words] = ["label", "input", "span"].map((tag) => document.createElement(tag));
  Object.assign(circle, { type: "radio", name: group });
  circle.dataset.lmSuppressShortcuts = "true";
  circle.addEventListener("change", chosen);
  words.textContent = text;
  node.append(circle, words);
  return { node, circle };
}

// Else an arrow key selects the next cell.
function keepFromJupyterLab(event) {
  if (event.key.startsWith("Arrow") || event.key === " ") event.stopPropagation();
}

export default { render };
