import type { JSONRPCMessage } from "@modelcontextprotocol/client";

/** The requests that the other side owes an answer to: what else it sends was not asked for. */
export class Outstanding {
  readonly #ids = new Set<unknown>();

  get size(): number {
    return this.#ids.size;
  }

  sent(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) this.#ids.add(message.id);
    // An abandoned request is owed no more.
    if (message.method === "notifications/cancelled") {
      this.#ids.delete(message.params?.["requestId"]);
    }
  }

  /** Whether this id was owed; it is no longer. */
  settle(id: unknown): boolean {
    return this.#ids.delete(id);
  }
}
