const keptLines = 5;
const keptLength = 200;

/** Lines on standard output that were no message: how many, and the last of them. */
export class Noise {
  #count = 0;
  #last: string[] = [];

  add(line: string): void {
    this.#count += 1;
    // Through bytes, because a slice of a string keeps the whole of it in memory.
    this.#last.push(Buffer.from(line.slice(0, keptLength)).toString());
    if (this.#last.length > keptLines) this.#last.shift();
  }

  report(): { readonly count: number; readonly last: readonly string[] } {
    return { count: this.#count, last: [...this.#last] };
  }
}
