// Building elements of the page, and changing only what differs.

function build(create) {
  return (tag, attributes = {}, ...children) => {
    const node = create(tag);
    for (const [name, value] of Object.entries(attributes)) put(node, name, value);
    node.append(...children);
    return node;
  };
}
export const element = build((tag) => document.createElement(tag));
export const shape = build((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));

// Set an attribute only where it differs: the browser then repaints only what changed.
export function put(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export const putAll = (node, attributes) => Object.entries(attributes).forEach(([name, value]) => put(node, name, value));

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Every element that takes keys carries this, so that JupyterLab leaves its keys alone.
export const KEYS = { "data-lm-suppress-shortcuts": "true" };
export const button = (text, attributes = {}) => element("button", { type: "button", ...KEYS, ...attributes }, text);
export const input = (type, name, attributes = {}) => element("input", { ...KEYS, type, name, ...attributes });
export const labelled = (text, ...controls) => element("label", {}, element("span", {}, text), ...controls);

// A list to choose from; options are pairs of a value and a text.
export function chooser(name, options, attributes = {}) {
  const node = element("select", { ...KEYS, name, ...attributes });
  offer(node, options);
  return node;
}

export function offer(node, options) {
  const wanted = options.map(String).join("|");
  if (node.dataset.options === wanted) return;
  node.dataset.options = wanted;
  node.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
}

// A slider with its value in words beside it: say(value, words) sets both.
export function slider(name, text, attributes) {
  const [node, output] = [input("range", name, attributes), element("output")];
  const say = (value, words) => {
    node.value = value;
    write(output, words);
    put(node, "aria-valuetext", words);
  };
  return { node, label: labelled(text, node, output), say };
}

// Turn a button on or off; one that has the focus keeps it and is only said to be off.
export function enable(node, on) {
  node.disabled = !on && document.activeElement !== node;
  put(node, "aria-disabled", on ? null : "true");
}
