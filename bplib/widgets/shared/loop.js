// Something that goes on by itself, frame after frame.

export const stillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Frames one after the other, until frame() returns false or somebody stops it; `ended` hears of it.  Who wants less motion gets two
// a second.
export function newLoop(frame, ended) {
  let [request, last] = [null, 0];
  function stop() {
    if (request === null) return;
    cancelAnimationFrame(request);
    request = null;
    ended();
  }
  function turn(time) {
    request = requestAnimationFrame(turn);
    if (stillness() && time - last < 500) return;
    last = time;
    if (!frame()) stop();
  }
  return { start: () => (request ??= requestAnimationFrame(turn)), stop, running: () => request !== null };
}
