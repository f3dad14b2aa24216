import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject } from "../../kernel/json.ts";
import { minimalEnvironment } from "./environment.ts";
import type { Diagnostics } from "./event.ts";
import { LineReader } from "./line-reader.ts";
import { endGroup } from "./process-group.ts";
import { replyId } from "./reply-id.ts";
import { Tail } from "./tail.ts";
import { errorReply, tooLarge } from "./transport.ts";
import type { HubTransport } from "./transport.ts";
import { atMost } from "./waiting.ts";

export interface StdioOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly maxMessageBytes: number;
}

const graceMs = 500;
const flushMs = 100;
const stderrBytes = 64 * 1024;
const keptNoiseLines = 5;
const keptNoiseLength = 200;

/** One child process, the leader of its own process group, that speaks newline-delimited JSON-RPC. */
export class StdioTransport implements HubTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: HubTransport["onmessage"];
  readonly #options: StdioOptions;
  readonly #reader: LineReader;
  readonly #stderr = new Tail(stderrBytes);
  readonly #noise = { count: 0, last: [] as string[] };
  readonly #exited = Promise.withResolvers<void>();
  #oversized = 0;
  #child: ChildProcessWithoutNullStreams | undefined;
  #sending: Promise<void> = Promise.resolve();
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

  start(): Promise<void> {
    const { command, args, cwd, env } = this.#options;
    const child = spawn(command, args, { cwd, env: minimalEnvironment(env), detached: true });
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => this.#reader.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => this.#stderr.push(chunk));
    child.stdin.on("drain", () => this.#drained());
    // A server that no longer reads or writes can answer nothing, even if its process lives on.
    child.stdin.on("error", () => void this.close());
    child.stdout.on("error", () => void this.close());
    child.stdout.once("end", () => void this.close());
    child.stderr.on("error", (error) => this.onerror?.(error));
    child.once("exit", (code, signal) => void this.#onExit(child, code, signal));
    return new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.on("error", (error) => {
        if (child.pid !== undefined) return this.onerror?.(error);
        this.#ended = startProblem(error, this.#options);
        this.#exited.resolve();
        reject(new Error(this.#ended));
      });
    });
  }

  /** Messages leave in order; each waits until the child has read enough of those before it. */
  send(message: JSONRPCMessage): Promise<void> {
    const sent = this.#sending.then(() => this.#write(`${JSON.stringify(message)}\n`));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  async #write(line: string): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === undefined) throw new Error("the server was not started");
    if (!stdin.writable || this.#ended !== undefined) {
      // Only its end tells why it does not listen.
      await this.close();
      throw new Error(`the server ${this.#ended}`);
    }
    if (stdin.write(line)) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  #receive(text: string): void {
    const message = parse(text);
    if (isObject(message) && message["jsonrpc"] === "2.0") {
      this.onmessage?.(message as unknown as JSONRPCMessage);
      return;
    }
    if (text.trim() === "") return;
    const id = replyId(text.slice(0, 512), text.slice(-512));
    if (id !== undefined) {
      this.onmessage?.(errorReply(id, "its answer is not valid JSON."));
      return;
    }
    this.#noise.count += 1;
    // Through bytes, because a slice of a string keeps the whole of it in memory.
    this.#noise.last.push(Buffer.from(text.slice(0, keptNoiseLength)).toString());
    if (this.#noise.last.length > keptNoiseLines) this.#noise.last.shift();
  }

  #discarded(head: string, tail: string, bytes: number): void {
    this.#oversized += 1;
    const id = replyId(head, tail);
    if (id === undefined) return;
    this.onmessage?.(errorReply(id, tooLarge(bytes, this.#options.maxMessageBytes)));
  }

  async #onExit(
    child: ChildProcessWithoutNullStreams,
    code: number | null,
    signal: string | null,
  ): Promise<void> {
    // What the child wrote last is still in its pipes. A process that it left behind may hold them open.
    await atMost(flushMs, new Promise((resolve) => child.once("close", resolve)));
    const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
    const last = this.#stderr.lastLine();
    this.#ended = last === "" ? how : `${how} (it last wrote "${last.slice(0, 500)}")`;
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

  async #close(): Promise<void> {
    const child = this.#child;
    const pid = child?.pid;
    if (child === undefined || pid === undefined) return;
    child.stdin.end();
    await atMost(graceMs, this.#exited.promise);
    await endGroup(pid, graceMs);
    await this.#exited.promise;
    child.stdout.destroy();
    child.stderr.destroy();
  }

  diagnostics(): Diagnostics {
    const pid = this.#child?.pid;
    return {
      ...(pid !== undefined && { pid }),
      stderr: this.#stderr.text(),
      noise: { count: this.#noise.count, last: [...this.#noise.last] },
      oversized: this.#oversized,
    };
  }

  ended(): string | undefined {
    return this.#ended;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function startProblem(error: Error, { command, cwd }: StdioOptions): string {
  const code = "code" in error ? error.code : undefined;
  if (!existsSync(cwd)) return `has no directory ${cwd} to run in; create it`;
  if (code === "ENOENT") {
    return `has no command: "${command}" was not found; install it or give its absolute path`;
  }
  if (code === "EACCES") {
    return `has no command: "${command}" is not executable; make it so or name another one`;
  }
  return `did not run: ${error.message}`;
}
