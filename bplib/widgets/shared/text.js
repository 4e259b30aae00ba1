// Numbers and names as text.

// At most four decimals and five digits, no trailing zeros, a true minus sign; the same rule as bplib's number_text.
export function numberText(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (!Number.isFinite(size)) return Number.isNaN(value) ? "nan" : value > 0 ? "∞" : "−∞";
  let text;
  if (size < 5e-5 || size >= 9999.5) text = size.toExponential(1).replace("e+", "e");
  else {
    text = size.toFixed(size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1);
    text = text.replace(/\.?0+$/, "");
  }
  return ((value < 0 ? "-" : "") + text).replaceAll("-", "−");
}

export const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉" };
Object.assign(RAISED, { "-": "⁻", "+": "⁺", l: "ˡ", L: "ᴸ", T: "ᵀ" });
Object.assign(LOWERED, { j: "ⱼ", k: "ₖ" });
export const raised = (text) => [...String(text)].map((c) => RAISED[c]).join("");
export const lowered = (text) => [...String(text)].map((c) => LOWERED[c]).join("");
export const powerOfTen = (n) => (n === 0 ? "1" : `10${raised(n)}`);

export const sentenceCase = (text) => text[0].toUpperCase() + text.slice(1);
export const sign = (value) => (value > 0 ? "positive" : value < 0 ? "negative" : "zero");
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const tenth = (value) => value.toFixed(1); // for places in drawings
