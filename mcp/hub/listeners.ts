/** Those who want to be told. */
export class Listeners<A extends readonly unknown[]> {
  readonly #all = new Set<(...told: A) => void>();

  /** Returns the way out. */
  add(listener: (...told: A) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(...told: A): void {
    for (const listener of this.#all) listener(...told);
  }
}
