/** A server that says of itself what a file says, read anew at each start. Its tools answer with their name. */
const path = process.argv[2]!;
const said = (await Bun.file(path).json()) as {
  readonly tools?: readonly unknown[];
  readonly prompts?: readonly unknown[];
  readonly instructions?: string;
};

function answerTo(method: string, params: Record<string, unknown>): unknown {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {}, prompts: {} },
        serverInfo: { name: "notes", version: "1.0.0" },
        ...(said.instructions !== undefined && { instructions: said.instructions }),
      };
    case "tools/list":
      return { tools: said.tools ?? [] };
    case "prompts/list":
      return { prompts: said.prompts ?? [] };
    case "tools/call":
      return { content: [{ type: "text", text: `${String(params["name"])} was called` }] };
    case "ping":
      return {};
    default:
      return undefined;
  }
}

for await (const line of console) {
  const { id, method, params } = JSON.parse(line) as {
    readonly id?: number | string;
    readonly method?: string;
    readonly params?: Record<string, unknown>;
  };
  if (id === undefined || method === undefined) continue;
  const result = answerTo(method, params ?? {});
  const error = { code: -32601, message: `no method ${method}` };
  console.log(JSON.stringify({ jsonrpc: "2.0", id, ...(result ? { result } : { error }) }));
}

export {};
