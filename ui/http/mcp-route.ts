import type { Front } from "../../mcp/front/index.ts";
import { type BodyFault, readJsonBody } from "./body.ts";
import type { Route } from "./routes.ts";

/** JSON-RPC's own words for a body that cannot be read, and for one that is no request. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

const STATUS = { length: 413, time: 408, depth: 400, syntax: 400 } as const;

/** MCP over Streamable HTTP. */
export function mcpRoute(front: () => Front): Route {
  return {
    path: "/mcp",
    async handle({ request, principal }) {
      const server = front();
      if (request.method !== "POST") return server.fetch(request, principal);
      const body = await readJsonBody(request);
      if (!("text" in body)) return unreadable(body);
      const { url, method, headers, signal } = request;
      return server.fetch(
        new Request(url, { method, headers, signal, body: body.text }),
        principal,
      );
    },
  };
}

function unreadable({ kind, message }: BodyFault): Response {
  const code = kind === "syntax" ? PARSE_ERROR : INVALID_REQUEST;
  // What is left of such a body would be taken for the next request.
  const isHalfRead = kind === "length" || kind === "time";
  const headers: Record<string, string> = isHalfRead ? { connection: "close" } : {};
  const answer = { jsonrpc: "2.0", id: null, error: { code, message } };
  return Response.json(answer, { status: STATUS[kind], headers });
}
