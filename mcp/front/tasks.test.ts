import { expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Manifest } from "../hub/manifest.ts";
import { createFront, createServerDesk } from "./index.ts";
import type { ServersBehind, Tasks } from "./index.ts";
import { codeOf, deskOf, envelope, openLines, post, resultOf } from "./testing.ts";

const extension = "io.modelcontextprotocol/tasks";
const taking = { extensions: { [extension]: {}, "example.com/other": {} } };
const asking = (params: JsonObject = {}): JsonObject => ({ ...params, _meta: envelope(taking) });

const task = { taskId: "t1", status: "working", createdAt: "2026-01-01T00:00:00Z" };

const tasks: Tasks = {
  get: async (id, { client }) => (id === "t1" ? { ...task, statusMessage: client.name } : null),
  update: async (id) => (id === "t1" ? { kept: "to ourselves" } : null),
  cancel: async (id) => (id === "t1" ? { kept: "to ourselves" } : null),
};

const long = deskOf({
  async run(_, { takesTask }): Promise<JsonObject> {
    if (takesTask) return { resultType: "task", ...task };
    return { content: [{ type: "text", text: "done" }] };
  },
});

test("a task is the answer for a client that takes one, and for no other", async () => {
  const front = createFront({ version: "1", desks: [long], tasks });
  const taken = resultOf(await post(front, "tools/call", asking({ name: "run" })));
  expect(taken).toMatchObject({ resultType: "task", taskId: "t1", status: "working" });
  const waited = resultOf(await post(front, "tools/call", { name: "run" }));
  expect(waited).toMatchObject({ resultType: "complete", content: [{ text: "done" }] });
});

test("a task is followed by its id, by clients that have declared that they can", async () => {
  const front = createFront({ version: "1", desks: [long], tasks });
  const found = resultOf(await post(front, "tasks/get", asking({ taskId: "t1" })));
  expect(found).toMatchObject({ resultType: "complete", ...task, statusMessage: "tester 9" });
  for (const method of ["tasks/update", "tasks/cancel"]) {
    const ack = resultOf(await post(front, method, asking({ taskId: "t1", inputResponses: {} })));
    expect(Object.keys(ack).toSorted()).toEqual(["_meta", "resultType"]);
  }
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    expect(codeOf(await post(front, method, asking({ taskId: "t2" })))).toBe(-32602);
    const undeclared = await post(front, method, { taskId: "t1" });
    expect({ code: codeOf(undeclared), status: undeclared.status }).toEqual({
      code: -32021,
      status: 400,
    });
  }
});

test("the extension is declared where there are tasks, and to clients of its era alone", async () => {
  const front = createFront({ version: "1", desks: [long], tasks });
  const { capabilities } = resultOf(await post(front, "server/discover", {}));
  expect(capabilities).toMatchObject({ extensions: { [extension]: {} } });
  const lines = openLines(front);
  const clientInfo = { name: "old", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  expect(JSON.stringify(await lines.request(1, "initialize", params))).not.toContain(extension);
  expect(codeOf({ body: await lines.request(2, "tasks/get", { taskId: "t1" }) })).toBe(-32601);
  lines.end();

  const without = createFront({ version: "1", desks: [long] });
  expect(JSON.stringify(await post(without, "server/discover"))).not.toContain(extension);
  const answer = await post(without, "tasks/get", asking({ taskId: "t1" }));
  expect({ code: codeOf(answer), status: answer.status }).toEqual({ code: -32601, status: 404 });
});

test("a server behind us is not told that its client takes tasks, and is told all else", async () => {
  const passed: JsonObject[] = [];
  const definition = { server: "far", name: "look", effect: "read", meta: {} } as ToolDefinition;
  const manifest = {
    server: "far",
    capabilities: { tools: {} },
    tools: [{ name: "look", inputSchema: { type: "object" } }],
    resources: [],
    resourceTemplates: [],
    prompts: [],
  } as unknown as Manifest;
  const hub: ServersBehind = {
    list: async () => [definition],
    manifests: async () => [manifest],
    notifications: () => () => {},
    async request({ params }) {
      passed.push(params);
      return { content: [] };
    },
  };
  const desk = createServerDesk({ hub, prefix: () => "always", perform: async () => ({}) });
  const front = createFront({ version: "1", desks: [desk], tasks });
  await post(front, "tools/call", asking({ name: "far__look" }));
  expect(JSON.stringify(passed)).not.toContain(extension);
  expect(JSON.stringify(passed)).toContain("example.com/other");
  expect(JSON.stringify(passed)).toContain("tester");
});
