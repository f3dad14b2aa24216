import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Diagnostics, LeftOut } from "../event.ts";
import type { HubTransport } from "../transport.ts";
import { Endpoint } from "./endpoint.ts";
import type { EndpointOptions } from "./endpoint.ts";
import { Unreached } from "./endpoint-fetch.ts";
import { Inbox } from "./inbox.ts";
import type { NumberedRequest } from "./inbox.ts";
import { isEventStream, mediaType } from "./media-type.ts";
import { paramsOf, versionOf } from "./message-headers.ts";
import { refuseOldTransport } from "./old-transport.ts";
import { readRefusal } from "./refusal.ts";
import { Respite } from "./respite.ts";
import { readText } from "./read-text.ts";
import { isInitialize, Session } from "./session.ts";
import { followStream, listen } from "./streams.ts";
import { ToolHeaders } from "./tool-headers.ts";

export interface HttpOptions extends EndpointOptions {
  readonly maxMessageBytes: number;
}

const goodbyeMs = 500;
/** JSON-RPC error of MCP: the headers do not say what the body says. */
const headerMismatch = -32020;

/** One server over Streamable HTTP, in either era: which one it is shows in the messages themselves. */
export class HttpTransport implements HubTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: HubTransport["onmessage"];
  tap?: HubTransport["tap"];
  /** Silence is no refusal here: what a server does not know it refuses in so many words. */
  readonly answersEverything = true;
  readonly #endpoint: Endpoint;
  readonly #maxBytes: number;
  readonly #session: Session;
  readonly #inbox: Inbox;
  readonly #tools = new ToolHeaders();
  readonly #respite = new Respite();
  readonly #requests = new Map<number, { request: NumberedRequest; abort: AbortController }>();
  readonly #during = new WeakMap<object, number>();
  readonly #life = new AbortController();
  #ended: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: HttpOptions) {
    this.#maxBytes = options.maxMessageBytes;
    this.#endpoint = new Endpoint(options);
    this.#session = new Session(this.#endpoint, this.#maxBytes, {
      reopened: () => {
        this.#listen();
        this.#toolsChanged();
      },
      crossed: (direction, message) => this.tap?.(direction, message),
    });
    this.#inbox = new Inbox(this.#maxBytes, {
      arrived: (text) => this.tap?.("in", text),
      answer: (message) => this.#answer(message),
      unasked: (message, during) => {
        if (during !== undefined) this.#during.set(message, during);
        this.onmessage?.(message);
      },
      flooded: (reason) => void this.kill(reason),
    });
  }

  async start(): Promise<void> {}

  /** Of a request: resolves when its answer was delivered, and rejects when there is none to come. */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#ended !== undefined) throw new Error(`the server ${this.#ended}`);
    this.tap?.("out", message);
    if ("method" in message && "id" in message) return this.#request(message as NumberedRequest);
    const method = "method" in message ? message.method : "";
    if (method === "notifications/cancelled" && this.#cancelled(message)) return;
    const response = await this.#session.post(message, {}, this.#life.signal);
    if (!response.ok) await readRefusal(response, method, (text) => this.#endpoint.clean(text));
    else await response.body?.cancel();
    if (method === "notifications/initialized") this.#listen();
  }

  /** During which of our requests the server has asked this; undefined: it did not say. */
  during(message: JSONRPCMessage): number | undefined {
    return this.#during.get(message);
  }

  /** True: the server knows by the end of the request's stream, which is how the modern era says it. */
  #cancelled(message: JSONRPCMessage): boolean {
    const id = Number(paramsOf(message)["requestId"]);
    const cancelled = this.#requests.get(id);
    this.#inbox.forget(id);
    cancelled?.abort.abort();
    return cancelled !== undefined && versionOf(cancelled.request) !== undefined;
  }

  async #request(request: NumberedRequest): Promise<void> {
    const { id } = request;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.#life.signal]);
    this.#requests.set(id, { request, abort });
    this.#inbox.expect(request);
    try {
      // A ping is how we know that it is there at all.
      if (request.method !== "ping") await this.#respite.over(signal);
      const response = await this.#session.post(request, this.#tools.of(request), signal);
      await this.#read(request, response, signal);
      if (this.#inbox.owes(id)) throw new Error("it ended its answer before it had begun.");
    } catch (error) {
      this.#respite.heard(error);
      // A server that is not there is gone for all who use it.
      if (error instanceof Unreached) void this.kill(error.message.replace(/^it /, ""));
      if (this.#inbox.forget(id)) throw error;
    } finally {
      this.#requests.delete(id);
    }
  }

  async #read(request: NumberedRequest, response: Response, signal: AbortSignal): Promise<void> {
    const { id, method } = request;
    if (!response.ok) {
      if (isInitialize(request)) await refuseOldTransport(this.#endpoint, response, signal);
      const error = await readRefusal(response, method, (text) => this.#endpoint.clean(text));
      return this.#inbox.receive(JSON.stringify({ jsonrpc: "2.0", id, error }), id);
    }
    if (isEventStream(response)) {
      const parts = { session: this.#session, inbox: this.#inbox, maxBytes: this.#maxBytes };
      return followStream(parts, response, id, signal);
    }
    const type = mediaType(response);
    if (type !== "application/json") {
      await response.body?.cancel();
      const what = type === "" ? `HTTP ${response.status} and no content` : type;
      throw new Error(`it answered with ${what}, which is not MCP. Check its address.`);
    }
    const text = await readText(response.body, this.#maxBytes);
    if (typeof text !== "string") return this.#inbox.tooLarge(id, text.above);
    this.#inbox.receive(text, id);
  }

  #listen(): void {
    const parts = { session: this.#session, inbox: this.#inbox, maxBytes: this.#maxBytes };
    const { signal } = this.#life;
    listen(parts, signal).catch((error: unknown) => {
      if (!signal.aborted && error instanceof Error) this.onerror?.(error);
    });
  }

  #answer(message: JSONRPCMessage): void {
    const request = "id" in message ? this.#requests.get(Number(message.id))?.request : undefined;
    if (request === undefined || !("result" in message)) {
      this.onmessage?.(message);
      const isMismatch = "error" in message && message.error.code === headerMismatch;
      // The headers of its arguments are not what they were: its schema has changed.
      if (isMismatch && request?.method === "tools/call") this.#toolsChanged();
      return;
    }
    if (isInitialize(request)) this.#session.agreed(message.result);
    if (request.method !== "tools/list") return this.onmessage?.(message);
    const result = this.#tools.learn(request, message.result as JsonObject);
    this.onmessage?.({ ...message, result });
  }

  /** Tools that cannot be called over HTTP as they are, of the last list that passed. */
  leftOut(): readonly LeftOut[] {
    return this.#tools.leftOut;
  }

  #toolsChanged(): void {
    this.onmessage?.({ jsonrpc: "2.0", method: "notifications/tools/list_changed" });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  kill(reason: string): Promise<void> {
    this.#ended ??= reason;
    this.#life.abort();
    return this.close();
  }

  async #close(): Promise<void> {
    const isGone = this.#ended !== undefined;
    this.#ended ??= "was closed";
    this.#life.abort(new Error(`the server ${this.#ended}`));
    if (!isGone) await this.#session.end(AbortSignal.timeout(goodbyeMs)).catch(() => {});
    this.onclose?.();
  }

  diagnostics(): Diagnostics {
    return this.#inbox.diagnostics();
  }

  ended(): string | undefined {
    return this.#ended;
  }
}
