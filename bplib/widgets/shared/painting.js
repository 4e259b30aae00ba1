// Colours of the theme for what is painted pixel by pixel, and the maps of the plane.

const NAMES = ["ink", "muted", "paper", "edge", "strong", "positive", "negative", "lit", "accent", "teal", "pink", "violet", "ochre"];
const SHADES = 256;

// A function that returns the present colours by name, and the two scales; it looks anew only when the theme has changed.
export function paletteOf(root) {
  const probe = root.appendChild(document.createElement("span"));
  probe.hidden = true;
  let [known, palette] = [null, null];
  return () => {
    const { color, backgroundColor } = getComputedStyle(root);
    if (known === color + backgroundColor) return palette;
    known = color + backgroundColor;
    return (palette = readPalette(probe));
  };
}

function readPalette(probe) {
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  const scale = (low, high, strength) => scaleOf(...[low, "paper", high].map((name) => channels(colours[name])), strength);
  return { ...colours, signed: scale("negative", "positive", 0.85), classes: scale("teal", "pink", 0.5) };
}

const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);

// Pixels from one colour over the ground to another, for values from -1 to 1.
function scaleOf(low, ground, high, strength) {
  const pixels = new Uint32Array(SHADES);
  for (let i = 0; i < SHADES; i++) {
    const value = (2 * i) / (SHADES - 1) - 1;
    const [end, share] = [value < 0 ? low : high, Math.abs(value) * strength];
    const [r, g, b] = end.map((channel, c) => Math.round(ground[c] + share * (channel - ground[c])));
    pixels[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return pixels;
}

// A sheet of n by n maps, one below the other, for so many units: paint(place, values, stride, from, middle, reach, scale) fills one with
// values[from], values[from + stride], ...; `middle` is the value of the ground, `reach` that of a full colour beyond it.
export function newSheet(n, count) {
  const canvas = Object.assign(document.createElement("canvas"), { width: n, height: n * count });
  const context = canvas.getContext("2d");
  const image = context.createImageData(n, n * count);
  const pixels = new Uint32Array(image.data.buffer);
  function paint(place, { values, stride, from, middle, reach }, scale) {
    const factor = (SHADES - 1) / 2 / reach;
    for (let i = 0, at = place * n * n, k = from; i < n * n; i++, at++, k += stride) {
      const shade = (values[k] - middle) * factor + (SHADES - 1) / 2;
      pixels[at] = scale[shade > 0 ? Math.min(SHADES - 1, Math.round(shade)) : 0];
    }
  }
  return { canvas, paint, show: () => context.putImageData(image, 0, 0) };
}

// A canvas as sharp as the screen: size(width, height) in pixels of the page; returns its context, cleared.
export function sized(canvas, width, height) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
