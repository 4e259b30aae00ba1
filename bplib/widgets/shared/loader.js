// What anywidget imports for each explorer that is displayed: a few lines that fetch the explorer's own module.
//
// A page keeps every module that it has ever imported, also after the cell has been run again.  So an explorer's module, which is
// large, is imported once and then shared by all explorers of its kind; a module is known by its text.

function moduleOf(text) {
  const known = (globalThis.bplibModules ??= new Map());
  if (!known.has(text)) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    known.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
  }
  return known.get(text);
}

async function render(context) {
  const module = await moduleOf(context.model.get("_script"));
  return module.render(context);
}
export default { render };
