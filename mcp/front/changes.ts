import type { Desk, FrontClient } from "./desk.ts";

export type Changed = "tools" | "resources" | "prompts";

/** Everything that can change behind the front, as one source for all clients. */
export interface Changes {
  /** Returns the way out. */
  listen(listener: (what: Changed) => void): () => void;
  /** Null: nobody has this resource. */
  watch(uri: string, client: FrontClient, updated: () => void): Promise<(() => void) | null>;
  close(): void;
}

export function createChanges(desks: readonly Desk[]): Changes {
  const listeners = new Set<(what: Changed) => void>();
  const ways = desks.map((desk) =>
    desk.changed((what) => {
      for (const listener of listeners) listener(what);
    }),
  );
  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async watch(uri, client, updated) {
      for (const desk of desks) {
        const stop = await desk.watchResource?.(uri, client, updated);
        if (stop !== null && stop !== undefined) return stop;
      }
      return null;
    },
    close() {
      for (const leave of ways) leave();
      listeners.clear();
    },
  };
}
