// The cart on its rail, and the buttons that push it.

import { addText, newDrawing } from "../shared/drawing.js";
import { button, element, KEYS, put, putAll, shape, write } from "../shared/elements.js";
import { tenth } from "../shared/text.js";
import { NEWTONS, SECONDS } from "./hand.js";
import { FARTHEST, STEEPEST } from "./mathematics.js";
import { decimals } from "./words.js";

const ROOM = { width: 560, height: 196 };
const [RAIL, METRE] = [168, 100]; // the height of the rail, and a metre
const [BODY, TOP, LONG] = [26, 132, 100]; // half the width of the cart, the height of its pivot, and the pole: 1 m
const onRail = (x) => ROOM.width / 2 + x * METRE;

export function buildCart(actions) {
  const label = "Cart with a pole. The arrow keys to the left and right push it, against the net.";
  const { svg, ground, moving } = newDrawing(ROOM, label, ["ground", "moving"]);
  putAll(svg, { ...KEYS, tabindex: 0, role: "application", class: "cart-drawing" });
  drawGround(ground);
  const update = drawCart(moving);
  svg.addEventListener("keydown", (event) => {
    const side = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
    if (side === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions.push(side);
  });
  const node = element("div", { class: "cart" }, svg, buttonsOf(actions));
  return { node, update };
}

function buttonsOf({ push }) {
  const sides = [["left", "◀ push"], ["right", "push ▶"]];
  const nodes = sides.map(([side, text]) => button(text, { name: `push-${side}`, "aria-label": `${text} to the ${side}` }));
  nodes.forEach((node, side) => node.addEventListener("click", () => push(side)));
  return element("div", { class: "pushes" }, ...nodes, element("span", {}, `by hand, ${NEWTONS} N for ${SECONDS} s; or with the arrow keys`));
}

function drawGround(ground) {
  ground.append(shape("path", { class: "rail", d: `M${onRail(-FARTHEST)},${RAIL}H${onRail(FARTHEST)}` }));
  for (const x of [-FARTHEST, FARTHEST]) ground.append(shape("path", { class: "stop", d: `M${onRail(x)},${RAIL - 16}V${RAIL + 5}` }));
  for (const x of [-2, -1, 0, 1, 2]) {
    ground.append(shape("path", { class: "tick", d: `M${onRail(x)},${RAIL}v5` }));
    addText(ground, "across", onRail(x), RAIL + 16, `${String(x).replace("-", "−")}${x ? "" : " m"}`);
  }
}

function drawCart(moving) {
  const cart = moving.appendChild(shape("g"));
  const lean = (sign) => `M0,${TOP}L${tenth(sign * LONG * Math.sin(STEEPEST))},${tenth(TOP - LONG * Math.cos(STEEPEST))}`;
  cart.append(shape("path", { class: "limit", d: lean(-1) + lean(1) }));
  cart.append(shape("rect", { class: "box", x: -BODY, y: TOP, width: 2 * BODY, height: 26, rx: 4 }));
  for (const x of [-15, 15]) cart.append(shape("circle", { class: "wheel", cx: x, cy: RAIL - 7, r: 6.5 }));
  const pole = cart.appendChild(shape("path", { class: "pole", d: `M0,${TOP}V${TOP - LONG}` }));
  cart.append(shape("circle", { class: "pivot", cx: 0, cy: TOP, r: 4.5 }));
  const [push, hand] = ["push", "hand"].map((kind) => cart.appendChild(shape("path", { class: kind })));
  const hint = addText(moving, "hint", 8, 14);
  return ({ place, action, judged, handSide }) => {
    const [x, , theta] = place;
    put(cart, "transform", `translate(${tenth(onRail(x))},0)`);
    put(pole, "transform", `rotate(${((theta * 180) / Math.PI).toFixed(2)},0,${TOP})`);
    put(pole, "data-sign", judged);
    put(push, "d", action === null ? null : arrow(action, BODY + 3, TOP + 13, 22));
    put(push, "data-sign", judged);
    put(hand, "d", handSide === null ? null : arrow(handSide, 10, TOP - LONG - 12, 30));
    write(hint, `θ = ${decimals((theta * 180) / Math.PI, 1)}°, x = ${decimals(x)} m`);
  };
}

// An arrow that begins so far beside the middle, to the left or to the right.
function arrow(side, from, y, length) {
  const s = side ? 1 : -1;
  const end = s * (from + length);
  return `M${s * from},${y}H${end - s * 7}M${end},${y}l${-s * 9},-5.5v11z`;
}
