// Links to cells: in JupyterLab to the very cell of the notebook, on the web edition to the same place of its page.

import { element, KEYS } from "../shared/elements.js";

// The address of a cell, seen from a page; null where there is no telling (a page of its own, another program).
export function addressFrom(pathname, notebook, cell) {
  const place = cell ? `#cell-id=${cell}` : "";
  if (pathname.endsWith(".ipynb")) return `../lessons/${notebook}.ipynb${place}`;
  return /\/(lessons|explorers)\/[^/]+$/.test(pathname) ? `../lessons/${notebook}.html${place}` : null;
}

// The path of a notebook on the server of a JupyterLab that shows this address; null on any other page.
export function pathInLab(pathname, notebook) {
  const [, here] = pathname.match(/\/lab\/(?:.*\/)?tree\/(.+)\.ipynb$/) ?? [];
  if (!here) return null;
  const folders = decodeURIComponent(here).split("/").slice(0, -2);
  return [...folders, "lessons", `${notebook}.ipynb`].join("/");
}

// A link with words; where the place is not known, the words alone.  JupyterLab opens the notebook beside this one.
export function linkToCell(words, notebook, cell) {
  const href = addressFrom(location.pathname, notebook, cell);
  if (!href) return element("span", {}, words);
  const path = pathInLab(location.pathname, notebook);
  const link = element("a", { ...KEYS, href, target: "_blank", rel: "noopener", ...(path ? inLab(path, cell) : {}) }, words);
  if (path && !decodeURIComponent(location.pathname).endsWith(path)) link.addEventListener("click", ({ isTrusted }) => isTrusted && insist(link));
  return link;
}

// JupyterLab draws the far cells of a notebook some time after it has opened it.  Until then a link to one of them ends at the top.
// So a click is repeated until the notebook has moved, or its reader has done anything.
const AGAIN = [1, 2, 4, 7, 11, 16, 22, 30, 45, 60, 90]; // seconds after the click
const BY_HAND = ["wheel", "pointerdown", "keydown"];

function insist(link) {
  const again = AGAIN.map((seconds) => setTimeout(() => (!link.isConnected || hasMoved(link) ? stop() : link.click()), 1000 * seconds));
  function stop() {
    again.forEach(clearTimeout);
    BY_HAND.forEach((name) => removeEventListener(name, stop, true));
  }
  BY_HAND.forEach((name) => addEventListener(name, stop, true));
}

// Whether a notebook in view, other than the one with the link, is no longer at its top.
const hasMoved = (link) => [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")].some((outer) => !outer.contains(link) && outer.scrollTop > 0);

// What JupyterLab's own links in a text carry: its command to open a notebook at a place.
function inLab(path, cell) {
  const place = { path, id: cell ? `#cell-id=${cell}` : "" };
  return { "data-commandlinker-command": "rendermime:handle-local-link", "data-commandlinker-args": JSON.stringify(place) };
}

// A citation, with the link that it holds.
export function citation(text) {
  const [found, kind, name] = text.match(/(doi|arXiv):([\w.()/-]*[\w/-])/) ?? [];
  if (!found) return [text];
  const href = kind === "doi" ? `https://doi.org/${name}` : `https://arxiv.org/abs/${name}`;
  const [before, after] = text.split(found);
  return [before, element("a", { ...KEYS, href, target: "_blank", rel: "noopener" }, found), after].filter(Boolean);
}
