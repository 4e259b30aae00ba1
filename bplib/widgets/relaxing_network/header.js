// The settings of the relaxing network, and the steps of its story.

import { button, chooser, element, enable, input, labelled, putAll, slider, write } from "../shared/elements.js";
import { UNITS } from "../shared/equilibrium.js";
import { clamp, numberText, sentenceCase } from "../shared/text.js";
import { LAST, LIMITS, nudgeAt, positionOf, RATE } from "./mathematics.js";
import { sentenceOf, statusText } from "./words.js";

export function buildSettings({ read, change, original }) {
  const unit = chooser("unit", Object.keys(UNITS).map((name) => [name, name.replace("_", " ")]));
  const scheme = chooser("scheme", [["layerwise", "layer by layer"], ["gradient_flow", "in small steps"]]);
  const epsilon = slider("epsilon", "step ε", { min: 0.05, max: 2, step: 0.05 });
  const beta = slider("beta", "nudge β", { min: -LAST, max: LAST, step: 1 });
  const angle = slider("angle", "angle of up and down", { min: 0, max: 90, step: 5 });
  const restore = button("Original numbers", { name: "restore" });
  unit.addEventListener("change", () => change(withUnit(read(), unit.value)));
  scheme.addEventListener("change", () => change({ scheme: scheme.value }));
  epsilon.node.addEventListener("input", () => change({ epsilon: epsilon.node.valueAsNumber }));
  beta.node.addEventListener("input", () => change({ beta: nudgeAt(beta.node.valueAsNumber || -Math.sign(read().beta)) }));
  angle.node.addEventListener("input", () => change({ angle: angle.node.valueAsNumber }));
  restore.addEventListener("click", () => change({ ...original }));
  const node = element("div", { class: "settings", role: "group", "aria-label": "Settings" });
  node.append(labelled("units", unit), labelled("how they settle", scheme), epsilon.label, beta.label, angle.label, restore);
  function update({ state }) {
    unit.value = state.unit;
    scheme.value = state.scheme;
    epsilon.say(state.epsilon, numberText(state.epsilon));
    epsilon.label.classList.toggle("off", state.scheme === "layerwise");
    epsilon.node.disabled = state.scheme === "layerwise";
    beta.say(positionOf(state.beta), `${numberText(state.beta)} ${state.beta > 0 ? "pull" : "push"}`);
    angle.say(state.angle, `${numberText(state.angle)}°`);
  }
  return { node, update };
}

// Other units, with inputs and targets that they can have.
function withUnit({ x, y }, unit) {
  const inside = (values) => values.map((value) => clamp(value, ...LIMITS[unit]));
  return { unit, x: inside(x), y: inside(y) };
}

// --- the steps

export function buildSteps(actions) {
  const { id, sizes } = actions;
  const [buttons, time] = [buildButtons(actions), buildTime(actions)];
  const sentence = element("p", { class: "sentence", id: `${id}-sentence` });
  const node = element("div", { class: "header" }, element("div", { class: "steps" }, buttons.node, time.node), sentence);
  function update(now) {
    const going = now.running || now.scene.at < now.scene.film.frames.length - 1;
    buttons.update(now);
    time.update(now.scene);
    write(sentence, sentenceOf(sizes, now, going));
  }
  return { node, update, words: () => `${time.words()}. ${sentence.textContent}` };
}

function buildButtons(actions) {
  const settle = button("Settle", { class: "primary", name: "settle", "aria-describedby": `${actions.id}-sentence` });
  const [step, nudge] = [button("Step", { name: "step" }), button("Nudge", { name: "nudge" })];
  const teach = button("Learn", { name: "learn", title: `each connection changes by ${RATE} times what it learns` });
  const again = button("Start again", { name: "again" });
  settle.addEventListener("click", () => settle.getAttribute("aria-disabled") !== "true" && settleOrStop(actions));
  step.addEventListener("click", () => stepOn(actions));
  nudge.addEventListener("click", () => nudgeOrLetGo(actions));
  teach.addEventListener("click", actions.learn);
  again.addEventListener("click", actions.restart);
  const node = element("div", { class: "buttons", role: "group", "aria-label": "Steps" }, settle, step, nudge, teach, again);
  function update({ scene: { phase, film, at }, running }) {
    const ended = at === film.frames.length - 1;
    write(settle, running ? "Stop" : "Settle");
    settle.classList.toggle("primary", running || !ended);
    enable(settle, running || !ended);
    enable(step, !ended);
    write(nudge, phase === "free" ? "Nudge" : "Let go");
    nudge.classList.toggle("primary", phase === "free" && ended && film.settled && !running);
    enable(teach, phase === "nudged" && at > 0 && !running);
  }
  return { node, update };
}

function settleOrStop({ player, now, goTo, run }) {
  if (!player.running()) return run();
  player.stop();
  goTo(now().place);
}

function stepOn({ player, now, goTo }) {
  player.stop();
  const { scene: { phase, at }, place } = now();
  goTo({ ...place, [phase]: at + 1 });
}

function nudgeOrLetGo({ player, now, goTo, run }) {
  player.stop();
  const { place } = now();
  const letGo = place.nudged !== null;
  goTo({ ...place, nudged: letGo ? null : 0 });
  if (!letGo) run();
}

// The moves of the phase, as a slider and in words.
function buildTime({ player, now, goTo }) {
  const track = input("range", "track", { min: 0, step: 1, "aria-label": "moves of the phase" });
  const [status, left] = [element("output", { class: "status" }), element("span", { class: "left" })];
  track.addEventListener("input", () => {
    player.stop();
    const { scene, place } = now();
    goTo({ ...place, [scene.phase]: track.valueAsNumber });
  });
  const node = element("div", { class: "time" }, track, element("div", { class: "said" }, status, left));
  function update(scene) {
    const last = scene.film.frames.length - 1;
    const words = statusText(scene);
    putAll(track, { max: last, "aria-valuetext": words });
    track.value = scene.at;
    write(status, sentenceCase(words));
    status.classList.toggle("wrong", scene.at === last && !scene.film.settled);
    write(left, `largest |ρ(z) − s|: ${numberText(scene.now.residual)}`);
  }
  return { node, update, words: () => status.textContent };
}
