import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Front, LineStream, Principal } from "../../mcp/front/index.ts";

/**
 * A front for tests of what carries it. It answers a request with its method, its params and who asked; `hang` is never
 * answered, `stream` is answered by events without an end, `write` is for full tokens, `ask` asks the client something
 * and answers with its answer, `seen` with the lines that came before, `flood` is answered with `params.bytes` of text.
 */
export function echoFront(): Front & { readonly seen: string[] } {
  const seen: string[] = [];
  let open = 0;
  return {
    seen,
    async fetch(request, principal) {
      if (request.method !== "POST") return endless(request);
      const text = await request.text();
      seen.push(text);
      const message = JSON.parse(text) as JsonObject;
      if (message["method"] === "stream") return endless(request);
      if (message["method"] === "hang") return new Promise<Response>(() => {});
      return Response.json(answerTo(message, principal));
    },
    async stream(stream, principal) {
      open++;
      try {
        await serve(stream, principal, seen);
      } finally {
        open--;
      }
    },
    open: () => open,
    close: async () => {},
  };
}

async function serve(stream: LineStream, principal: Principal, seen: string[]): Promise<void> {
  const asked = new Map<JsonValue, JsonValue>();
  let questions = 0;
  for await (const line of stream.lines) {
    seen.push(line);
    const message = JSON.parse(line) as JsonObject;
    const { id, method } = message;
    if (method === "ask") {
      asked.set(questions, id!);
      await stream.write(asLine({ jsonrpc: "2.0", id: questions++, method: "question" }));
    } else if (method === undefined) {
      const of = asked.get(id!);
      asked.delete(id!);
      if (of !== undefined)
        await stream.write(
          asLine({ jsonrpc: "2.0", id: of, result: { answer: message["result"]! } }),
        );
    } else if (method === "seen") {
      await stream.write(asLine({ jsonrpc: "2.0", id: id!, result: { lines: seen.slice(0, -1) } }));
    } else if (id !== undefined && method !== "hang") {
      await stream.write(asLine(answerTo(message, principal)));
    }
  }
}

function answerTo({ id, method, params }: JsonObject, principal: Principal): JsonObject {
  const head = { jsonrpc: "2.0", id: id ?? null };
  if (method === "write" && principal.scope === "read")
    return { ...head, error: { code: -32000, message: "this token only looks" } };
  const { via, scope, dir, surface } = principal;
  if (method === "flood") {
    const { bytes } = params as { bytes: number };
    return { ...head, result: { text: "x".repeat(bytes) } };
  }
  const result = { method: method!, params: params ?? null, via, scope, dir, surface };
  return { ...head, result: { ...result, pid: process.pid } };
}

/** A first event, and then nothing until the reader goes. */
function endless({ signal }: Request): Response {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(new TextEncoder().encode("data: first\n\n"));
      signal.addEventListener("abort", () => {
        try {
          stream.close();
        } catch {
          // Its reader was faster.
        }
      });
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function asLine(message: object): string {
  return JSON.stringify(message);
}
