import { type Refusal, refusal } from "./refusal.ts";

/** How many requests of one token are open at once, streams included. */
export const MOST_OPEN = 128;

export interface Entered {
  /** It is answered, or nobody waits for the answer. Counts once. */
  readonly leave: () => void;
  /** Told when the token counts no more while this is open. Returns the way out. */
  readonly onRevoked: (listener: () => void) => () => void;
}

/** What is being answered, by token. */
export interface OpenRequests {
  count(): number;
  /** When the last one ended. */
  lastEnd(): number;
  enter(token: string): Entered | { readonly refusal: Refusal };
  revoke(token: string): void;
}

interface OfToken {
  open: number;
  readonly revoked: Set<() => void>;
}

export function openRequests(most = MOST_OPEN): OpenRequests {
  const byToken = new Map<string, OfToken>();
  let all = 0;
  let lastEnd = 0;
  return {
    count: () => all,
    lastEnd: () => lastEnd,
    enter(token) {
      const mine = byToken.get(token) ?? { open: 0, revoked: new Set() };
      if (mine.open >= most) {
        const full = refusal(429, "unavailable", `${most} requests of this token are open`);
        return { refusal: { ...full, headers: { "retry-after": "1" } } };
      }
      byToken.set(token, mine);
      mine.open++;
      all++;
      let isOver = false;
      return {
        leave() {
          if (isOver) return;
          isOver = true;
          all--;
          lastEnd = Date.now();
          if (--mine.open === 0) byToken.delete(token);
        },
        onRevoked(listener) {
          mine.revoked.add(listener);
          return () => void mine.revoked.delete(listener);
        },
      };
    },
    revoke(token) {
      for (const tell of byToken.get(token)?.revoked ?? []) tell();
    },
  };
}
