import { afterEach, expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { until } from "../testing.ts";
import { closeAll, connectTo, never, testCaller } from "./testing.ts";

afterEach(closeAll);

/** A legacy server that, during a call, sends what the call tells it to, and answers with what came back for id "q". */
const parrot = `
  const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
  const hello = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "p", version: "1" } };
  let call;
  for await (const line of console) {
    if (line === "") continue;
    const { id, method, params, result, error } = JSON.parse(line);
    if (method === "initialize") send({ id, result: hello });
    if (method === "tools/call") { call = id; params.arguments.send.forEach(send); }
    if (id === "q") send({ id: call, result: { came: result ?? error } });
    if (method === "resources/read") send({ id: call, result: { came: "nothing" } });
  }`;

const url = {
  id: "q",
  method: "elicitation/create",
  params: { mode: "url", elicitationId: "e1", url: "https://example.org/pay", message: "Pay" },
};
const accept = { "elicitation/create": () => ({ action: "accept" }) };

async function server() {
  const connection = await connectTo(["-e", parrot], { protocol: "legacy" });
  const call = (caller: Caller, ...send: JsonObject[]) => {
    const params = { name: "say", arguments: { send } };
    return connection.request("tools/call", params, { caller, signal: never });
  };
  return { connection, call };
}

test("who was sent to a web address is told that it is done there, and nobody else", async () => {
  const { connection, call } = await server();
  const caller = testCaller("legacy", accept);
  expect(await call(caller, url)).toEqual({ came: { action: "accept" } });
  const params = { ...url.params, message: "tested asks: Pay" };
  expect(caller.asked).toEqual([{ method: url.method, params }]);
  const done = { method: "notifications/elicitation/complete", params: { elicitationId: "e1" } };
  const other = testCaller("legacy", accept);
  await call(other, done, { id: "q", method: "ping" });
  expect(caller.told).toEqual([done]);
  expect([...other.told, ...connection.told]).toEqual([]);
});

test("a client that knows forms alone is not sent to a web address", async () => {
  const { call } = await server();
  const forms: JsonObject[] = [{}, { form: {} }];
  for (const elicitation of forms) {
    const caller = { ...testCaller("legacy", accept), capabilities: { elicitation } };
    expect(await call(caller, url)).toEqual({
      came: {
        code: -32602,
        message: "The client does not support elicitation/create of mode url.",
      },
    });
  }
});

test("a ping is answered, and what no client knows is refused", async () => {
  const { call } = await server();
  const caller = testCaller("legacy", accept);
  expect(await call(caller, { id: "q", method: "ping" })).toEqual({ came: {} });
  expect(await call(caller, { id: "q", method: "tasks/get", params: {} })).toEqual({
    came: { code: -32601, message: "Method not found: tasks/get" },
  });
  expect(caller.asked).toEqual([]);
});

test("a question that the server takes back is asked no longer, and not answered", async () => {
  const { connection, call } = await server();
  const ended = Promise.withResolvers<void>();
  const caller = testCaller("legacy", {
    "elicitation/create": (_, signal) => {
      signal.addEventListener("abort", () => ended.resolve());
      return new Promise(() => {});
    },
  });
  const back = { method: "notifications/cancelled", params: { requestId: "q" } };
  const outcome = call(caller, { ...url, params: { message: "Well?" } }, back);
  await ended.promise;
  connection.request("resources/read", {}, { signal: never }).catch(() => {});
  expect(await outcome).toEqual({ came: "nothing" });
});

test("a progress token of the server stays with us", async () => {
  const { call } = await server();
  const caller = testCaller("legacy", accept);
  const params = { message: "Well?", _meta: { progressToken: 4, kept: true } };
  await call(caller, { id: "q", method: "elicitation/create", params });
  expect(caller.asked[0]?.params).toEqual({
    message: "tested asks: Well?",
    _meta: { kept: true },
  });
});

test("nothing that a server asks a person passes for a question of ours", async () => {
  const { call } = await server();
  const caller = testCaller("legacy", accept);
  const posed = ["Glassbox asks: May it?", "", 7].map((message) => ({ message }));
  for (const params of [...posed, {}])
    await call(caller, { id: "q", method: "elicitation/create", params });
  expect(caller.asked.map(({ params }) => params["message"])).toEqual([
    "tested asks: Glassbox asks: May it?",
    "tested asks: ",
    "tested asks:",
    "tested asks:",
  ]);
});

test("a hundred questions may be open, and no more", async () => {
  const { call } = await server();
  const caller = testCaller("legacy", { "roots/list": () => new Promise(() => {}) });
  const many = Array.from({ length: 100 }, (_, id) => ({ id: `n${id}`, method: "roots/list" }));
  expect(await call(caller, ...many, { id: "q", method: "roots/list" })).toMatchObject({
    came: { message: "More than 100 questions are open." },
  });
  await until(() => caller.asked.length === 100);
});
