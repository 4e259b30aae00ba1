// The model: between the traits of a widget and the page.

// A model that needs no kernel: the same methods as a widget model.  Pages without Jupyter and tests use it.
export function plainModel(state) {
  const values = { ...state };
  const listeners = {};
  return {
    get: (name) => values[name],
    set(name, value) {
      if (values[name] === value) return;
      values[name] = value;
      (listeners[`change:${name}`] ?? []).forEach((listener) => listener());
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    off: (event, listener) => (listeners[event] = (listeners[event] ?? []).filter((other) => other !== listener)),
    save_changes() {},
  };
}

export const traitsOf = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));

export function assign(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

// Call draw once after any of some traits have changed; return what ends that.
export function follow(model, names, draw) {
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      draw();
    });
  };
  names.forEach((name) => model.on(`change:${name}`, later));
  return () => names.forEach((name) => model.off(`change:${name}`, later));
}

// Put a widget into its place in the page.  Keys that are pressed in it go no further.
export function mount(root, el) {
  el.replaceChildren(root);
  root.addEventListener("keydown", (event) => event.stopPropagation());
}

// A name for an element that no other widget on the page has; each of them has a module of its own.
export const newId = (name) => `${name}-${Math.random().toString(36).slice(2, 10)}`;

// Call draw now, and whenever one of some nodes has another size; return what ends that.
export function watchSize(nodes, draw) {
  const watcher = new ResizeObserver(draw);
  nodes.forEach((node) => watcher.observe(node));
  draw();
  return () => watcher.disconnect();
}

// What ends a widget: some functions, and the place of the widget is emptied, because JupyterLab keeps it when the cell is run
// again.
export const ending = (el, ...ends) => () => {
  ends.forEach((end) => end());
  el.replaceChildren();
};
