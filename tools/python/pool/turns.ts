/** Who goes first when many wait: the tenants in turn, however many of the waiting are of one of them. */
export interface Turns {
  /** The turn of the next who comes; the lowest goes first, and among equals who came first. */
  next(tenant: string): number;
  /** Somebody with this turn was served. */
  served(turn: number): void;
}

/** Start-time fair queueing: nobody waits for more than one of each other tenant at a time. */
export function createTurns(): Turns {
  const last = new Map<string, number>();
  let now = 0;
  return {
    next(tenant) {
      const turn = Math.max(now, last.get(tenant) ?? 0) + 1;
      last.set(tenant, turn);
      return turn;
    },
    served(turn) {
      now = Math.max(now, turn);
      for (const [tenant, its] of last) if (its <= now) last.delete(tenant);
    },
  };
}
