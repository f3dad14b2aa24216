import { LineReader } from "../line-reader.ts";

/** What one event of a stream says (Server-Sent Events, WHATWG HTML §9.2). */
export interface EventSink {
  event(data: string, name: string): void;
  /** The id of the last event: from there the stream can be taken up again. */
  id(value: string): void;
  /** How long the server wants us to wait before that, in ms. */
  retry(ms: number): void;
  /** An event above the cap was discarded while it streamed by; its two ends. */
  oversized(head: string, tail: string, bytes: number): void;
}

const byteOrderMark = /^\uFEFF/;
const lineEnd = /\r$/;
const fieldStart = /^data: ?/;

/** Takes events out of a byte stream. Never holds more than one event, nor more than the cap of it. */
export class EventReader {
  readonly #lines: LineReader;
  readonly #sink: EventSink;
  readonly #maxBytes: number;
  #data: string[] = [];
  #length = 0;
  #name = "";
  #isFirst = true;
  #isOversized = false;

  constructor(maxBytes: number, sink: EventSink) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#lines = new LineReader(maxBytes, {
      line: (text) => this.#line(text.replace(lineEnd, "")),
      oversized: (head, tail, bytes) => this.#oversized(head.replace(fieldStart, ""), tail, bytes),
    });
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  #line(line: string): void {
    const text = this.#isFirst ? line.replace(byteOrderMark, "") : line;
    this.#isFirst = false;
    if (text === "") return this.#dispatch();
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#addData(value);
    if (field === "event") this.#name = value;
    if (field === "id" && !value.includes("\0")) this.#sink.id(value);
    if (field === "retry" && /^\d{1,9}$/.test(value)) this.#sink.retry(Number(value));
  }

  #addData(value: string): void {
    if (this.#isOversized) return;
    this.#length += Buffer.byteLength(value) + 1;
    this.#data.push(value);
    if (this.#length <= this.#maxBytes) return;
    const whole = this.#data.join("\n");
    this.#oversized(whole.slice(0, 512), whole.slice(-512), this.#length);
  }

  #oversized(head: string, tail: string, bytes: number): void {
    this.#sink.oversized(head, tail, bytes);
    this.#isOversized = true;
    this.#data = [];
  }

  #dispatch(): void {
    const data = this.#data;
    const name = this.#name;
    this.#data = [];
    this.#length = 0;
    this.#name = "";
    this.#isOversized = false;
    if (data.length > 0) this.#sink.event(data.join("\n"), name);
  }
}
