import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const METHOD_NOT_FOUND = -32601;
const PARSE_ERROR = -32700;

export const HOW_TO = [
  "Glassbox is not installed on this machine, or not where this extension looks for it.",
  "At a terminal, with Node 20 or Bun:",
  "  npm install -g glassbox        (or clone its repository)",
  "  glassbox connect claude-desktop --check",
  "Then turn this extension off and on again. If your home folder for it is another one than ~/.glassbox, name it in",
  "the extension's settings.",
].join("\n");

const TOOL = {
  name: "setup",
  title: "Set up Glassbox",
  description: "Says what is missing before Glassbox can work here, and how to get it.",
  inputSchema: { type: "object", properties: {}, additionalProperties: false },
  annotations: { readOnlyHint: true },
};

/** A server with one tool, which explains. `look` says whether there is a Glassbox by now. */
export async function serveSetup(
  lines: AsyncIterable<string>,
  send: (message: JsonObject) => void,
  version: string,
  look: () => Promise<boolean>,
): Promise<void> {
  for await (const line of lines) {
    const message = parse(line);
    if (message === undefined) {
      send({ jsonrpc: "2.0", id: null, error: { code: PARSE_ERROR, message: "no JSON" } });
      continue;
    }
    if (!isObject(message)) continue;
    const { id, method } = message;
    if (id === undefined || typeof method !== "string") continue;
    const result = await answer(method, message["params"], version, look);
    if (result) send({ jsonrpc: "2.0", id, result });
    else {
      const error = { code: METHOD_NOT_FOUND, message: `${method}: Glassbox is not set up yet` };
      send({ jsonrpc: "2.0", id, error });
    }
  }
}

async function answer(
  method: string,
  params: JsonValue | undefined,
  version: string,
  look: () => Promise<boolean>,
): Promise<JsonObject | null> {
  const given = isObject(params) ? params : {};
  if (method === "initialize")
    return {
      protocolVersion: given["protocolVersion"] ?? "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "glassbox", title: "Glassbox", version },
      instructions: "Glassbox is not set up yet: the tool setup says how.",
    };
  if (method === "ping") return {};
  if (method === "tools/list") return { tools: [TOOL] };
  if (method !== "tools/call" || given["name"] !== TOOL.name) return null;
  const text = (await look())
    ? "Glassbox is here now. Turn this extension off and on again."
    : HOW_TO;
  return { content: [{ type: "text", text }] };
}

function parse(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    return undefined;
  }
}
