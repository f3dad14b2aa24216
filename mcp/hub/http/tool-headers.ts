import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject } from "../../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { LeftOut } from "../event.ts";
import { paramsOf, versionOf } from "./message-headers.ts";
import { headersOf, paramHeaders } from "./param-headers.ts";
import type { ParamHeader } from "./param-headers.ts";

/** Which arguments of which tools are sent as headers too, learned from the lists of tools that pass. */
export class ToolHeaders {
  readonly #tools = new Map<string, readonly ParamHeader[]>();
  #leftOut: LeftOut[] = [];

  /** Tools of the last list whose schemas ask for what no header can be. */
  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  /** Takes such tools out of an answer to `tools/list`, page by page. */
  learn(request: JSONRPCMessage, result: JsonObject): JsonObject {
    const { tools } = result;
    // Headers of arguments are of the modern era; the other one sends every tool on as it is.
    if (versionOf(request) === undefined || !Array.isArray(tools)) return result;
    if (paramsOf(request)["cursor"] === undefined) {
      this.#tools.clear();
      this.#leftOut = [];
    }
    const kept = tools.filter((tool) => this.#learnTool(tool));
    return kept.length === tools.length ? result : { ...result, tools: kept };
  }

  /** False: it is left out. What is no tool is for others to judge. */
  #learnTool(tool: JsonValue): boolean {
    if (!isObject(tool) || typeof tool["name"] !== "string") return true;
    const { name } = tool;
    const found = paramHeaders(tool["inputSchema"]);
    if ("problem" in found) {
      this.#leftOut.push({ name, reason: `Of its HTTP headers: ${found.problem}.` });
      return false;
    }
    if (found.headers.length > 0) this.#tools.set(name, found.headers);
    return true;
  }

  of(message: JSONRPCMessage): Record<string, string> {
    if (!("method" in message) || message.method !== "tools/call") return {};
    if (versionOf(message) === undefined) return {};
    const { name, arguments: args } = paramsOf(message);
    const params = typeof name === "string" ? this.#tools.get(name) : undefined;
    return params === undefined ? {} : headersOf(params, args);
  }
}
