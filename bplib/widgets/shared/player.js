// Something that runs by itself, until it has come to its end or is stopped.

// A player: run(end, placeAt, show) shows where it is after so many milliseconds, frame by frame.  Who asked the system for less
// motion is shown the end at once.
export function newPlayer() {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null;
  function stop() {
    if (frame) cancelAnimationFrame(frame);
    frame = null;
  }
  function run(end, placeAt, show) {
    stop();
    if (still.matches) return show(end);
    const begin = performance.now();
    const advance = (time) => {
      const place = Math.min(end, placeAt(Math.max(0, time - begin)));
      frame = place < end ? requestAnimationFrame(advance) : null;
      show(place);
    };
    frame = requestAnimationFrame(advance);
  }
  return { run, stop, running: () => frame !== null };
}
