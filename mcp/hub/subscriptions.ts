import type { JsonObject } from "../../kernel/json.ts";

type Send = () => Promise<JsonObject>;

/** Who wants to hear of which resources of one instance. The server hears of the first and of the last only. */
export class Subscriptions {
  readonly #of = new Map<string, Set<string>>();

  get size(): number {
    return this.#of.size;
  }

  get uris(): readonly string[] {
    return [...this.#of.keys()];
  }

  /** Who wanted what of an instance before this one. */
  take(before: Subscriptions): void {
    for (const [uri, holders] of before.#of) {
      const all = this.#of.get(uri) ?? new Set();
      for (const holder of holders) all.add(holder);
      this.#of.set(uri, all);
    }
  }

  async add(uri: string, holder: string, send: Send): Promise<JsonObject> {
    const holders = this.#of.get(uri);
    if (holders !== undefined) {
      holders.add(holder);
      return {};
    }
    this.#of.set(uri, new Set([holder]));
    try {
      return await send();
    } catch (error) {
      this.#of.delete(uri);
      throw error;
    }
  }

  async remove(uri: string, holder: string, send: Send): Promise<JsonObject> {
    return this.drop(uri, holder) ? send() : {};
  }

  /** True: that was the last who wanted it. */
  drop(uri: string, holder: string): boolean {
    const holders = this.#of.get(uri);
    holders?.delete(holder);
    if (holders === undefined || holders.size > 0) return false;
    return this.#of.delete(uri);
  }

  /** The holder is gone: what nobody else wants is to be unsubscribed. */
  release(holder: string): readonly string[] {
    const over: string[] = [];
    for (const [uri, holders] of this.#of) {
      if (holders.has(holder) && this.drop(uri, holder)) over.push(uri);
    }
    return over;
  }
}
