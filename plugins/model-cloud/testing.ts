import { isObject, type JsonObject } from "../../kernel/json.ts";

/** What a server of tests was sent. */
export interface SentRequest {
  readonly path: string;
  readonly key: string | null;
  readonly body: JsonObject;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly SentRequest[];
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Without them it has any model and lists none. */
  readonly models?: readonly string[];
  /** The words to a prompt; null: none until the caller gives up. A number: that status, as an error. */
  answer(prompt: string): string | number | null;
  /** Without it, any key is good. */
  readonly key?: string;
}

/**
 * A server on this machine that speaks as OpenAI's (`/chat/completions`, `/responses`, `/embeddings`, `/models`) and
 * Anthropic's (`/messages`) do, with answers in their true shapes. A token is a word.
 */
export function serveModels(options: TestServerOptions): TestServer {
  const requests: SentRequest[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const path = new URL(request.url).pathname.replace(/^\/v1/, "");
      const bearer = request.headers.get("authorization")?.replace(/^Bearer /, "");
      const key = bearer ?? request.headers.get("x-api-key");
      const body: unknown = request.method === "POST" ? await request.json() : {};
      if (!isObject(body)) return refusal(400, "not an object");
      requests.push({ path, key, body });
      if (options.key !== undefined && key !== options.key) return refusal(401, "invalid key");
      if (path === "/models" && options.models) return modelList(options.models);
      if (request.method !== "POST") return refusal(404, `no ${path}`);
      const model = String(body["model"]);
      const isThere = options.models?.includes(model) ?? true;
      if (!isThere) return refusal(404, `model '${model}' not found`);
      if (path === "/embeddings") return vectors(body["input"] as readonly string[]);
      const said = options.answer(JSON.stringify(body["messages"] ?? body["input"]));
      if (typeof said === "number") return refusal(said, "told to fail");
      if (said === null) return silence(request.signal);
      if (path === "/chat/completions") return chat(said, body);
      if (path === "/responses") return response(said, model);
      if (path === "/messages") return message(said, model);
      return refusal(405, `no ${path}`);
    },
  });
  const stop = async () => server.stop(true);
  const url = `http://127.0.0.1:${server.port}/v1`;
  return { url, requests, stop, [Symbol.asyncDispose]: stop };
}

function modelList(names: readonly string[]): Response {
  const data = names.map((id) => ({ id, object: "model", created: 1, owned_by: "library" }));
  return Response.json({ object: "list", data });
}

function vectors(texts: readonly string[]): Response {
  const data = texts.map((text, index) => ({
    object: "embedding",
    index,
    embedding: [text.length, 1],
  }));
  const usage = { prompt_tokens: texts.length, total_tokens: texts.length };
  return Response.json({ object: "list", data, model: "vectors", usage });
}

function chat(said: string, body: JsonObject): Response {
  const words = said.match(/\s*\S+\s*/g) ?? [];
  const most = typeof body["max_tokens"] === "number" ? body["max_tokens"] : words.length;
  const sent = words.slice(0, most);
  const finish_reason = sent.length < words.length ? "length" : "stop";
  const counts = { prompt_tokens: 9, completion_tokens: sent.length };
  const usage = { ...counts, total_tokens: 9 + sent.length };
  const head = { id: "chatcmpl-1", created: 1, model: String(body["model"]) };
  if (body["stream"] !== true) {
    const message = { role: "assistant", content: sent.join("") };
    const choices = [{ index: 0, message, finish_reason }];
    return Response.json({ ...head, object: "chat.completion", choices, usage });
  }
  const chunk = { ...head, object: "chat.completion.chunk" };
  const choice = (content: string, end: string | null) => ({
    ...chunk,
    choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: end }],
  });
  const chunks = [
    ...sent.map((word) => choice(word, null)),
    choice("", finish_reason),
    { ...chunk, choices: [], usage },
  ];
  const text = chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");
  const headers = { "content-type": "text/event-stream" };
  return new Response(`${text}data: [DONE]\n\n`, { headers });
}

function response(said: string, model: string): Response {
  const content = [{ type: "output_text", text: said, annotations: [] }];
  const output = [{ type: "message", id: "m1", role: "assistant", status: "completed", content }];
  const usage = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };
  const head = { id: "r1", object: "response", created_at: 1, status: "completed", error: null };
  return Response.json({ ...head, incomplete_details: null, model, output, usage });
}

function message(said: string, model: string): Response {
  const content = [{ type: "text", text: said }];
  const usage = { input_tokens: 9, output_tokens: 4 };
  const end = { stop_reason: "end_turn", stop_sequence: null };
  return Response.json({
    id: "m1",
    type: "message",
    role: "assistant",
    model,
    content,
    ...end,
    usage,
  });
}

function refusal(status: number, said: string): Response {
  const error = { message: said, type: "api_error", param: null, code: null };
  return Response.json({ error }, { status });
}

async function silence(signal: AbortSignal): Promise<Response> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return new Response(null, { status: 499 });
}
