import { Server } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";

/** What a program can reach through its server, as the real one offers it. */
export interface Reach {
  call(tool: string, args: JsonObject): Promise<JsonValue>;
  ask(method: string, params: JsonObject): Promise<JsonObject>;
  /** What else its answer says, such as violations. */
  also(said: JsonObject): void;
  readonly meta: JsonObject;
  readonly signal: AbortSignal;
}

export class ToolFault extends Error {}

const LONGEST_MS = 2 ** 31 - 1;

/**
 * Stands where the interpreter's server stands: `code` names one of these functions, and what they call goes the whole way
 * through the hub. For what happens on our side of it; the interpreter itself has tests of its own.
 */
export function programServer(
  programs: Readonly<Record<string, (reach: Reach) => Promise<JsonValue>>>,
): InProcessSpec {
  const create = async () => {
    const server = new Server({ name: "python", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({
      tools: [
        {
          name: "python_run",
          inputSchema: { type: "object", required: ["code"] },
          _meta: {
            "dev.glassbox/effect": "read",
            "dev.glassbox/needsRun": ["inputs", "outputs", "tools"],
          },
        },
      ],
    }));
    server.setRequestHandler("tools/call", async (request, { mcpReq }) => {
      const { code } = request.params.arguments as { code: string };
      const meta = (mcpReq._meta ?? {}) as JsonObject;
      let index = 0;
      const ask = async (method: string, params: JsonObject) =>
        (await mcpReq.send({ method, params: { ...params, _meta: meta } }, z.looseObject({}), {
          signal: mcpReq.signal,
          timeout: LONGEST_MS,
        })) as JsonObject;
      const call = async (tool: string, args: JsonObject) => {
        const said = await ask("dev.glassbox/tools/call", {
          tool,
          arguments: args,
          index: index++,
        });
        if (said["ok"] === true) return said["value"] ?? null;
        throw new ToolFault(String(said["message"]));
      };
      let more: JsonObject = {};
      const also = (said: JsonObject) => void (more = said);
      try {
        const value = await programs[code]!({ call, ask, also, meta, signal: mcpReq.signal });
        return { content: [], structuredContent: { ok: true, value, ...more } };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return {
          isError: true,
          content: [],
          structuredContent: { ok: false, message },
        };
      }
    });
    return server;
  };
  return {
    name: "python",
    transport: "in-process",
    rooted: false,
    trusted: true,
    serves: ["dev.glassbox/tools", "dev.glassbox/files"],
    create,
  };
}
