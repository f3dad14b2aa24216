/** How far a stream of events has come. */
export interface StreamPosition {
  /** The id of its last event: from there it can be taken up again. Undefined: it gives none. */
  lastEvent: string | undefined;
  /** How long the server wants us to wait before that, in ms. */
  retryMs: number | undefined;
  /** Whether anything came since it was taken up. */
  heard: boolean;
}

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

export function newStream(): StreamPosition {
  return { lastEvent: undefined, retryMs: undefined, heard: false };
}

/** How long to wait before a stream that ended is taken up again. `attempt` counts from 0 those that brought nothing. */
export function resumeDelay({ retryMs }: StreamPosition, attempt: number): number {
  const backOff = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
  if (retryMs === undefined) return backOff;
  // The server's own word holds, for a while.
  return attempt < 3 ? Math.min(retryMs, longestDelayMs) : Math.max(retryMs, backOff);
}
