import { Server } from "@modelcontextprotocol/server";
import type { CallToolResult, Tool } from "@modelcontextprotocol/server";

import type { JsonObject, JsonSchema, JsonValue } from "../../kernel/json.ts";
import { isObject } from "../../kernel/json.ts";
import type { EffectClass } from "../../kernel/ports/tools.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";

export interface ServedTool {
  readonly description?: string;
  /** Default `read`. */
  readonly effect?: EffectClass;
  readonly expect?: readonly JsonObject[];
  readonly paths?: readonly string[];
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonSchema;
  /** An object is structured content, a text is text, an exception is the tool's own error. */
  run(args: JsonObject, call: ServedCall): JsonValue | Promise<JsonValue>;
}

export interface ServedCall {
  readonly signal: AbortSignal;
  readonly meta: JsonObject;
}

/** A trusted MCP server made of functions, in this process. */
export function toolServer(
  name: string,
  tools: Readonly<Record<string, ServedTool>>,
): InProcessSpec {
  const create = async () => {
    const server = new Server({ name, version: "1" }, { capabilities: { tools: {} } });
    const listed = Object.entries(tools).map(([tool, served]) => definitionOf(tool, served));
    server.setRequestHandler("tools/list", () => ({ tools: listed }));
    server.setRequestHandler("tools/call", async (request, context) => {
      const { arguments: args = {}, name: tool } = request.params;
      const { signal, _meta: meta = {} } = context.mcpReq;
      try {
        return resultOf(
          await tools[tool]!.run(args as JsonObject, { signal, meta: meta as JsonObject }),
        );
      } catch (error) {
        return { isError: true, content: [{ type: "text", text: String(error) }] };
      }
    });
    return server;
  };
  return { name, transport: "in-process", rooted: false, trusted: true, create };
}

function definitionOf(name: string, served: ServedTool): Tool {
  const { description, effect = "read", expect, paths, inputSchema, outputSchema } = served;
  return {
    name,
    ...(description !== undefined && { description }),
    inputSchema: (inputSchema ?? { type: "object" }) as Tool["inputSchema"],
    ...(outputSchema !== undefined && { outputSchema: outputSchema as Tool["outputSchema"] }),
    _meta: {
      "dev.glassbox/effect": effect,
      ...(expect && { "dev.glassbox/expect": expect }),
      ...(paths && { "dev.glassbox/paths": paths }),
    },
  } as Tool;
}

function resultOf(answer: JsonValue): CallToolResult {
  if (!isObject(answer)) return { content: [{ type: "text", text: String(answer) }] };
  return { content: [], structuredContent: answer };
}
