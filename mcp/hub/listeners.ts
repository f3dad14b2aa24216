import { messageOf } from "./explain.ts";

/** Those who want to be told. What one of them throws keeps nobody else from being told, and no server from working. */
export class Listeners<A extends readonly unknown[]> {
  readonly #all = new Set<(...told: A) => void>();

  /** Returns the way out. */
  add(listener: (...told: A) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(...told: A): void {
    for (const listener of this.#all) {
      try {
        listener(...told);
      } catch (error) {
        console.error(`glassbox: a listener of the hub failed: ${messageOf(error)}`);
      }
    }
  }
}
