import { Server } from "@modelcontextprotocol/server";
import type { CallToolResult, Tool } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

const any = { type: "object" } as const;
const text = (value: string): CallToolResult => ({ content: [{ type: "text", text: value }] });

export const fixtureTools: readonly Tool[] = [
  {
    name: "echo",
    description: "Answers with its argument and with the _meta of the request.",
    inputSchema: { type: "object", properties: { text: { type: "string" } } },
    annotations: { readOnlyHint: true },
    _meta: {
      "dev.glassbox/effect": "keyed",
      "dev.glassbox/paths": ["$args.path"],
      "dev.glassbox/expect": [
        {
          probe: { tool: "structured", args: { path: "$args.path" } },
          matches: { type: "object" },
        },
      ],
    },
  },
  { name: "structured", inputSchema: any, outputSchema: any, annotations: { readOnlyHint: true } },
  { name: "error", inputSchema: any },
  { name: "refuse", inputSchema: any },
  { name: "slow", inputSchema: any },
  { name: "cancelled", inputSchema: any },
  { name: "big", inputSchema: any },
  { name: "crash", inputSchema: any },
  { name: "noise", inputSchema: any },
  { name: "split", inputSchema: any },
  { name: "grow", inputSchema: any },
  { name: "environment", inputSchema: any },
  { name: "final", inputSchema: any },
  { name: "task", inputSchema: any },
  { name: "deep", inputSchema: any },
  { name: "prototype", inputSchema: any },
  { name: "", inputSchema: any },
];

/** A server with every behaviour that the hub must bear. One instance has its own state. */
export function createFixtureServer(dir: string): Server {
  const server = new Server(
    { name: "fixture", version: "1.0.0" },
    { capabilities: { tools: { listChanged: true } } },
  );
  const cancelled: string[] = [];
  let grown: Tool[] = [];

  server.setRequestHandler("tools/list", () => ({ tools: [...fixtureTools, ...grown] }));
  server.setRequestHandler("tools/call", async (request, context): Promise<CallToolResult> => {
    const args = request.params.arguments ?? {};
    // Another one in each request.
    const { traceparent: _, ...meta } = context.mcpReq._meta ?? {};
    switch (request.params.name) {
      case "echo":
        return {
          content: [
            { type: "text", text: String(args["text"]) },
            { type: "text", text: JSON.stringify(meta) },
          ],
        };
      case "structured":
        return {
          content: [],
          structuredContent: { dir, args, nested: [1, null, "é"] },
          _meta: { "dev.glassbox/hosts": ["example.org", 7] },
        };
      case "error":
        return { isError: true, ...text("The file is locked. Close it first.") };
      case "refuse":
        throw Object.assign(new Error("path must be a string"), { code: -32602 });
      case "final":
        return {
          isError: true,
          ...text("There is no such file."),
          _meta: { "dev.glassbox/final": true },
        };
      case "task": {
        const handle = { tool: "structured", args: { task: "t1" }, done: { required: ["dir"] } };
        return { ...text("begun"), _meta: { "dev.glassbox/handle": args["handle"] ?? handle } };
      }
      case "deep":
        return { content: [], structuredContent: nested(Number(args["levels"])) };
      case "prototype":
        return { content: [], structuredContent: JSON.parse(poisoned) };
      case "slow": {
        const { signal } = context.mcpReq;
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        cancelled.push(String(args["key"]));
        return text("too late");
      }
      case "cancelled":
        return { content: [], structuredContent: { keys: [...cancelled] } };
      case "big":
        return text("é".repeat(Number(args["bytes"]) / 2));
      case "crash":
        process.stderr.write("cannot go on: the disk is on fire\n");
        process.exit(3);
        break;
      case "noise":
        process.stdout.write("Loading model...\n\n{broken\n");
        return text("after the noise");
      case "split":
        splitNextWrite();
        return text("héllo wörld 🌍".repeat(20));
      case "grow":
        grown = [{ name: "grown", inputSchema: any }];
        await server.sendToolListChanged();
        return text("grown");
      case "grown":
        return text("I am new");
      case "environment":
        return { content: [], structuredContent: { ...process.env, CWD: process.cwd() } };
    }
    throw Object.assign(new Error(`no tool ${request.params.name}`), { code: -32602 });
  });
  return server;
}

/** Keys that reach into the prototype of what they are assigned to. */
const poisoned =
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"fine":1}';

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let level = 1; level < levels; level += 1) value = { in: value };
  return value;
}

/** Sends the next message in pieces of seven bytes, so that characters are cut. */
function splitNextWrite(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((data: string, done?: () => void): boolean => {
    process.stdout.write = write;
    const bytes = Buffer.from(data);
    const sendFrom = (start: number): void => {
      if (start >= bytes.length) return done?.();
      write(bytes.subarray(start, start + 7), () => setImmediate(sendFrom, start + 7));
    };
    sendFrom(0);
    return true;
  }) as typeof process.stdout.write;
}

if (import.meta.main) await createFixtureServer(process.cwd()).connect(new StdioServerTransport());
