/** What is kept of each end of a line that is above the cap: enough for the members around `id`. */
const keptBytes = 512;

export interface LineSink {
  line(text: string): void;
  oversized(head: string, tail: string, bytes: number): void;
}

/**
 * Splits a byte stream into lines. A line is decoded as a whole, so that no chunk border cuts a
 * character. A line above the cap is discarded while it streams by; memory stays below the cap.
 */
export class LineReader {
  readonly #maxBytes: number;
  readonly #sink: LineSink;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #head: Buffer | undefined;
  #tail: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number, sink: LineSink) {
    this.#maxBytes = maxBytes;
    this.#sink = sink;
  }

  /** Bytes of the line that is not complete yet. */
  get pending(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#add(chunk.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#head !== undefined) {
      this.#keepTail(part);
      return;
    }
    this.#chunks.push(part);
    if (this.#bytes <= this.#maxBytes) return;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#head = Buffer.from(whole.subarray(0, keptBytes));
    this.#keepTail(whole);
  }

  #keepTail(part: Buffer): void {
    const end = part.subarray(-keptBytes);
    this.#tail = Buffer.concat([this.#tail.subarray(end.length - keptBytes), end]).subarray(
      -keptBytes,
    );
  }

  #finish(): void {
    const head = this.#head;
    const tail = this.#tail;
    const chunks = this.#chunks;
    const bytes = this.#bytes;
    this.#chunks = [];
    this.#bytes = 0;
    this.#head = undefined;
    this.#tail = Buffer.alloc(0);
    if (head !== undefined) {
      this.#sink.oversized(head.toString("utf8"), tail.toString("utf8"), bytes);
      return;
    }
    const first = chunks[0];
    if (first === undefined) return;
    const whole = chunks.length === 1 ? first : Buffer.concat(chunks, bytes);
    this.#sink.line(whole.toString("utf8"));
  }
}
