import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** A tool as a client offers it to its model. */
export interface Offered {
  readonly name: string;
  /** Codex offers those of one server as a group. */
  readonly group: string | null;
}

/** What a client asks of its model, whichever protocol it speaks. */
export interface Turn {
  readonly tools: readonly Offered[];
  /** What its calls have brought so far, in order. */
  readonly results: readonly string[];
}

export type Reply =
  | { readonly kind: "call"; readonly tool: Offered; readonly args: object; readonly id: string }
  | { readonly kind: "text"; readonly text: string };

/** One protocol of models. */
export interface Dialect {
  readonly path: RegExp;
  read(body: JsonObject): Turn;
  write(reply: Reply, body: JsonObject, url: URL): Response;
}

export function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function named(value: JsonObject, group: string | null = null): Offered {
  return { name: String(value["name"]), group };
}

/** Server-sent events; with their types if the protocol has them. */
export function events(list: readonly JsonObject[], isTyped: boolean, last = ""): Response {
  const text = list.map((one) => {
    const head = isTyped ? `event: ${String(one["type"])}\n` : "";
    return `${head}data: ${JSON.stringify(one)}\n\n`;
  });
  return new Response(text.join("") + last, { headers: { "content-type": "text/event-stream" } });
}
