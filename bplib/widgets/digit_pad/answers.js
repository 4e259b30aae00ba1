// The ten outputs: what the network says, and δ of each; the target is marked.

import { addText, heading } from "../shared/drawing.js";
import { element, put, shape, write } from "../shared/elements.js";
import { sign } from "../shared/text.js";
import { shareText, signedText } from "./words.js";

const [ROW, LEFT, LENGTH] = [22, 22, 122];
const [SHARE, DELTA, WIDTH] = [LEFT + LENGTH + 54, 250, 256]; // right ends of the columns

export function buildAnswers() {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${11 * ROW}`, class: "answers", role: "img" });
  addText(svg, "down name", SHARE, ROW / 2, "a");
  addText(svg, "down name", DELTA, ROW / 2, "δ");
  const rows = Array.from({ length: 10 }, (_, digit) => newRow(svg, digit, (digit + 1) * ROW));
  function update({ A, D, state, order }) {
    rows.forEach((row, digit) => {
      const [a, delta] = [A.at(-1)[digit], D.at(-1)[digit]];
      put(row.group, "class", ["row", digit === order[0] && "said", digit === state.target && "target"].filter(Boolean).join(" "));
      put(row.bar, "width", Math.max(0, a * LENGTH).toFixed(1));
      write(row.share, shareText(a));
      write(row.delta, signedText(delta));
      put(row.delta, "data-sign", sign(Number(delta.toFixed(2))));
    });
    const told = order.map((digit) => `${digit}: ${shareText(A.at(-1)[digit])}`).join("; ");
    put(svg, "aria-label", `The ten outputs, largest first. ${told}. Target ${state.target}`);
  }
  const note = element("p", { class: "note" }, "framed: the target; bold: the answer");
  return { node: element("div", { class: "part wide" }, heading("What it says"), svg, note), update };
}

function newRow(svg, digit, y) {
  const group = svg.appendChild(shape("g"));
  group.append(shape("rect", { class: "frame", x: 1, y: y + 1, width: WIDTH - 2, height: ROW - 2, rx: 3 }));
  group.append(shape("rect", { class: "track", x: LEFT, y: y + 5, width: LENGTH, height: ROW - 10 }));
  const bar = group.appendChild(shape("rect", { class: "bar", x: LEFT, y: y + 5, height: ROW - 10 }));
  addText(group, "digit", 8, y + ROW / 2, String(digit));
  const share = addText(group, "down", SHARE, y + ROW / 2);
  return { group, bar, share, delta: addText(group, "down delta", DELTA, y + ROW / 2) };
}
