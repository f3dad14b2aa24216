/** How long a piece of long work may keep all others waiting, in milliseconds. */
const SLICE_MS = 8;

/** Long work that pauses wherever it yields, as often as others have waited long enough. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
}
