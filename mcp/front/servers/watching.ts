import type { JsonObject } from "../../../kernel/json.ts";
import type { FrontClient } from "../desk.ts";
import type { ServersBehind } from "../options.ts";
import type { Place } from "./addresses.ts";

interface Watcher {
  readonly client: string;
  readonly place: Place;
  readonly updated: () => void;
}

/** So long an unsubscription may take; nobody waits for it. */
const leaveMs = 10_000;

/** Who watches which resource of which server. The hub counts the clients; here are the streams of each. */
export class Watching {
  readonly #hub: ServersBehind;
  readonly #watchers = new Set<Watcher>();

  constructor(hub: ServersBehind) {
    this.#hub = hub;
  }

  /** Rejects with the server's fault. */
  async watch(place: Place, client: FrontClient, updated: () => void): Promise<() => void> {
    const dir = (await client.dir()) ?? "";
    const watcher: Watcher = { client: client.id, place, updated };
    // Counted before the server knows: what it tells at once is not lost.
    this.#watchers.add(watcher);
    const tell = (method: string, signal: AbortSignal): Promise<JsonObject> => {
      const { server, uri } = place;
      return this.#hub.request({ server, dir, method, params: { uri }, caller: client, signal });
    };
    try {
      await tell("resources/subscribe", new AbortController().signal);
    } catch (error) {
      this.#watchers.delete(watcher);
      throw error;
    }
    return () => {
      if (!this.#watchers.delete(watcher) || this.#isWatched(watcher)) return;
      // One that is gone has nothing to unsubscribe from.
      tell("resources/unsubscribe", AbortSignal.timeout(leaveMs)).catch(() => {});
    };
  }

  #isWatched({ client, place: { server, uri } }: Watcher): boolean {
    return this.#watchers
      .values()
      .some(
        (each) => each.client === client && each.place.server === server && each.place.uri === uri,
      );
  }

  updated(server: string, uri: unknown): void {
    for (const { place, updated } of this.#watchers) {
      if (place.server === server && place.uri === uri) updated();
    }
  }
}
