/** `draw`, at most once a frame; after a slow one the person gets three times as long before the next. */
export function inFrames(draw: () => void): () => void {
  let waiting = false;
  let again = false;
  const later = (): void => {
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    requestAnimationFrame(() => {
      again = false;
      const start = performance.now();
      draw();
      const cost = performance.now() - start;
      setTimeout(
        () => {
          waiting = false;
          if (again) later();
        },
        Math.min(500, 3 * cost),
      );
    });
  };
  return later;
}
