// The controls of the timeline: threads, labels, search.

import { button, chooser, element, input, put, write } from "../shared/elements.js";
import { sentenceCase } from "../shared/text.js";
import { found } from "./mathematics.js";

export function buildControls(actions) {
  const chips = Object.entries(actions.names.threads).map(([thread, words]) => buildChip(thread, words, actions));
  const search = buildSearch(actions);
  const labels = chooser("labels", [["names", "names"], ["topics", "topics"], ["both", "names and topics"]]);
  labels.addEventListener("change", () => actions.save({ labels: labels.value }));
  const play = button("", { name: "play", class: "primary" });
  play.addEventListener("click", actions.years.playOrStop);
  const count = element("span", { class: "count", role: "status" });
  const threads = element("div", { class: "threads", role: "group", "aria-label": "Threads" }, ...chips);
  const fields = element("div", { class: "search" });
  fields.append(play, element("label", {}, "Search ", search), count, element("label", {}, "Labels ", labels));
  const node = element("div", { class: "controls" }, threads, fields);
  function update(state, number) {
    chips.forEach((chip) => put(chip, "aria-pressed", String(state.threads.includes(chip.name))));
    if (search.value !== state.query) search.value = state.query;
    labels.value = state.labels;
    write(play, actions.years.running() ? "Stop" : "Play through the years");
    const hint = number && state.query.trim() ? ", Enter shows the next" : "";
    write(count, state.query.trim() ? `${number} found${hint}` : `${number} entries`);
  }
  return { node, update };
}

// A thread that can be shown or hidden.
function buildChip(thread, words, { entries, names, read, save }) {
  const count = entries.filter((entry) => entry.thread === thread).length;
  const chip = button("", { class: "chip", "data-thread": thread, name: thread });
  chip.append(element("span", { class: "swatch", "aria-hidden": "true" }), sentenceCase(words));
  put(chip, "aria-label", `${sentenceCase(words)}, ${count} entries`);
  chip.addEventListener("click", () => {
    const { threads } = read();
    const on = threads.includes(thread);
    save({ threads: Object.keys(names.threads).filter((t) => (t === thread ? !on : threads.includes(t))) });
  });
  return chip;
}

// Enter goes through what is found, Escape forgets the query.
function buildSearch({ entries, read, save, select }) {
  const search = input("search", "query", { placeholder: "name, word or year" });
  search.addEventListener("input", () => save({ query: search.value }));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") save({ query: "" });
    if (event.key !== "Enter") return;
    const { selected, threads, query } = read();
    const keys = found(entries, threads, query).map((entry) => entry.key);
    if (keys.length) select(keys[(keys.indexOf(selected) + 1) % keys.length]);
  });
  return search;
}
