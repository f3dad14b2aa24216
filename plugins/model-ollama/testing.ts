import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Model } from "../contracts/models.ts";
import { ollamaProvider } from "./provider.ts";

/** An Ollama that says what it is told to, and keeps what it was asked. */
export interface FakeOllama extends Disposable {
  readonly url: string;
  /** In the order of asking. */
  readonly asked: readonly { readonly path: string; readonly body: JsonObject }[];
  /** The bodies of `/api/chat` and `/api/generate`. */
  calls(): readonly JsonObject[];
  model(name?: string): Promise<Model>;
}

/** A list is a stream of lines; a number a status with an error; a `Response` is itself. */
type Answer = JsonObject | readonly JsonValue[] | Response;

export interface FakeParts {
  /** Parts of `/api/show` by name. */
  readonly models?: Readonly<Record<string, JsonObject>>;
  readonly loaded?: readonly JsonObject[];
  /** To `/api/chat`, `/api/generate` and `/api/embed`. */
  readonly answer?: (body: JsonObject, path: string, request: Request) => Answer | Promise<Answer>;
}

export const DONE = {
  done: true,
  done_reason: "stop",
  prompt_eval_count: 12,
  eval_count: 3,
  prompt_eval_duration: 4_000_000,
  eval_duration: 3_000_000,
  load_duration: 2_000_000,
  total_duration: 9_000_000,
} as const;

export const CHAT_TEMPLATE =
  "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}{{ end }}";

/** As a real server shows one; a part that is given replaces it. */
export function shownModel(parts: JsonObject = {}): JsonObject {
  return {
    capabilities: ["completion"],
    details: { family: "llama", parameter_size: "134.52M" },
    model_info: {
      "general.architecture": "llama",
      "general.parameter_count": 134515008,
      "llama.context_length": 8192,
    },
    parameters: 'stop                           "<|im_end|>"',
    template: CHAT_TEMPLATE,
    ...parts,
  };
}

export function fakeOllama({ models, loaded = [], answer }: FakeParts = {}): FakeOllama {
  const known = models ?? { "small:1b": shownModel() };
  const asked: { path: string; body: JsonObject }[] = [];
  const respond = async (path: string, body: JsonObject, request: Request): Promise<Answer> => {
    if (path === "/api/tags") {
      return { models: Object.keys(known).map((name) => ({ name, digest: `d-${name}`, size: 7 })) };
    }
    if (path === "/api/ps") return { models: [...loaded] };
    const name = String(body["model"]);
    const model = known[name];
    if (!model) return refusal(404, `model '${name}' not found`);
    if (path === "/api/show") return model;
    return (await answer?.(body, path, request)) ?? { message: { content: "Hello." }, ...DONE };
  };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const body = request.method === "POST" ? ((await request.json()) as JsonObject) : {};
      asked.push({ path, body });
      const answered = await respond(path, body, request);
      if (answered instanceof Response) return answered;
      if (!Array.isArray(answered)) return Response.json(answered);
      return new Response(answered.map((line) => `${JSON.stringify(line)}\n`).join(""));
    },
  });
  const url = server.url.href.replace(/\/$/, "");
  return {
    url,
    asked,
    calls: () =>
      asked
        .filter(({ path }) => path === "/api/chat" || path === "/api/generate")
        .map(({ body }) => body),
    async model(name = Object.keys(known)[0]!) {
      const model = await providerAt(url).model(name);
      if (!model) throw new Error(`the fake has no "${name}"`);
      return model;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

export function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

export function providerAt(url: string, more: JsonObject = {}) {
  return ollamaProvider(() => ({ models: { ollama: { url, ...more } } }));
}

export function ask(
  text: string,
  more: Partial<LanguageModelV4CallOptions> = {},
): LanguageModelV4CallOptions {
  return { prompt: [{ role: "user", content: [{ type: "text", text }] }], ...more };
}

export const TOOL = {
  type: "function",
  name: "files_move",
  description: "Moves a file",
  inputSchema: {
    type: "object",
    properties: { from: { type: "string" }, to: { type: "string" }, force: { type: "boolean" } },
    required: ["from", "to"],
  },
} as const satisfies NonNullable<LanguageModelV4CallOptions["tools"]>[number];

export function textOf(content: readonly { readonly type: string }[]): string {
  return content.map((part) => ("text" in part && part.type === "text" ? part.text : "")).join("");
}
