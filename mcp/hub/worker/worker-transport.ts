import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { noDiagnostics } from "../event.ts";
import type { Diagnostics } from "../event.ts";
import { FloodGauge } from "../flood.ts";
import { readLine } from "../incoming.ts";
import { Noise } from "../noise.ts";
import { Outstanding } from "../outstanding.ts";
import { replyId } from "../reply-id.ts";
import { errorReply, tooLarge } from "../transport.ts";
import type { HubTransport } from "../transport.ts";
import { atMost, unlessAborted } from "../waiting.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

export interface WorkerOptions {
  /** Absolute path of a module that exports `createServer(options)`. */
  readonly module: string;
  readonly options: object;
  readonly maxMessageBytes: number;
  /** Ends the wait for the server's start. */
  readonly signal: AbortSignal;
}

const graceMs = 500;

/** One server in a thread of its own. It shares nothing with us but messages, and it can be ended while it hangs. */
export class WorkerTransport implements HubTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: HubTransport["onmessage"];
  tap?: HubTransport["tap"];
  readonly #options: WorkerOptions;
  readonly #outstanding = new Outstanding();
  readonly #noise = new Noise();
  readonly #flood = new FloodGauge();
  readonly #ready = Promise.withResolvers<void>();
  readonly #said = Promise.withResolvers<void>();
  #worker: Worker | undefined;
  #oversized = 0;
  #ended: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#ready.promise.catch(() => {});
  }

  async start(): Promise<void> {
    const worker = new Worker(new URL("./worker-main.ts", import.meta.url));
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      void this.kill(`came to harm: ${lastLine(event.message)}`);
    };
    worker.addEventListener("close", ({ code }) => void this.kill(`ended with exit code ${code}`));
    const { module, options, signal } = this.#options;
    this.#post({ is: "begin", module, options });
    await unlessAborted(signal, this.#ready.promise);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#ended !== undefined) throw new Error(`the server ${this.#ended}`);
    const text = JSON.stringify(message);
    this.tap?.("out", text);
    this.#outstanding.sent(message);
    this.#post({ is: "message", text });
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.is === "closed") this.#said.resolve();
    if (this.#ended !== undefined) return;
    if (message.is === "ready") this.#ready.resolve();
    if (message.is === "failed") void this.kill(`did not start: ${message.why}`);
    if (message.is === "closed") void this.close();
    if (message.is === "message") this.#read(message.text);
  }

  #read(text: string): void {
    const { maxMessageBytes } = this.#options;
    // A UTF-16 code unit is at most three bytes of UTF-8, so that small messages need no count.
    const bytes = text.length * 3 <= maxMessageBytes ? 0 : Buffer.byteLength(text);
    if (bytes > maxMessageBytes) return this.#discarded(text, bytes);
    const incoming = readLine(text, this.#outstanding);
    if (incoming.is !== "noise") this.tap?.("in", text);
    if (incoming.is !== "answer") this.#unasked(1, text.length);
    if (incoming.is === "noise") this.#noise.add(text);
    if ("message" in incoming) this.onmessage?.(incoming.message);
  }

  #discarded(text: string, bytes: number): void {
    this.#oversized += 1;
    const id = replyId(text.slice(0, 512), text.slice(-512));
    if (id === undefined || !this.#outstanding.settle(id)) return this.#unasked(1, bytes);
    const message = tooLarge(bytes, this.#options.maxMessageBytes);
    this.onmessage?.(errorReply(id, "result_too_large", message));
  }

  #unasked(messages: number, bytes: number): void {
    const flooded = this.#flood.unasked(messages, bytes, performance.now());
    if (flooded !== undefined) void this.kill(flooded);
  }

  /** Lets the server end itself, for a moment. */
  close(): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  kill(reason: string): Promise<void> {
    this.#ended ??= reason;
    this.#closing ??= this.#close(0);
    return this.#closing;
  }

  async #close(withinMs: number): Promise<void> {
    const worker = this.#worker;
    const isAsked = this.#ended === undefined;
    this.#ended ??= "closed its connection";
    this.#ready.reject(new Error(`it ${this.#ended}`));
    if (worker !== undefined) {
      if (isAsked) {
        this.#post({ is: "end" });
        await atMost(withinMs, this.#said.promise);
      }
      await worker.terminate();
    }
    this.onclose?.();
  }

  diagnostics(): Diagnostics {
    return { ...noDiagnostics, noise: this.#noise.report(), oversized: this.#oversized };
  }

  ended(): string | undefined {
    return this.#ended;
  }
}

/** Bun shows the source around a mistake; what it is stands in the line that begins with its name. */
function lastLine(message: string): string {
  const lines = message.split("\n").map((line) => line.trim());
  const named = lines.find((line) => /^(error|\w*Error): /.test(line));
  return (named ?? lines.findLast((line) => line !== "") ?? "").slice(0, 300);
}
