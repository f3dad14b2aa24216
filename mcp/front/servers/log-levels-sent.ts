import type { FrontClient } from "../desk.ts";
import type { ServersBehind } from "../options.ts";

const sendMs = 10_000;
/** Clients and servers that are remembered; the oldest is told again. */
const most = 1_000;

/** A legacy client sets its level once, for all servers: each is told when the client first uses it. */
export class LogLevelsSent {
  readonly #hub: ServersBehind;
  readonly #sent = new Map<string, string>();

  constructor(hub: ServersBehind) {
    this.#hub = hub;
  }

  /** Goes out before the request that is sent next; nobody waits for its answer. */
  before(server: string, dir: string, client: FrontClient): void {
    const { era, logLevel: level } = client;
    if (era !== "legacy" || level === null) return;
    const key = JSON.stringify([client.id, server, dir]);
    if (this.#sent.get(key) === level) return;
    this.#sent.set(key, level);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > most && oldest !== undefined) this.#sent.delete(oldest);
    const signal = AbortSignal.timeout(sendMs);
    const method = "logging/setLevel";
    // A server that does not take it sends what it likes; the client gets no more than it asked for.
    this.#hub
      .request({ server, dir, method, params: { level }, caller: client, signal })
      .catch(() => {});
  }
}
