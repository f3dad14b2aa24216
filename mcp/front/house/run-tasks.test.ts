import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type FrontHouse, openFront } from "../../../bench/support/front-house.ts";
import { newHome } from "../../../bench/support/kernel.ts";
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
  readonly at?: FrontHouse;
}

async function request(method: string, params: JsonObject, as: As = {}): Promise<JsonObject> {
  const { name = "tasker", capabilities = { elicitation: {} }, at = house } = as;
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
  const text = await (await at.post(message, headers)).text();
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

describe("a task whose kernel ended under it", () => {
  let calls = 0;
  const hanging = toolServer("say", {
    shout: {
      effect: "once",
      run: async (_, { signal }) => {
        calls += 1;
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        return {};
      },
    },
  });

  /** A house with a run whose effect went out, and of which nobody knows whether it has happened. */
  async function left(home: string): Promise<[house: FrontHouse, taskId: string]> {
    const before = await openFront({ home, servers: [hanging] });
    const steps = [call("a", "say__shout", { n: 1 })];
    const sofar = calls;
    const run = await before.start({ steps }, { allow: ["say__*"] });
    while (calls === sofar) await Bun.sleep(5);
    await before.close();
    return [await openFront({ home, servers: [hanging] }), run];
  }

  const only = (task: JsonObject): [key: string, params: JsonObject] => {
    const requests = task["inputRequests"] as Record<string, { readonly params: JsonObject }>;
    const [key = ""] = Object.keys(requests);
    return [key, requests[key]!.params];
  };

  test("asks the person whether it goes on, and then whether what was under way has happened", async () => {
    using home = newHome();
    const [at, taskId] = await left(home.path);
    await using _ = at;
    const sofar = calls;
    const [goOn, params] = only(await until(taskId, "input_required", { at }));
    expect(params["message"]).toStartWith("Glassbox asks: ");
    expect(params["message"]).toContain("was interrupted");
    const resume = { [goOn]: { action: "accept", content: { decision: "go on" } } };
    await request("tasks/update", { taskId, inputResponses: resume }, { at });
    await at.settled(taskId);
    const [doubt] = only(await until(taskId, "input_required", { at }));
    expect(doubt).not.toBe(goOn);
    const happened = { [doubt]: { action: "accept", content: { answer: "happened" } } };
    await request("tasks/update", { taskId, inputResponses: happened }, { at });
    await until(taskId, "completed", { at });
    expect(calls).toBe(sofar);
  });

  test("has failed, with the reason and the way out, for a client that cannot ask", async () => {
    using home = newHome();
    const [at, taskId] = await left(home.path);
    await using _ = at;
    const task = await request("tasks/get", { taskId }, { at, capabilities: {} });
    expect(task).toMatchObject({
      status: "failed",
      statusMessage: expect.stringContaining("glassbox resume"),
      error: { code: -32603, message: expect.stringContaining("was interrupted") },
    });
    expect(task).not.toHaveProperty("result");
  });

  test("is stopped when the person says so", async () => {
    using home = newHome();
    const [at, taskId] = await left(home.path);
    await using _ = at;
    const [key] = only(await until(taskId, "input_required", { at }));
    const inputResponses = { [key]: { action: "accept", content: { decision: "stop" } } };
    await request("tasks/update", { taskId, inputResponses }, { at });
    await until(taskId, "cancelled", { at });
  });
});
