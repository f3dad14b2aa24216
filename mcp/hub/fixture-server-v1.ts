import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

/** A server on the first line of the SDK, as most of those on npm are. */
const server = new McpServer({ name: "fixture-v1", version: "1.0.0" });

server.registerTool(
  "add",
  {
    description: "Adds two numbers.",
    inputSchema: { a: z.number(), b: z.number() },
    outputSchema: { sum: z.number() },
  },
  ({ a, b }) => ({
    content: [{ type: "text", text: String(a + b) }],
    structuredContent: { sum: a + b },
  }),
);

server.registerTool("meta", { description: "Answers with the request's _meta." }, (extra) => {
  // Another one in each request.
  const { traceparent: _, ...meta } = extra._meta ?? {};
  return { content: [{ type: "text", text: JSON.stringify(meta) }] };
});

await server.connect(new StdioServerTransport());
