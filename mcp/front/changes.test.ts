import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { envelope, openLines, post, serversFront, suiteServer } from "./testing.ts";
import type { Lines, TestFront } from "./testing.ts";

setDefaultTimeout(60_000);

const reads = ["test_simple_text", "test_trigger_tool_change", "test_trigger_prompt_change"];
let front: TestFront;
beforeAll(() => {
  front = serversFront([suiteServer(reads, false)], { prefix: () => "collision" });
});
afterAll(() => front[Symbol.asyncDispose]());

function heard(lines: Lines, method: string): Promise<JsonObject> {
  return lines.next((message) => message["method"] === method);
}

async function begin(lines: Lines): Promise<void> {
  const clientInfo = { name: "old", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  await lines.request("begin", "initialize", params);
  await lines.request("list", "tools/list");
}

const change = (what: string): JsonObject => ({
  name: `test_trigger_${what}_change`,
  _meta: envelope(),
});

test("a session hears of lists that have changed, and finds in them what is new", async () => {
  const lines = openLines(front);
  await begin(lines);
  await post(front, "tools/call", change("tool"));
  await heard(lines, "notifications/tools/list_changed");
  const { result } = await lines.request("again", "tools/list");
  expect(JSON.stringify(result)).toContain("test_simple_text");
  await post(front, "tools/call", change("prompt"));
  await heard(lines, "notifications/prompts/list_changed");
  lines.end();
});

test("a stateless client hears what it listens to and nothing else, each word under its subscription", async () => {
  const lines = openLines(front);
  const listen = (id: string, notifications: JsonObject) =>
    lines.send(
      JSON.stringify({
        jsonrpc: "2.0",
        id,
        method: "subscriptions/listen",
        params: { _meta: envelope(), notifications },
      }),
    );
  const acknowledged = (id: string) =>
    lines.next(
      ({ method, params }) =>
        method === "notifications/subscriptions/acknowledged" && subscriptionIn(params) === id,
    );
  listen("tools", { toolsListChanged: true });
  listen("prompts", {
    promptsListChanged: true,
    resourceSubscriptions: ["test://watched-resource", "no://such"],
  });
  await acknowledged("tools");
  const second = await acknowledged("prompts");
  expect(second["params"]).toMatchObject({
    notifications: { promptsListChanged: true, resourceSubscriptions: ["test://watched-resource"] },
  });
  await post(front, "tools/call", change("tool"));
  const told = await heard(lines, "notifications/tools/list_changed");
  expect(subscriptionIn(told["params"])).toBe("tools");

  const cancel = { method: "notifications/cancelled", params: { requestId: "tools" } };
  lines.send(JSON.stringify({ jsonrpc: "2.0", ...cancel }));
  await post(front, "tools/call", change("tool"));
  await post(front, "tools/call", change("prompt"));
  const prompts = await heard(lines, "notifications/prompts/list_changed");
  expect(subscriptionIn(prompts["params"])).toBe("prompts");
  const toolsTold = lines.received.filter(
    ({ method }) => method === "notifications/tools/list_changed",
  );
  expect(toolsTold).toHaveLength(1);
  lines.end();
  await lines.ended;
});

test("a filter that cannot be read is refused", async () => {
  const answer = await post(front, "subscriptions/listen", {
    notifications: { toolsListChanged: 1 },
  });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: -32602 } } });
});

test("a resource is watched by whoever asks for it, until nobody does", async () => {
  const lines = openLines(front);
  await begin(lines);
  const params = { uri: "test://watched-resource" };
  expect((await lines.request(1, "resources/subscribe", params))["result"]).toEqual({});
  expect((await lines.request(2, "resources/subscribe", params))["result"]).toEqual({});
  expect((await lines.request(3, "resources/unsubscribe", params))["result"]).toEqual({});
  const none = await lines.request(4, "resources/subscribe", { uri: "none://such" });
  expect(none["error"]).toMatchObject({ code: -32002, data: { uri: "none://such" } });
  lines.end();
});

function subscriptionIn(params: unknown): unknown {
  const meta = isObject(params) ? params["_meta"] : undefined;
  return isObject(meta) ? meta["io.modelcontextprotocol/subscriptionId"] : undefined;
}
