/** The last bytes of a stream, for a person who asks what a server said. */
export class Tail {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Joined only when twice the size is reached, so that many small chunks stay cheap.
    if (this.#bytes > 2 * this.#maxBytes || this.#chunks.length > 4096) this.#join();
  }

  text(): string {
    return this.#join().toString("utf8");
  }

  lastLine(): string {
    return this.text().trimEnd().split("\n").at(-1)?.trim() ?? "";
  }

  #join(): Buffer {
    const joined = Buffer.concat(this.#chunks).subarray(-this.#maxBytes);
    // A copy, because a slice would keep what it was cut from.
    const kept = Buffer.from(joined);
    this.#chunks = [kept];
    this.#bytes = kept.length;
    return kept;
  }
}
