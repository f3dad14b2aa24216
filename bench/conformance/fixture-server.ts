// A server of ours with the tools, resources and prompts that the official suite calls by name. Over standard input and
// output, in both eras; with `--legacy` in that of sessions alone.
import { ProtocolError, Server } from "@modelcontextprotocol/server";
import type { ServerContext } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { answering } from "./fixture-asking.ts";
import type { Ask } from "./fixture-asking.ts";
import { PNG } from "./fixture-content.ts";
import { fixturePrompts } from "./fixture-prompts.ts";
import { fixtureTools } from "./fixture-tools.ts";

type Era = "legacy" | "modern";

/** What can be changed from outside: whether there is one tool, or prompt, more. */
const extra = { tools: false, prompts: false };

const resources = [
  { uri: "test://static-text", name: "text", mimeType: "text/plain" },
  { uri: "test://static-binary", name: "binary", mimeType: "image/png" },
  { uri: "test://watched-resource", name: "watched", mimeType: "text/plain" },
];

const resourceTemplates = [
  { uriTemplate: "test://template/{id}/data", name: "data", mimeType: "application/json" },
];

function contents(uri: string) {
  if (uri === "test://static-binary") return { uri, mimeType: "image/png", blob: PNG };
  if (uri === "test://static-text") {
    return {
      uri,
      mimeType: "text/plain",
      text: "This is the content of the static text resource.",
    };
  }
  if (uri === "test://watched-resource") return { uri, mimeType: "text/plain", text: "Watch me." };
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined) throw new ProtocolError(-32002, `Resource not found: ${uri}`, { uri });
  const data = { id, templateTest: true, data: `Data for ID: ${id}` };
  return { uri, mimeType: "application/json", text: JSON.stringify(data) };
}

function createFixture(era: Era): Server {
  const server = new Server(
    { name: "conformance-fixture", version: "1" },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        completions: {},
        logging: {},
      },
    },
  );
  const capabilitiesOf = ({ mcpReq }: ServerContext): Record<string, unknown> => {
    const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
    const declared = envelope?.["io.modelcontextprotocol/clientCapabilities"];
    return { ...server.getClientCapabilities(), ...(declared as Record<string, unknown>) };
  };

  async function change(what: "tools" | "prompts"): Promise<void> {
    extra[what] = !extra[what];
    await (what === "tools" ? server.sendToolListChanged() : server.sendPromptListChanged());
  }

  server.setRequestHandler("tools/list", () => {
    const tools = fixtureTools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
    const more = { ...tools[0], name: "test_late_tool", description: "Comes and goes" };
    return { tools: (extra.tools ? [...tools, more] : tools) as never };
  });
  server.setRequestHandler("tools/call", (request, context) => {
    const { name, arguments: args = {} } = request.params;
    const tool = fixtureTools.find((each) => each.name === name);
    if (tool === undefined) throw new ProtocolError(-32602, `Unknown tool: ${name}`);
    const capabilities = capabilitiesOf(context);
    const run = (ask: Ask) => tool.run(args, { context, ask, capabilities, change });
    return answering(era, context, run);
  });
  server.setRequestHandler("prompts/list", () => {
    const prompts = fixturePrompts.map((prompt) => ({
      name: prompt.name,
      description: prompt.description,
      arguments: prompt.arguments,
    }));
    const more = { name: "test_late_prompt", description: "Comes and goes", arguments: [] };
    return { prompts: extra.prompts ? [...prompts, more] : prompts };
  });
  server.setRequestHandler("prompts/get", (request, context) => {
    const { name, arguments: args = {} } = request.params;
    const prompt = fixturePrompts.find((each) => each.name === name);
    if (prompt === undefined) throw new ProtocolError(-32602, `Unknown prompt: ${name}`);
    return answering(era, context, (ask) => prompt.get(args, ask));
  });
  server.setRequestHandler("resources/list", () => ({ resources }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates }));
  server.setRequestHandler("resources/read", ({ params }) => ({
    contents: [contents(params.uri)],
  }));
  server.setRequestHandler("completion/complete", ({ params }) => {
    const values = ["paris", "park", "party"].filter((each) =>
      each.startsWith(params.argument.value),
    );
    return { completion: { values, total: values.length, hasMore: false } };
  });
  if (era === "legacy") {
    server.setRequestHandler("resources/subscribe", () => ({}));
    server.setRequestHandler("resources/unsubscribe", () => ({}));
  }
  return server;
}

if (process.argv.includes("--legacy")) {
  await createFixture("legacy").connect(new StdioServerTransport());
} else {
  serveStdio(({ era }) => createFixture(era));
}
