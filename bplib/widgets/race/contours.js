// The contours of a surface, painted pixel by pixel.

// Paint the contours into a canvas, as ink of which there is more where the cost is higher: a line where the cost is a whole
// power of √10, from 0.01 on.  In the dark theme the style sheet turns the ink around.
export function paintContours(canvas, { cost }, bounds) {
  const n = canvas.width;
  const { heights, highest } = heightsOf(cost, bounds, n);
  const context = canvas.getContext("2d");
  const image = context.createImageData(n, n);
  for (let row = 0, k = 3; row < n; row++) {
    for (let column = 0; column < n; column++, k += 4) image.data[k] = inkAt(heights, n, row * (n + 1) + column, highest);
  }
  context.putImageData(image, 0, 0);
}

// Twice the logarithm of the cost in the middle of each pixel and of one more row and column.
function heightsOf(cost, [left, right, bottom, top], n) {
  const heights = new Float64Array((n + 1) * (n + 1));
  let highest = -4;
  for (let row = 0, i = 0; row <= n; row++) {
    const y = top - ((row + 0.5) / n) * (top - bottom);
    for (let column = 0; column <= n; column++, i++) {
      const x = left + ((column + 0.5) / n) * (right - left);
      heights[i] = 2 * Math.log10(Math.max(cost([x, y]), 1e-12));
      highest = Math.max(highest, heights[i]);
    }
  }
  return { heights, highest };
}

function inkAt(heights, n, i, highest) {
  const height = heights[i];
  const slope = Math.hypot(heights[i + 1] - height, heights[i + n + 1] - height);
  const nearest = Math.round(height);
  const line = nearest >= -4 && slope < 0.5 ? Math.max(0, 1 - Math.abs(height - nearest) / (slope * 0.8 + 1e-9)) : 0;
  const shade = Math.max(0, Math.floor(height) + 5) / (Math.floor(highest) + 5);
  return 52 * shade + 70 * line;
}
