import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { Diagnostics } from "./event.ts";
import { endlessLine, FloodGauge } from "./flood.ts";
import { readLine } from "./incoming.ts";
import { LineReader } from "./line-reader.ts";
import { Noise } from "./noise.ts";
import { Outstanding } from "./outstanding.ts";
import type { ParentWatch } from "./parent-watch.ts";
import { endGroup, killGroup } from "./process-group.ts";
import { redact } from "./redact.ts";
import { replyId } from "./reply-id.ts";
import { openGate, spawnServer } from "./spawn-server.ts";
import type { Command } from "./spawn-server.ts";
import { Tail } from "./tail.ts";
import { errorReply, tooLarge } from "./transport.ts";
import type { HubTransport } from "./transport.ts";
import { atMost } from "./waiting.ts";

export interface StdioOptions extends Command {
  readonly maxMessageBytes: number;
  /** Kills the group when this process is gone; only tests do without. */
  readonly watch: ParentWatch | undefined;
}

const graceMs = 500;
const flushMs = 100;
const stderrBytes = 64 * 1024;
const sent = Promise.resolve();

/** One child process, the leader of its own process group, that speaks newline-delimited JSON-RPC. */
export class StdioTransport implements HubTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: HubTransport["onmessage"];
  tap?: HubTransport["tap"];
  readonly #options: StdioOptions;
  readonly #reader: LineReader;
  readonly #stderr = new Tail(stderrBytes);
  readonly #noise = new Noise();
  readonly #outstanding = new Outstanding();
  readonly #flood = new FloodGauge();
  readonly #exited = Promise.withResolvers<void>();
  #oversized = 0;
  #child: ChildProcessWithoutNullStreams | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** Messages that wait for their turn or for room. */
  #waiting = 0;
  /** Lets the one write go on that waits for room. */
  #drained: () => void = () => {};
  #ended: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: StdioOptions) {
    this.#options = options;
    this.#reader = new LineReader(options.maxMessageBytes, {
      line: (text) => this.#receive(text),
      oversized: (head, tail, bytes) => this.#discarded(head, tail, bytes),
    });
  }

  async start(): Promise<void> {
    try {
      const child = spawnServer(this.#options);
      this.#listen(child);
      await spawned(child);
      const group = child.pid;
      if (group !== undefined) await this.#options.watch?.guard(group);
      openGate(child);
    } catch (error) {
      this.#ended ??= error instanceof Error ? error.message : String(error);
      if (this.#child?.pid === undefined) this.#exited.resolve();
      throw error;
    }
  }

  #listen(child: ChildProcessWithoutNullStreams): void {
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr.push(chunk);
      this.#unasked(0, chunk.length);
    });
    child.stdin.on("drain", () => this.#drained());
    // A server that no longer reads or writes can answer nothing, even if its process lives on.
    child.stdin.on("error", () => void this.close());
    child.stdout.on("error", () => void this.close());
    child.stdout.once("end", () => void this.close());
    child.stderr.on("error", (error) => this.onerror?.(error));
    child.once("exit", (code, signal) => void this.#onExit(child, code, signal));
    child.on("error", (error) => this.onerror?.(error));
  }

  /** Messages leave in order; each waits until the child has read enough of those before it. */
  send(message: JSONRPCMessage): Promise<void> {
    this.#outstanding.sent(message);
    const text = JSON.stringify(message);
    this.tap?.("out", text);
    const line = `${text}\n`;
    const stdin = this.#child?.stdin;
    // Nearly always there is room, and no turn to wait for.
    const isFree = this.#waiting === 0 && this.#ended === undefined && stdin?.writable === true;
    if (!isFree) return this.#queue(() => this.#write(line));
    return stdin.write(line) ? sent : this.#queue(() => this.#room());
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const done = this.#sending.then(step);
    this.#sending = done
      .catch(() => {})
      .then(() => {
        this.#waiting -= 1;
      });
    return done;
  }

  async #write(line: string): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === undefined) throw new Error("the server was not started");
    if (!stdin.writable || this.#ended !== undefined) {
      // Only its end tells why it does not listen.
      await this.close();
      throw new Error(`the server ${this.#ended}`);
    }
    if (!stdin.write(line)) await this.#room();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  #read(chunk: Buffer): void {
    this.#reader.push(chunk);
    const { pending } = this.#reader;
    if (pending <= this.#options.maxMessageBytes) return;
    if (this.#outstanding.size === 0) return this.#unasked(0, chunk.length);
    const endless = endlessLine(pending);
    if (endless !== undefined) void this.kill(endless);
  }

  #receive(text: string): void {
    // Of a server that was ended for what it sends, nothing more is looked at.
    if (this.#ended !== undefined) return;
    const incoming = readLine(text, this.#outstanding);
    if (incoming.is !== "answer") this.#unasked(1, text.length);
    if (incoming.is !== "noise") this.tap?.("in", text);
    else if (text.trim() !== "") this.#noise.add(text);
    if ("message" in incoming) this.onmessage?.(incoming.message);
  }

  #discarded(head: string, tail: string, bytes: number): void {
    this.#oversized += 1;
    const id = replyId(head, tail);
    if (id === undefined || !this.#outstanding.settle(id)) return this.#unasked(1, bytes);
    const message = tooLarge(bytes, this.#options.maxMessageBytes);
    this.onmessage?.(errorReply(id, "result_too_large", message));
  }

  #unasked(messages: number, bytes: number): void {
    const flooded = this.#flood.unasked(messages, bytes, performance.now());
    if (flooded !== undefined) void this.kill(flooded);
  }

  async #onExit(
    child: ChildProcessWithoutNullStreams,
    code: number | null,
    signal: string | null,
  ): Promise<void> {
    // What the child wrote last is still in its pipes. A process that it left behind may hold them open.
    await atMost(flushMs, new Promise((resolve) => child.once("close", resolve)));
    const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
    const last = redact(this.#stderr.lastLine(), this.#options.env);
    this.#ended ??= last === "" ? how : `${how} (it last wrote "${last.slice(0, 500)}")`;
    this.#exited.resolve();
    this.#drained();
    void this.close();
    this.onclose?.();
  }

  /** Resolves when no process of the group is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  kill(reason: string): Promise<void> {
    this.#ended ??= reason;
    const child = this.#child;
    if (child?.pid !== undefined) killGroup(child.pid);
    child?.stdout.destroy();
    child?.stderr.destroy();
    return this.close();
  }

  async #close(): Promise<void> {
    const child = this.#child;
    const pid = child?.pid;
    if (child === undefined || pid === undefined) return;
    child.stdin.end();
    await atMost(graceMs, this.#exited.promise);
    await endGroup(pid, graceMs);
    await this.#exited.promise;
    this.#options.watch?.release(pid);
    child.stdout.destroy();
    child.stderr.destroy();
  }

  diagnostics(): Diagnostics {
    const pid = this.#child?.pid;
    return {
      ...(pid !== undefined && { pid }),
      stderr: redact(this.#stderr.text(), this.#options.env),
      noise: this.#noise.report(),
      oversized: this.#oversized,
    };
  }

  ended(): string | undefined {
    return this.#ended;
  }
}

function spawned(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(new Error(`did not run: ${error.message}`)));
  });
}
