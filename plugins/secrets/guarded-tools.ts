import type { JsonValue } from "../../kernel/json.ts";
import type { ToolResult, Tools } from "../../kernel/ports/tools.ts";
import { redactJson } from "../../mcp/wire/index.ts";

/** The same tools, whose answers hold no secret: what a server gives back of one must not come into the ledger. */
export function withoutSecrets(tools: Tools, redact: (text: string) => string): Tools {
  return {
    ...tools,
    async call(call) {
      const result = await tools.call(call);
      return { ...result, view: clean(result.view, redact) } satisfies ToolResult;
    },
  };
}

function clean(view: JsonValue, redact: (text: string) => string): JsonValue {
  const { text, names } = redactJson(JSON.stringify(view), redact);
  return names.length === 0 ? view : (JSON.parse(text) as JsonValue);
}
