import type { McpServerLike } from "../spec.ts";
import type { HttpSpec } from "../spec.ts";
import { createFixtureServer } from "../fixture-server.ts";

export interface Remote {
  readonly url: string;
  /** Every request that came, in order: its method, what it asks for, its headers. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

export interface Seen {
  readonly http: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Answer = (request: Request, seen: Seen) => Response | Promise<Response>;

/** A server of this machine that answers by hand. */
export function remote(answer: Answer, port = 0): Remote {
  const seen: Seen[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    // The standard of 10 s would end quiet streams.
    idleTimeout: 0,
    async fetch(request) {
      const text = request.method === "POST" ? await request.clone().text() : "{}";
      const body = (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>;
      const method = typeof body["method"] === "string" ? body["method"] : "";
      const one = { http: request.method, method, headers: request.headers, body };
      seen.push(one);
      return answer(request, one);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/mcp`,
    seen,
    close: () => server.stop(true),
  };
}

export function specOf(url: string, over: Partial<HttpSpec> = {}): HttpSpec {
  return {
    name: "fixture",
    transport: "http",
    rooted: false,
    trusted: true,
    protocol: "auto",
    url,
    headers: {},
    ...over,
  };
}

/** The fixture behind the official handler of the modern era. */
export async function modernRemote(): Promise<Remote> {
  const { createMcpHandler } = await import("@modelcontextprotocol/server");
  const handler = createMcpHandler(() => createFixtureServer("/tmp"), { legacy: "reject" });
  return remote((request) => handler.fetch(request));
}

/** Any server behind the official handler of the legacy era, one for each session. */
export async function legacyRemote(
  create: () => McpServerLike = () => createFixtureServer("/tmp"),
): Promise<Remote & { forgetSessions(): void }> {
  const { WebStandardStreamableHTTPServerTransport } = await import("@modelcontextprotocol/server");
  const sessions = new Map<string, InstanceType<typeof WebStandardStreamableHTTPServerTransport>>();
  const answer: Answer = async (request, { method }) => {
    const known = sessions.get(request.headers.get("mcp-session-id") ?? "");
    if (known !== undefined) return known.handleRequest(request);
    if (method !== "initialize") {
      const status = request.headers.has("mcp-session-id") ? 404 : 400;
      const error = { code: -32000, message: "There is no such session" };
      return Response.json({ jsonrpc: "2.0", id: null, error }, { status });
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    await create().connect(transport);
    return transport.handleRequest(request);
  };
  return { ...remote(answer), forgetSessions: () => sessions.clear() };
}

/** A legacy server written by hand, which does on a call what a handler would not let it. */
export function oddRemote(onCall: (id: number, request: Request) => Response | Promise<Response>) {
  return remote((request, { http, method, body }) => {
    const id = Number(body["id"]);
    if (http !== "POST") return new Response(null, { status: 405 });
    if (method === "tools/call") return onCall(id, request);
    if (method === "initialize") {
      const serverInfo = { name: "odd", version: "1" };
      return result(id, { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo });
    }
    if (method === "tools/list") {
      const look = { readOnlyHint: true };
      return result(id, { tools: [{ name: "odd", inputSchema: {}, annotations: look }] });
    }
    if (method === "ping") return result(id, {});
    if (method === "server/discover") return new Response("What is that?", { status: 400 });
    return new Response(null, { status: 202 });
  });
}

export function result(id: number, value: object): Response {
  return Response.json({ jsonrpc: "2.0", id, result: value });
}

/** A stream of events; `write` may be called until `end`. */
export function eventStream(begin: (write: (text: string) => void, end: () => void) => void) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      begin(
        (text) => controller.enqueue(encoder.encode(text)),
        () => controller.close(),
      );
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

export function event(message: object, id = ""): string {
  const head = id === "" ? "" : `id: ${id}\n`;
  return `${head}data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`;
}

/** Everything but calls. */
export function oddProxy() {
  const odd = oddRemote((id) => result(id, {}));
  return { answer: (request: Request) => fetch(odd.url, request), close: odd.close };
}

export const text = (value: string) => ({ content: [{ type: "text", text: value }] });
