// A server with as many tools as its argument says, without an SDK, so that many of them start quickly.
//   bun many-server.ts NAME COUNT
interface Request {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: {
    readonly protocolVersion?: string;
    readonly arguments?: { readonly text?: string };
  };
}

const [name = "many", count = "20"] = process.argv.slice(2);

const tools = Array.from({ length: Number(count) }, (_, at) => ({
  name: at === 0 ? "echo" : `tool_${at}`,
  description: `Reads item ${at} of the collection ${name} and gives back the text that it was given.`,
  inputSchema: {
    type: "object",
    properties: {
      text: { type: "string", description: "What is given back." },
      limit: { type: "integer", description: "The most entries that are read." },
    },
    required: ["text"],
  },
  annotations: { readOnlyHint: true },
}));

function answer({ method, params }: Request): object | null {
  if (method === "initialize")
    return {
      protocolVersion: params?.protocolVersion ?? "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name, version: "1.0.0" },
    };
  if (method === "tools/list") return { tools };
  if (method === "tools/call")
    return { content: [{ type: "text", text: params?.arguments?.text ?? "" }] };
  return method === "ping" ? {} : null;
}

export {};

for await (const line of console) {
  if (line === "") continue;
  const request = JSON.parse(line) as Request;
  if (request.id === undefined) continue;
  const result = answer(request);
  const error = { code: -32601, message: `there is no method ${request.method}` };
  const reply = result === null ? { error } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: request.id, ...reply })}\n`);
}
