import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { Changes } from "./changes.ts";
import type { Principal } from "./desk.ts";
import { errorMessage } from "./message.ts";
import type { Incoming, Request as RpcRequest } from "./message.ts";
import type { House } from "./methods.ts";
import type { Tap } from "./outlet.ts";
import { errorCode, LEGACY_VERSIONS } from "./protocol.ts";
import { jsonResponse, Reply } from "./reply.ts";
import { Session } from "./session.ts";
import { openEventStream } from "./sse.ts";
import type { EventStream } from "./sse.ts";

const SESSION_HEADER = "mcp-session-id";

export interface HttpSessionsOptions {
  readonly house: House;
  readonly changes: Changes;
  /** After so long without a request or a stream a client has left without saying so. */
  readonly idleMs: number;
  readonly most: number;
  /** Of one principal: whoever opens more makes room among its own. */
  readonly mostOfOne: number;
  tapOf(connection: string): { tap: Tap; named(name: string): void };
  gone(caller: string): void;
}

interface Held {
  readonly session: Session;
  readonly tap: Tap;
  readonly named: (name: string) => void;
  /** The client's GET: for what belongs to no request. */
  stream: EventStream | undefined;
  lastUsed: number;
}

/** Clients of the era with sessions, over HTTP. */
export class HttpSessions {
  readonly #options: HttpSessionsOptions;
  readonly #held = new Map<string, Held>();
  readonly #sweeping: ReturnType<typeof setInterval>;

  constructor(options: HttpSessionsOptions) {
    this.#options = options;
    this.#sweeping = setInterval(() => this.#sweep(), Math.max(options.idleMs / 4, 50));
    this.#sweeping.unref();
  }

  /** Sessions of clients that are there: with a stream or a request, or used within the last minute. */
  get open(): number {
    const lately = Date.now() - 60_000;
    const there = (held: Held): boolean => isAtWork(held) || held.lastUsed > lately;
    return this.#held.values().filter(there).toArray().length;
  }

  async post(
    request: Request,
    text: string,
    incoming: Incoming,
    principal: Principal,
  ): Promise<Response> {
    const version = request.headers.get("mcp-protocol-version")?.trim();
    if (version !== undefined && !LEGACY_VERSIONS.some((known) => known === version)) {
      const known = LEGACY_VERSIONS.join(", ");
      const why = `Unsupported protocol version: ${version} (supported here: ${known}).`;
      return refuse(400, errorCode.server, why);
    }
    const starts = incoming.kind === "request" && incoming.method === "initialize";
    const held = starts ? this.#create(principal) : this.#find(request, principal);
    if (held instanceof Response) return held;
    held.lastUsed = Date.now();
    held.tap("in", text);
    switch (incoming.kind) {
      case "unreadable":
        return jsonResponse(JSON.stringify(errorMessage(incoming.id, incoming.fault)), 400);
      case "response":
        held.session.answered(incoming);
        return new Response(null, { status: 202 });
      case "notification":
        held.session.notified(incoming);
        return new Response(null, { status: 202 });
      case "request":
        return this.#serve(held, incoming);
    }
  }

  #serve(held: Held, request: RpcRequest): Promise<Response> {
    const { session } = held;
    if (session.isWorkingOn(request.id)) {
      const why = `The id ${request.id} is of a request under way.`;
      return Promise.resolve(refuse(400, errorCode.invalidRequest, why, request.id));
    }
    const starts = request.method === "initialize";
    const headers = starts ? { [SESSION_HEADER]: session.id } : {};
    // A client that is cut off has not withdrawn its request.
    const reply = new Reply(held.tap, headers as Record<string, string>, () => {});
    const outlet = (message: JsonObject): void => {
      if (reply.open) reply.send(message);
      else this.#toStream(held, message);
    };
    void session.answer(request, outlet).then((message) => {
      held.lastUsed = Date.now();
      if (message === undefined) return reply.drop();
      reply.end(message, 200);
      if (!starts) return;
      held.named(session.name);
      if ("error" in message) this.#end(session.id);
    });
    return reply.response;
  }

  get(request: Request, principal: Principal): Response {
    if (!(request.headers.get("accept") ?? "").includes("text/event-stream")) {
      return refuse(406, errorCode.server, "Not acceptable: accept text/event-stream.");
    }
    const held = this.#find(request, principal);
    if (held instanceof Response) return held;
    held.lastUsed = Date.now();
    // A client that opens another one has lost the first, whether we have noticed or not.
    held.stream?.end();
    const stream = openEventStream({}, () => {
      held.lastUsed = Date.now();
      if (held.stream === stream) held.stream = undefined;
    });
    held.stream = stream;
    return stream.response;
  }

  delete(request: Request, principal: Principal): Response {
    const held = this.#find(request, principal);
    if (held instanceof Response) return held;
    this.#end(held.session.id);
    return new Response(null, { status: 200 });
  }

  #create(principal: Principal): Held | Response {
    const own = [...this.#held.values()].filter(
      (held) => held.session.principal.id === principal.id,
    );
    const isFull = this.#held.size >= this.#options.most;
    if ((isFull || own.length >= this.#options.mostOfOne) && !this.#endOldest(own)) {
      return refuse(503, errorCode.server, "Too many sessions; end some of them.");
    }
    const id = crypto.randomUUID();
    const { house, changes } = this.#options;
    const { tap, named } = this.#options.tapOf(id);
    const outlet = (message: JsonObject): void => this.#toStream(held, message);
    const session = new Session({ id, principal, house, changes, outlet });
    const held: Held = { session, tap, named, stream: undefined, lastUsed: Date.now() };
    this.#held.set(id, held);
    return held;
  }

  /** What nobody listens to is dropped: it tells of a change, and whoever comes back asks anew. */
  #toStream({ stream, tap }: Held, message: JsonObject): void {
    if (stream === undefined) return;
    const text = JSON.stringify(message);
    tap("out", text);
    stream.send(text);
  }

  #find(request: Request, principal: Principal): Held | Response {
    const id = request.headers.get(SESSION_HEADER);
    if (id === null) {
      const why = "Bad request: the header Mcp-Session-Id is missing; send initialize first.";
      return refuse(400, errorCode.server, why);
    }
    const held = this.#held.get(id);
    // Whether another one has such a session is nobody's business.
    if (held === undefined || held.session.principal.id !== principal.id) {
      return refuse(404, -32001, "Session not found; send initialize again.");
    }
    return held;
  }

  #sweep(): void {
    const before = Date.now() - this.#options.idleMs;
    for (const held of this.#held.values()) {
      if (!isAtWork(held) && held.lastUsed < before) this.#end(held.session.id);
    }
  }

  /** False: all of them are at work. */
  #endOldest(own: readonly Held[]): boolean {
    const idle = own.filter((held) => !isAtWork(held));
    const oldest = idle.toSorted((left, right) => left.lastUsed - right.lastUsed)[0];
    if (oldest !== undefined) this.#end(oldest.session.id);
    return oldest !== undefined;
  }

  #end(id: string): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#held.delete(id);
    held.session.close();
    held.stream?.end();
    this.#options.gone(id);
  }

  close(): void {
    clearInterval(this.#sweeping);
    for (const id of this.#held.keys()) this.#end(id);
  }
}

function isAtWork({ session, stream }: Held): boolean {
  return stream !== undefined || session.working > 0;
}

function refuse(
  status: number,
  code: number,
  why: string,
  id: string | number | null = null,
): Response {
  return jsonResponse(JSON.stringify(errorMessage(id, new RequestFault(code, why))), status);
}
