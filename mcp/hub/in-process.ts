import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { noDiagnostics } from "./event.ts";
import type { InProcessSpec, McpServerLike } from "./spec.ts";
import { errorReply, isTooDeep, MAX_LEVELS, TOO_DEEP, tooLarge } from "./transport.ts";
import type { HubTransport } from "./transport.ts";
import { unlessAborted } from "./waiting.ts";

/** Starts the server in this process and returns the client's end of the pipe to it. */
export async function openInProcess(
  spec: InProcessSpec,
  dir: string,
  maxMessageBytes: number,
  signal: AbortSignal,
): Promise<HubTransport> {
  const creating = spec.create(dir);
  let server: McpServerLike;
  try {
    server = await unlessAborted(signal, creating);
  } catch (error) {
    // A server that comes too late is not left running.
    creating.then(
      (late) => late.close(),
      () => {},
    );
    throw error;
  }
  const [client, far] = createPipe(maxMessageBytes, () => server.close());
  await server.connect(far);
  return client;
}

/**
 * Two linked ends. Every message crosses as JSON text, as it does to a child process: both sides
 * see the same message, and neither can change what the other holds.
 */
export function createPipe(
  maxMessageBytes: number,
  closeServer: () => Promise<void>,
): [client: HubTransport, server: HubTransport] {
  const client = new PipeEnd(maxMessageBytes, closeServer);
  const server = new PipeEnd(Infinity, async () => {});
  client.link(server);
  server.link(client);
  return [client, server];
}

class PipeEnd implements HubTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: HubTransport["onmessage"];
  tap?: HubTransport["tap"];
  readonly #maxBytes: number;
  readonly #onClosing: () => Promise<void>;
  #far: PipeEnd | undefined;
  #early: JSONRPCMessage[] | undefined = [];
  #closed = false;

  constructor(maxBytes: number, onClosing: () => Promise<void>) {
    this.#maxBytes = maxBytes;
    this.#onClosing = onClosing;
  }

  link(far: PipeEnd): void {
    this.#far = far;
  }

  async start(): Promise<void> {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.onmessage?.(message);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#far === undefined) throw new Error("the pipe is closed");
    this.#far.#receive(message, this);
  }

  #receive(message: JSONRPCMessage, from: PipeEnd): void {
    const crossed = this.#cross(message, from);
    if (this.#early === undefined) this.onmessage?.(crossed);
    else this.#early.push(crossed);
  }

  #cross(message: JSONRPCMessage, from: PipeEnd): JSONRPCMessage {
    const id = "method" in message ? undefined : message.id;
    let text: string;
    try {
      text = JSON.stringify(message);
    } catch (error) {
      if (typeof id !== "number") throw error;
      return errorReply(id, "bad_answer", `its answer is not JSON: ${String(error)}`);
    }
    // A UTF-16 code unit is at most three bytes of UTF-8, so that small messages need no count.
    const bytes = text.length * 3 <= this.#maxBytes ? 0 : Buffer.byteLength(text);
    if (bytes > this.#maxBytes) {
      if (typeof id !== "number") throw new Error(tooLarge(bytes, this.#maxBytes));
      return errorReply(id, "result_too_large", tooLarge(bytes, this.#maxBytes));
    }
    from.tap?.("out", text);
    this.tap?.("in", text);
    const crossed: JSONRPCMessage = JSON.parse(text);
    // A level takes two characters.
    const isShort = text.length <= 2 * MAX_LEVELS;
    const isAnswer = typeof id === "number" && !("method" in message);
    if (!isAnswer || isShort || !isTooDeep(crossed)) return crossed;
    return errorReply(id, "bad_answer", TOO_DEEP);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const far = this.#far;
    this.#far = undefined;
    try {
      await this.#onClosing();
      await far?.close();
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.onclose?.();
    }
  }

  kill(): Promise<void> {
    return this.close();
  }

  diagnostics() {
    return noDiagnostics;
  }

  ended(): string | undefined {
    return this.#closed ? "closed its connection" : undefined;
  }
}
