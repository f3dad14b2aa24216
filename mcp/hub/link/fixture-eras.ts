// A server of both eras that asks, tells and waits. ERAS: both (the standard), legacy, modern.
import { inputRequired, Server } from "@modelcontextprotocol/server";
import type {
  CallToolResult,
  InputRequiredResult,
  ServerContext,
} from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";

const inputSchema = { type: "object" } as const;
const names = [
  "ask",
  "twice",
  "all",
  "for-ever",
  "echo",
  "progress",
  "log",
  "slow",
  "seen",
  "change",
];
const cancelled: string[] = [];

const said = (value: unknown): CallToolResult => ({
  content: [{ type: "text", text: JSON.stringify(value) }],
});

const question = (message: string) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { name: { type: "string" } } },
  });

function build(): Server {
  const server = new Server(
    { name: "eras", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        logging: {},
      },
      instructions: "Ask away.",
    },
  );
  server.setRequestHandler("tools/list", () => ({
    tools: names.map((name) => ({ name, inputSchema })),
  }));
  server.setRequestHandler("resources/list", () => ({
    resources: [{ uri: "test://one", name: "one" }],
  }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
  server.setRequestHandler("resources/subscribe", () => ({}));
  server.setRequestHandler("resources/unsubscribe", () => ({}));
  server.setRequestHandler("tools/call", ({ params }, context) =>
    call(server, params.name, params.arguments ?? {}, context),
  );
  return server;
}

async function call(
  server: Server,
  name: string,
  args: Record<string, unknown>,
  { mcpReq }: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const answers = mcpReq.inputResponses;
  switch (name) {
    case "ask":
      if (answers?.["name"]) return said(answers["name"]);
      return inputRequired({ inputRequests: { name: question("Who is there?") } });
    case "twice": {
      const state = mcpReq.requestState<string>();
      if (state === undefined) {
        return inputRequired({ inputRequests: { a: question("First?") }, requestState: "one" });
      }
      if (state === "one") {
        return inputRequired({ inputRequests: { b: question("Second?") }, requestState: "two" });
      }
      return said({ state, answers });
    }
    case "all":
      if (answers !== undefined) return said(answers);
      return inputRequired({
        inputRequests: {
          who: question("Who?"),
          what: inputRequired.createMessage({
            messages: [{ role: "user", content: { type: "text", text: "What?" } }],
            maxTokens: 5,
          }),
          where: inputRequired.listRoots(),
        },
      });
    case "for-ever":
      return inputRequired({ inputRequests: { again: question("Again?") } });
    case "echo":
      return said(args);
    case "progress":
      for (const progress of [1, 2, 3]) {
        const { progressToken = "none" } = mcpReq._meta ?? {};
        const params = { progressToken, progress, total: 3 };
        await mcpReq.notify({ method: "notifications/progress", params });
      }
      return said("done");
    case "log":
      await mcpReq.log("debug", `${args["text"]} in detail`);
      await mcpReq.log("warning", args["text"]);
      return said("logged");
    case "slow":
      await new Promise((resolve) => mcpReq.signal.addEventListener("abort", resolve));
      cancelled.push(String(args["key"]));
      return said("too late");
    case "seen":
      return said({ cancelled, meta: mcpReq._meta, envelope: mcpReq.envelope });
    case "change":
      await server.sendToolListChanged();
      await server.sendResourceUpdated({ uri: "test://one" });
      return said("changed");
  }
  throw Object.assign(new Error(`no tool ${name}`), { code: -32602 });
}

const eras = process.env["ERAS"] ?? "both";
if (eras === "legacy") await build().connect(new StdioServerTransport());
else serveStdio(build, { legacy: eras === "modern" ? "reject" : "serve" });
