import { RequestFault } from "../fault.ts";
import { clientLeft } from "./client-left.ts";
import type { Principal } from "./desk.ts";
import { nameIn, versionIn } from "./envelope.ts";
import { headerFault } from "./headers.ts";
import type { HttpSessions } from "./http-sessions.ts";
import { errorMessage, notParsed, parseJson, readMessage } from "./message.ts";
import type { Incoming, Request as RpcRequest, RequestId } from "./message.ts";
import type { Modern } from "./modern.ts";
import type { Tap } from "./outlet.ts";
import { errorCode, MODERN_VERSIONS } from "./protocol.ts";
import { jsonResponse, Reply } from "./reply.ts";

export interface HttpParts {
  readonly sessions: HttpSessions;
  readonly modern: Modern;
  readonly identity: Readonly<Record<string, string>>;
  tapOf(connection: string): { tap: Tap; named(name: string): void };
}

/** The MCP endpoint over HTTP: each request is of one era or of the other, and says which. */
export class HttpEndpoint {
  readonly #parts: HttpParts;
  readonly #working = new Set<AbortController>();

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  /** Requests and streams of stateless clients that are under way. */
  get open(): number {
    return this.#working.size;
  }

  async fetch(request: Request, principal: Principal): Promise<Response> {
    const { sessions } = this.#parts;
    if (request.method === "GET") return sessions.get(request, principal);
    if (request.method === "DELETE") return sessions.delete(request, principal);
    if (request.method !== "POST") {
      return refuse(null, new RequestFault(errorCode.server, "Method not allowed."), 405);
    }
    if (!isJson(request.headers.get("content-type"))) {
      const why = "Unsupported media type: Content-Type must be application/json.";
      return refuse(null, new RequestFault(errorCode.server, why), 415);
    }
    const text = await request.text();
    const value = parseJson(text);
    if (Array.isArray(value)) {
      const why = "Batches are not taken: send one message at a time.";
      return refuse(null, new RequestFault(errorCode.invalidRequest, why), 400);
    }
    const incoming = value === undefined ? notParsed() : readMessage(value);
    if (incoming.kind === "unreadable") return refuse(incoming.id, incoming.fault, 400);
    if (!isModern(request.headers, incoming))
      return sessions.post(request, text, incoming, principal);
    if (incoming.kind === "request") return this.#request(request, text, incoming, principal);
    // Stateless clients have nothing to notify us of over HTTP: what they withdraw they close.
    return new Response(null, { status: 202 });
  }

  #request(
    request: Request,
    text: string,
    rpc: RpcRequest,
    principal: Principal,
  ): Promise<Response> | Response {
    const { tap, named } = this.#parts.tapOf(principal.id);
    named(nameIn(rpc.params));
    tap("in", text);
    const fault = headerFault(request.headers, rpc);
    if (fault !== undefined) return refuse(rpc.id, fault, 400);
    const abort = new AbortController();
    const gone = (): void => abort.abort(clientLeft());
    const reply = new Reply(tap, {}, gone);
    if (request.signal.aborted) gone();
    request.signal.addEventListener("abort", gone, { once: true });
    this.#working.add(abort);
    const serving =
      rpc.method === "subscriptions/listen"
        ? this.#listen(rpc, principal, reply, abort.signal)
        : this.#answer(rpc, principal, reply, abort.signal);
    void serving.finally(() => {
      this.#working.delete(abort);
      request.signal.removeEventListener("abort", gone);
    });
    return reply.response;
  }

  async #answer(
    rpc: RpcRequest,
    principal: Principal,
    reply: Reply,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#parts.modern.answer(rpc, principal, reply.send, signal);
    reply.end(answer.message, answer.status);
  }

  async #listen(
    rpc: RpcRequest,
    principal: Principal,
    reply: Reply,
    signal: AbortSignal,
  ): Promise<void> {
    const opened = await this.#parts.modern.listen(rpc, principal, reply.send);
    if ("message" in opened) return reply.end(opened.message, opened.status);
    const { subscription } = opened;
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    subscription.close();
    // Said to a client that is still there, when it is we who end it.
    reply.end(subscription.closing(this.#parts.identity), 200);
  }

  close(): void {
    for (const abort of this.#working) abort.abort(new Error("the kernel is closing"));
  }
}

/** The body decides; of a notification, and of a body that says nothing, the header. */
function isModern(headers: Headers, incoming: Exclude<Incoming, { kind: "unreadable" }>): boolean {
  if (incoming.kind === "response") return false;
  if (versionIn(incoming.params) !== undefined) return true;
  const header = headers.get("mcp-protocol-version")?.trim();
  return MODERN_VERSIONS.some((version) => version === header);
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

function refuse(id: RequestId | null, fault: RequestFault, status: number): Response {
  return jsonResponse(JSON.stringify(errorMessage(id, fault)), status);
}
