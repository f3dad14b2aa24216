// One tool, as an author would write it with the SDK.
//   bun echo-server.ts                over standard input and output
//   bun echo-server.ts http           over HTTP; prints its port
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

function createServer(): McpServer {
  const server = new McpServer({ name: "echo", version: "1.0.0" });
  server.registerTool(
    "echo",
    {
      description: "Reads back the text that it is given.",
      inputSchema: z.object({ text: z.string() }),
      annotations: { readOnlyHint: true },
    },
    async ({ text }) => ({ content: [{ type: "text", text }] }),
  );
  return server;
}

if (process.argv[2] === "http") {
  const handler = createMcpHandler(createServer);
  const listener = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: (request) => handler.fetch(request),
  });
  console.log(listener.port);
} else {
  serveStdio(createServer);
  // Also when whoever started it was killed.
  process.stdin.on("end", () => process.exit(0));
}
