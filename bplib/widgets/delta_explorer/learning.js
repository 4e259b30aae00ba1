// Learning in the delta explorer: one step against all derivatives, or fifty, and the cost after each.

import { addText, heading, polyline } from "../shared/drawing.js";
import { button, element, enable, input, put, putAll, shape, write } from "../shared/elements.js";
import { newPlayer } from "../shared/player.js";
import { clamp, numberText } from "../shared/text.js";
import { math } from "../shared/formulas.js";
import { canLearn, foretoldByGradient, parametersOf } from "./mathematics.js";
import { scientificText } from "./words.js";

const [STEPS, PACE] = [50, 100]; // of a play: steps, and milliseconds for each
const RATES = { min: 0.001, max: 10, step: 0.1 };

export function buildLearning(actions) {
  const [controls, curve] = [buildControls(actions), buildCurve()];
  const sentence = element("p", { class: "so-far" });
  const node = element("div", { class: "learning", role: "group", "aria-label": "Learn" });
  node.append(heading("Learn: every weight and bias against its derivative"), controls.node, sentence, curve.node);
  function update(state) {
    const able = canLearn(state.net, state.eta);
    controls.update(state, able);
    write(sentence, learningWords(state, able));
    curve.update(state.costs);
  }
  return { node, update, stop: controls.stop };
}

function buildControls({ read, save, learn, say }) {
  const eta = input("number", "eta", { ...RATES, "aria-label": "learning rate η" });
  const [once, play] = [button("Learn: one step", { name: "learn" }), button("", { name: "play-learning" })];
  const film = newLessons(learn, () => {
    sayWhat();
    say(learningWords(read()));
  });
  const sayWhat = () => write(play, film.running() ? "Stop learning" : `Play ${STEPS} steps`);
  once.addEventListener("click", () => (film.stop(), learn(), say(learningWords(read()))));
  play.addEventListener("click", () => (film.playOrStop(), sayWhat()));
  eta.addEventListener("input", () => eta.valueAsNumber > 0 && save({ eta: clamp(eta.valueAsNumber, RATES.min, RATES.max) }));
  eta.addEventListener("change", () => (eta.value = read().eta));
  const rule = math("w ← w − η ∂C/∂w");
  const node = element("div", { class: "fields" }, once, play, element("label", {}, "η =", eta), rule);
  function update(state, able) {
    if (document.activeElement !== eta) eta.value = state.eta;
    once.classList.toggle("primary", state.atEnd);
    [once, play].forEach((one) => enable(one, able));
    sayWhat();
  }
  return { node, update, stop: film.stop };
}

// Steps one after the other, until there have been enough, or one cannot be taken; `ended` hears of either.
function newLessons(learn, ended) {
  const player = newPlayer();
  function stop() {
    if (!player.running()) return;
    player.stop();
    ended();
  }
  function playOrStop() {
    if (player.running()) return stop();
    let done = 0;
    player.run(STEPS, (time) => 1 + Math.floor(time / PACE), (count) => {
      while (done < count && learn()) done += 1;
      if (done < count) player.stop();
      if (!player.running()) ended();
    });
  }
  return { playOrStop, stop, running: player.running };
}

// How far the cost has come, and what a step to come is foretold to do.
export function learningWords({ net, eta, costs }, able = canLearn(net, eta)) {
  const [steps, before, now] = [costs.length - 1, costs.at(-2), costs.at(-1)];
  const done = steps ? `After ${steps} step${steps === 1 ? "" : "s"} C = ${numberText(now)}; the last one changed it by ${scientificText(now - before)}. ` : "";
  if (!able) return `${done}A step of this η leads too far to compute with: choose a smaller one, or press Original numbers.`;
  const which = steps ? "The next step" : `A step for all ${parametersOf(net).length} numbers at once`;
  return `${done}${which}, foretold by −η‖∇C‖²: ΔC ≈ ${scientificText(foretoldByGradient(net, eta))}.`;
}

// --- the cost curve: at least fifty steps wide, from 0 up to the largest cost

const [WIDE, HIGH] = [420, 132];
const FRAME = { left: 46, right: 410, top: 12, bottom: 106 };

function buildCurve() {
  const node = shape("svg", { class: "curve", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" });
  const [line, dot] = [shape("path", { class: "costs" }), shape("circle", { class: "now", r: 4 })];
  const axes = `M${FRAME.left},${FRAME.top}V${FRAME.bottom}H${FRAME.right}`;
  node.append(shape("path", { class: "axes", d: axes }), line, dot);
  const top = addText(node, "down", FRAME.left - 6, FRAME.top);
  addText(node, "down", FRAME.left - 6, FRAME.bottom, "0");
  addText(node, "down name", FRAME.left - 6, (FRAME.top + FRAME.bottom) / 2, "C");
  const last = addText(node, "down", FRAME.right, FRAME.bottom + 14);
  addText(node, "across name", (FRAME.left + FRAME.right) / 2, FRAME.bottom + 14, "steps of learning");
  function update(costs) {
    const { points, steps, highest } = curvePoints(costs);
    put(line, "d", points.length > 1 ? polyline(...points) : null);
    putAll(dot, { cx: points.at(-1)[0].toFixed(1), cy: points.at(-1)[1].toFixed(1) });
    write(top, numberText(Number(highest.toPrecision(3))));
    write(last, String(steps));
    put(node, "aria-label", curveWords(costs));
  }
  return { node, update };
}

function curvePoints(costs) {
  const steps = STEPS * Math.max(1, Math.ceil((costs.length - 1) / STEPS));
  const highest = Math.max(...costs, 1e-9);
  const x = (i) => FRAME.left + (i / steps) * (FRAME.right - FRAME.left);
  const y = (cost) => FRAME.bottom - (Math.max(0, cost) / highest) * (FRAME.bottom - FRAME.top);
  return { points: costs.map((cost, i) => [x(i), y(cost)]), steps, highest };
}

function curveWords(costs) {
  const [first, last] = [costs[0], costs.at(-1)].map(numberText);
  if (costs.length === 1) return `Cost curve: C = ${first}, before the first step`;
  return `Cost curve: C from ${first} to ${last} in ${costs.length - 1} step${costs.length === 2 ? "" : "s"}`;
}
