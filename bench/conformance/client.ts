// The client under test of the official suite: the hub with the suite's server as its only one, and nobody in front of it.
import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import type { Caller } from "../../mcp/hub/caller.ts";
import { createHub } from "../../mcp/hub/index.ts";
import type { HttpSpec } from "../../mcp/hub/spec.ts";
import { exampleOf } from "./client-example.ts";
import { agree } from "./client-person.ts";

const given = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  toolCalls: z
    .array(z.object({ name: z.string(), arguments: z.record(z.string(), z.json()) }))
    .optional(),
});

/** An address of a description of us, as a person would configure it. */
const documentId = "https://conformance-test.local/client-metadata.json";
/** A person who is asked again and again gives up. */
const maxLogins = 3;

const url = process.argv.at(-1) ?? "";
const scenario = process.env["MCP_CONFORMANCE_SCENARIO"] ?? "";
const context = given.parse(JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}"));
const clientId = context.client_id ?? (scenario === "auth/basic-cimd" ? documentId : undefined);

const server: HttpSpec = {
  name: "suite",
  transport: "http",
  rooted: false,
  trusted: false,
  url,
  headers: {},
  protocol: "auto",
  oauth: {
    ...(clientId !== undefined && { clientId }),
    ...(context.client_secret !== undefined && { clientSecret: context.client_secret }),
  },
};

/** Whoever is asked says yes, and leaves every field as it was proposed. */
const caller: Caller = {
  id: "person",
  principal: { id: "person" },
  era: "legacy",
  capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
  async ask(method, params): Promise<JsonObject> {
    if (method === "roots/list") return { roots: [] };
    if (method === "elicitation/create") {
      return { action: "accept", content: exampleOf(params["requestedSchema"]) as JsonObject };
    }
    const text = "a word of a model";
    return { role: "assistant", content: { type: "text", text }, model: "none" };
  },
  notify() {},
};

const hub = createHub({ servers: () => [server], onEvent: () => {} });
const { signal } = new AbortController();
let logins = 0;

/** One request; where the server wants a person first, the person goes there and it is made again. */
async function request(method: string, params: JsonObject): Promise<JsonObject> {
  for (;;) {
    try {
      return await hub.request({ server: "suite", dir: "", method, params, caller, signal });
    } catch (error) {
      const isWanted = error instanceof Error && error.message.includes("glassbox mcp login suite");
      if (!isWanted || logins === maxLogins) throw error;
      logins += 1;
      await hub.login("suite", { open: agree, port: 0, signal });
    }
  }
}

async function listed(method: string, member: string): Promise<readonly JsonObject[]> {
  const list = (await request(method, {}))[member];
  return Array.isArray(list) ? (list as JsonObject[]) : [];
}

/** Asks for all that the server offers, as clients of the hub would. */
async function useAll(): Promise<void> {
  const tools = await listed("tools/list", "tools");
  // One tool wants to see whether the schema of another one arrives as it was sent.
  const shown = tools.find(({ name }) => name === "json_schema_2020_12_tool")?.["inputSchema"];
  const argumentsOf = ({ name, inputSchema }: JsonObject) =>
    name === "json_schema_echo" ? { schema: shown ?? {} } : exampleOf(inputSchema);
  const calls =
    context.toolCalls ??
    tools.map((tool) => ({ name: tool["name"] ?? "", arguments: argumentsOf(tool) }));
  for (const call of calls) await request("tools/call", call as JsonObject);
  if (scenario !== "http-standard-headers") return;
  for (const { uri } of await listed("resources/list", "resources")) {
    await request("resources/read", { uri: uri ?? "" });
  }
  for (const { name } of await listed("prompts/list", "prompts")) {
    await request("prompts/get", { name: name ?? "" });
  }
}

try {
  await useAll();
} finally {
  await hub.close();
}
