export interface Deadline {
  /** The clock stands still until `go`. */
  pause(): void;
  go(): void;
  stop(): void;
  /** Milliseconds for which the clock has run. */
  elapsedMs(): number;
}

/** Calls `expired` once when the clock, which runs from now on, has run for `milliseconds`. */
export function startDeadline(milliseconds: number, expired: () => void): Deadline {
  let ranMs = 0;
  let since: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pause = () => {
    clearTimeout(timer);
    if (since !== null) ranMs += performance.now() - since;
    since = null;
  };
  const go = () => {
    pause();
    since = performance.now();
    timer = setTimeout(expired, Math.max(0, milliseconds - ranMs));
  };
  go();
  return {
    pause,
    go,
    stop: pause,
    elapsedMs: () => ranMs + (since === null ? 0 : performance.now() - since),
  };
}
