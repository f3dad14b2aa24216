const firstMs = 250;
const longestMs = 30_000;
/** A call waits this long for a server that crashes again and again; beyond it the call fails at once. */
const callPatienceMs = 2_000;
/** From so many failures in a row on, calls are refused at once and one at a time is let through to try. */
const failuresToOpen = 5;
/** So much of a wait is left to chance, so that servers that fell together do not start together. */
const jitter = 0.25;

export interface BackOff {
  readonly failures: number;
  /** On the monotonic clock, in milliseconds: no start before this. */
  readonly until: number;
}

export const noBackOff: BackOff = { failures: 0, until: 0 };

/**
 * The first failure costs no wait; each one in a row after it doubles the wait, until an answer clears it. `chance` is
 * from 0 to 1.
 */
export function afterFailure(before: BackOff, now: number, chance: number): BackOff {
  const failures = before.failures + 1;
  const longest = failures === 1 ? 0 : Math.min(firstMs * 2 ** (failures - 2), longestMs);
  return { failures, until: now + longest * (1 - jitter * chance) };
}

/** Whether the server is left alone: calls do not wait for it, and after the wait one of them tries it. */
export function isOpen(backOff: BackOff): boolean {
  return backOff.failures >= failuresToOpen;
}

/** The same for calls that time out one after the other: somebody else may still get an answer. */
export function timesOut(timeouts: number): boolean {
  return timeouts >= failuresToOpen;
}

/** How long a call should wait before the next start; nothing if it is not worth the wait. */
export function callWait(backOff: BackOff, now: number): number {
  if (isOpen(backOff)) return 0;
  const wait = backOff.until - now;
  return wait > 0 && wait <= callPatienceMs ? wait : 0;
}
