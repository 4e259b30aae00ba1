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
  const note = element("p", { class: "note" });
  function update({ A, D, state, order, written, loss, output }) {
    rows.forEach((row, digit) => {
      const [a, delta] = [A.at(-1)[digit], D.at(-1)[digit]];
      put(row.group, "class", ["row", written && digit === order[0] && "said", digit === state.target && "target"].filter(Boolean).join(" "));
      put(row.bar, "width", written ? Math.max(0, a * LENGTH).toFixed(1) : 0);
      write(row.share, written ? shareText(a) : "–");
      write(row.delta, written ? signedText(delta) : "–");
      put(row.delta, "data-sign", sign(written ? Number(delta.toFixed(2)) : 0));
    });
    const told = order.map((digit) => `${digit}: ${shareText(A.at(-1)[digit])}`).join("; ");
    put(svg, "aria-label", `The ten outputs${written ? `, largest first. ${told}` : ": nothing is written yet"}. Target ${state.target}`);
    write(note, `framed: the target; bold: the answer. a: how sure of each digit${output === "softmax" ? "" : ", each for itself: they need not add up to 100 %"}; δ: ${deltaInWords(loss)}`);
  }
  return { node: element("div", { class: "part wide" }, heading("What it says"), svg, note), update };
}

// Only with a cross-entropy has the slope cancelled.
const deltaInWords = (loss) =>
  loss.endsWith("cross_entropy") ? "a minus what it should be, 1 for the target and 0 for the others" : "how fast the cost C rises with what goes into the unit";

function newRow(svg, digit, y) {
  const group = svg.appendChild(shape("g"));
  group.append(shape("rect", { class: "frame", x: 1, y: y + 1, width: WIDTH - 2, height: ROW - 2, rx: 3 }));
  group.append(shape("rect", { class: "track", x: LEFT, y: y + 5, width: LENGTH, height: ROW - 10 }));
  const bar = group.appendChild(shape("rect", { class: "bar", x: LEFT, y: y + 5, height: ROW - 10 }));
  addText(group, "digit", 8, y + ROW / 2, String(digit));
  const share = addText(group, "down", SHARE, y + ROW / 2);
  return { group, bar, share, delta: addText(group, "down delta", DELTA, y + ROW / 2) };
}
