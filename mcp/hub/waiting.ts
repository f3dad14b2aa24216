/** Settles as `work` does, or rejects with the signal's reason at once; leaves no listener behind. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    const done = () => signal.removeEventListener("abort", abandon);
    work.then(resolve, reject).then(done, done);
  });
}

/** Waits for `event`, but no longer than `ms`; leaves no timer behind. */
export function atMost(ms: number, event: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    event.then(done, done);
  });
}
