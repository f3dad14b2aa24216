import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject } from "../../../kernel/json.ts";
import type { Endpoint } from "./endpoint.ts";
import { messageHeaders, versionOf } from "./message-headers.ts";
import { readAnswer } from "./read-answer.ts";
import { readText } from "./read-text.ts";
import type { StreamPosition } from "./stream-position.ts";

const accept = "application/json, text/event-stream";
const sends = { Accept: accept, "Content-Type": "application/json" };
const longestRefusal = 16 * 1024;
const listens = { Accept: "text/event-stream" };

export interface SessionEvents {
  /** The server is another one now, as far as anybody knows. */
  reopened(): void;
  /** A message that crossed on the way to that. */
  crossed(direction: "in" | "out", message: unknown): void;
}

/**
 * What is between us and one endpoint. The legacy era keeps a session, which the server may lose: it is opened anew
 * without anybody noticing. The modern era keeps nothing.
 */
export class Session {
  readonly #endpoint: Endpoint;
  readonly #maxBytes: number;
  readonly #events: SessionEvents;
  #opening: JSONRPCMessage | undefined;
  #id: string | undefined;
  #version: string | undefined;
  #isReopening: Promise<void> | undefined;

  constructor(endpoint: Endpoint, maxBytes: number, events: SessionEvents) {
    this.#endpoint = endpoint;
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  get id(): string | undefined {
    return this.#id;
  }

  async post(
    message: JSONRPCMessage,
    more: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response> {
    const body = JSON.stringify(message);
    const before = this.#id;
    const response = await this.#send(message, body, more, signal);
    if (isInitialize(message) && response.ok) this.#opened(message, response);
    if (before === undefined || isInitialize(message)) return response;
    if (!(await saysLost(response))) return response;
    await response.body?.cancel();
    if (this.#id === before) await this.#reopen(signal);
    // Whoever is refused so was not heard, so that nothing is done twice.
    return this.#send(message, body, more, signal);
  }

  /** A stream for what the server says unasked, or a broken one from where it broke. */
  listen(stream: StreamPosition, signal: AbortSignal): Promise<Response> {
    stream.heard = false;
    const last = stream.lastEvent;
    const headers = {
      ...listens,
      ...this.#headers(),
      ...(last !== undefined && { "Last-Event-ID": last }),
    };
    return this.#endpoint.send("GET", headers, null, signal);
  }

  /** Learns the revision from the answer to `initialize`. */
  agreed(answer: unknown): void {
    const version = isObject(answer) ? answer["protocolVersion"] : undefined;
    if (typeof version === "string") this.#version = version;
  }

  /** Says goodbye; a server may not want to hear it. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.#id === undefined) return;
    const response = await this.#endpoint.send("DELETE", this.#headers(), null, signal);
    await response.body?.cancel();
  }

  #send(
    message: JSONRPCMessage,
    body: string,
    more: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response> {
    const version = versionOf(message);
    const era = version === undefined ? this.#headers() : messageHeaders(message, version);
    const own = isInitialize(message) ? {} : era;
    return this.#endpoint.send("POST", { ...sends, ...own, ...more }, body, signal);
  }

  #headers(): Record<string, string> {
    return {
      ...(this.#version !== undefined && { "MCP-Protocol-Version": this.#version }),
      ...(this.#id !== undefined && { "Mcp-Session-Id": this.#id }),
    };
  }

  #opened(opening: JSONRPCMessage, response: Response): void {
    this.#opening = opening;
    this.#id = response.headers.get("mcp-session-id") ?? undefined;
  }

  /** Once for all who find the session lost. */
  #reopen(signal: AbortSignal): Promise<void> {
    this.#isReopening ??= this.#reopenNow(signal).finally(() => {
      this.#isReopening = undefined;
    });
    return this.#isReopening;
  }

  async #reopenNow(signal: AbortSignal): Promise<void> {
    const opening = this.#opening;
    if (opening === undefined) return;
    this.#events.crossed("out", opening);
    const response = await this.#send(opening, JSON.stringify(opening), {}, signal);
    const answer = await readAnswer(response, this.#maxBytes);
    if (!response.ok || answer === undefined) {
      throw new Error(`it lost its session and opens no other (HTTP ${response.status}).`);
    }
    const id = "id" in opening ? opening.id : null;
    this.#events.crossed("in", { jsonrpc: "2.0", id, result: answer });
    this.#opened(opening, response);
    this.agreed(answer);
    const initialized = { jsonrpc: "2.0" as const, method: "notifications/initialized" };
    this.#events.crossed("out", initialized);
    const told = await this.#send(initialized, JSON.stringify(initialized), {}, signal);
    await told.body?.cancel();
    this.#events.reopened();
  }
}

/** Many servers say 400 where the specification says 404. */
async function saysLost(response: Response): Promise<boolean> {
  if (response.status === 404) return true;
  if (response.status !== 400) return false;
  const text = await readText(response.clone().body, longestRefusal);
  return typeof text === "string" && /"code":\s*-32000\b/.test(text) && /session/i.test(text);
}

export function isInitialize(message: JSONRPCMessage): boolean {
  return "method" in message && message.method === "initialize";
}
