import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type FrontHouse, openFront } from "../../../bench/support/front-house.ts";
import { call, has } from "../../../bench/support/plan.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import type { JsonObject } from "../../../kernel/json.ts";

const TASKS = "io.modelcontextprotocol/tasks";

const say = toolServer("say", {
  echo: { run: (args) => args },
  shout: { effect: "once", run: (args) => args },
});

let house: FrontHouse;
beforeAll(async () => {
  house = await openFront({ servers: [say] });
});
afterAll(() => house[Symbol.asyncDispose]());

interface As {
  readonly name?: string;
  readonly capabilities?: JsonObject;
}

async function request(method: string, params: JsonObject, as: As = {}): Promise<JsonObject> {
  const { name = "tasker", capabilities = { elicitation: {} } } = as;
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name, version: "1" },
    "io.modelcontextprotocol/clientCapabilities": { ...capabilities, extensions: { [TASKS]: {} } },
  };
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method,
    "mcp-name": String(params["taskId"] ?? params["name"]),
  };
  const message = { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } };
  const text = await (await house.post(message, headers)).text();
  const { result, error } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  return result ?? { error };
}

const start = (steps: readonly JsonObject[], as?: As) =>
  request("tools/call", { name: "run", arguments: { goal: "do it", plan: { steps } } }, as);

async function until(taskId: string, wanted: string, as?: As): Promise<JsonObject> {
  for (;;) {
    const task = await request("tasks/get", { taskId }, as);
    if (task["status"] === wanted || task["error"]) return task;
    await Bun.sleep(20);
  }
}

describe("a run of a client that knows tasks", () => {
  test("is a task, and its result is the run's", async () => {
    const made = await start([call("a", "say__echo", { n: 1 }, { expect: has("n", 1) })]);
    expect(made).toMatchObject({ resultType: "task", status: "working", ttlMs: null });
    expect(made["createdAt"]).toMatch(/^\d{4}-\d\d-\d\dT/);
    const taskId = String(made["taskId"]);
    const done = await until(taskId, "completed");
    expect(done).toMatchObject({ taskId, result: { structuredContent: { outcome: "done" } } });
    expect((done["result"] as JsonObject)["isError"]).toBeFalsy();
  });

  test("that fails is completed with an error of the tool", async () => {
    const made = await start([call("a", "say__echo", { n: 1 }, { expect: has("n", 2) })]);
    const done = await until(String(made["taskId"]), "completed");
    expect(done).toMatchObject({ result: { isError: true } });
  });

  test("is ended by its cancellation, more than once without harm", async () => {
    const made = await start([{ id: "w", do: { wait: { for: "1h" } } }]);
    const taskId = String(made["taskId"]);
    for (let n = 0; n < 2; n += 1)
      expect(await request("tasks/cancel", { taskId })).toMatchObject({ resultType: "complete" });
    expect(await until(taskId, "cancelled")).not.toHaveProperty("result");
  });

  test("has the person's questions in it, and goes on with the answer to what was shown", async () => {
    const made = await start([call("a", "say__shout", { n: 1 })]);
    const taskId = String(made["taskId"]);
    const waiting = await until(taskId, "input_required");
    const requests = waiting["inputRequests"] as JsonObject;
    const [key = ""] = Object.keys(requests);
    expect(requests[key]).toMatchObject({
      method: "elicitation/create",
      params: { message: expect.stringContaining("say__shout (once, cannot be undone)") },
    });
    expect((await until(taskId, "input_required"))["inputRequests"]).toEqual(requests);
    const inputResponses = { [key]: { action: "accept", content: { decision: "approve once" } } };
    // Another client was shown another key, and this one says nothing coming from it.
    await request("tasks/update", { taskId, inputResponses }, { name: "other" });
    expect(await request("tasks/get", { taskId })).toMatchObject({ status: "input_required" });
    expect(await request("tasks/update", { taskId, inputResponses })).not.toHaveProperty("status");
    expect(await until(taskId, "completed")).toMatchObject({ result: {} });
    const answered = house.events(taskId).find(({ type }) => type === "ask.answered");
    expect(answered!.data).toMatchObject({ value: true, by: "person", via: "elicitation" });
  });

  test("keeps its questions from a client that cannot ask, and names the command instead", async () => {
    const as = { capabilities: {} };
    const made = await start([call("a", "say__shout", { n: 1 })], as);
    const taskId = String(made["taskId"]);
    let task: JsonObject;
    do task = await request("tasks/get", { taskId }, as);
    while (!String(task["statusMessage"]).includes("glassbox approve"));
    expect(task).toMatchObject({ status: "working" });
    expect(task).not.toHaveProperty("inputRequests");
    await request("tasks/cancel", { taskId }, as);
  });

  test("is known by its whole id only", async () => {
    const made = await start([call("a", "say__echo", { n: 1 })]);
    const taskId = String(made["taskId"]);
    await until(taskId, "completed");
    for (const id of ["@", taskId.slice(0, 5), "nosuch"])
      expect(await request("tasks/get", { taskId: id })).toMatchObject({ error: { code: -32602 } });
  });
});
