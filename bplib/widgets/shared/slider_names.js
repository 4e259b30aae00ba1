// The sliders of ipywidgets say nothing to a screen reader but a number, which for a list of values is only its place in the list.
// Here the handle of each slider in a box gets the words beside it: its label as its name, what is read out as its value.

function nameSliders(box) {
  for (const handle of box.querySelectorAll("[role=slider]")) {
    const words = (part) => handle.closest(".widget-inline-hbox")?.querySelector(part)?.textContent;
    put(handle, "aria-label", words(".widget-label"));
    put(handle, "aria-valuetext", words(".widget-readout"));
  }
}

function put(node, name, words) {
  if (words && node.getAttribute(name) !== words) node.setAttribute(name, words);
}

// Name the sliders of the box in which el stands, as soon as it stands there, and again when something in it changes.
function render({ el }) {
  let waiting = null;
  const boxOf = () => el.parentElement?.closest(".widget-vbox");
  const watcher = new MutationObserver(() => el.isConnected && nameSliders(boxOf()));
  function begin() {
    const box = boxOf();
    if (!box) return (waiting = requestAnimationFrame(begin));
    nameSliders(box);
    watcher.observe(box, { attributeFilter: ["aria-valuetext"], characterData: true, childList: true, subtree: true });
  }
  begin();
  return () => {
    cancelAnimationFrame(waiting);
    watcher.disconnect();
  };
}
export default { render };
