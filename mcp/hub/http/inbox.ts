import type { JSONRPCMessage, JSONRPCRequest } from "@modelcontextprotocol/client";
import { noDiagnostics } from "../event.ts";
import type { Diagnostics } from "../event.ts";
import { FloodGauge } from "../flood.ts";
import { readLine } from "../incoming.ts";
import { Noise } from "../noise.ts";
import { Outstanding } from "../outstanding.ts";
import { replyId } from "../reply-id.ts";
import { errorReply, tooLarge } from "../transport.ts";

export type NumberedRequest = JSONRPCRequest & { readonly id: number };

export interface InboxSink {
  /** A message as it came, before it is anything else. */
  arrived(text: string): void;
  /** An answer that was awaited. */
  answer(message: JSONRPCMessage): void;
  /** A request or a notification of the server; `during`: of ours, on whose stream it came. */
  unasked(message: JSONRPCMessage, during: number | undefined): void;
  /** The server says too much; the end of a sentence that begins with its name. */
  flooded(reason: string): void;
}

/** What a server sends, sorted: answers that it owes, messages of its own, and what is none. */
export class Inbox {
  readonly #owed = new Map<number, NumberedRequest>();
  readonly #outstanding = new Outstanding();
  readonly #noise = new Noise();
  readonly #flood = new FloodGauge();
  readonly #maxBytes: number;
  readonly #sink: InboxSink;
  #oversized = 0;

  constructor(maxBytes: number, sink: InboxSink) {
    this.#maxBytes = maxBytes;
    this.#sink = sink;
  }

  expect(request: NumberedRequest): void {
    this.#owed.set(request.id, request);
    this.#outstanding.sent(request);
  }

  owes(id: number): boolean {
    return this.#owed.has(id);
  }

  /** Whether the answer was still owed; nobody waits for it any more. */
  forget(id: number): boolean {
    this.#outstanding.settle(id);
    return this.#owed.delete(id);
  }

  receive(text: string, during: number | undefined): void {
    const incoming = readLine(text, this.#outstanding);
    if (incoming.is !== "noise") this.#sink.arrived(text);
    if (incoming.is === "answer") return this.#answer(incoming.message);
    this.#unasked(1, text.length);
    if (incoming.is === "noise" && text.trim() !== "") this.#noise.add(text);
    if (incoming.is === "unasked") this.#sink.unasked(incoming.message, during);
  }

  /** A message above the cap was thrown away while it came; an answer costs its call, and no other. */
  discarded(head: string, tail: string, bytes: number): void {
    const id = replyId(head, tail);
    if (id === undefined || !this.owes(id)) {
      this.#oversized += 1;
      return this.#unasked(1, bytes);
    }
    this.tooLarge(id, bytes);
  }

  tooLarge(id: number, bytes: number): void {
    this.#oversized += 1;
    this.#outstanding.settle(id);
    this.#answer(errorReply(id, "result_too_large", tooLarge(bytes, this.#maxBytes)));
  }

  diagnostics(): Diagnostics {
    return { ...noDiagnostics, noise: this.#noise.report(), oversized: this.#oversized };
  }

  #answer(message: JSONRPCMessage): void {
    if (!("id" in message) || !this.#owed.delete(Number(message.id))) return;
    this.#sink.answer(message);
  }

  #unasked(messages: number, bytes: number): void {
    const flooded = this.#flood.unasked(messages, bytes, performance.now());
    if (flooded !== undefined) this.#sink.flooded(flooded);
  }
}
