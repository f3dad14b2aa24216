import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import { callerOf, rawServer, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

/** On a call it asks whoever the call is for, and answers with what it was told. */
const asking = rawServer("", {
  protocol: "legacy",
  rooted: false,
  args: [
    "-e",
    `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {}, resources: { subscribe: true } }, serverInfo: { name: "asking", version: "1" } };
    let waiting;
    for await (const line of console) {
      const { id, method, params, result, error } = JSON.parse(line);
      if (method === "initialize") send({ id, result: hello });
      if (method === "ping") send({ id, result: {} });
      if (method === "tools/list") send({ id, result: { tools: [{ name: "ask", inputSchema: { type: "object" } }] } });
      if (method === "resources/subscribe") { send({ id, result: {} }); send({ method: "notifications/resources/updated", params: { uri: params.uri } }); }
      if (method === "tools/call") { waiting = id; send({ id: "q1", method: "elicitation/create", params: { message: "Really?", requestedSchema: { type: "object", properties: {} } } }); }
      if (id === "q1") send({ id: waiting, result: { content: [{ type: "text", text: JSON.stringify(result ?? { code: error.code }) }] } });
    }`,
  ],
});

const ann = (asked: JsonObject[]) =>
  callerOf("ann", {
    capabilities: { elicitation: {} },
    async ask(method, params) {
      asked.push({ method, message: params["message"] ?? null });
      return { action: "accept", content: { sure: true } };
    },
  });

const said = JSON.stringify({ action: "accept", content: { sure: true } });
const question = { method: "elicitation/create", message: "fixture asks: Really?" };

test("what a server asks during a client's call goes to that client, with the server's name", async () => {
  const hub = (open = testHub([asking]));
  const asked: JsonObject[] = [];
  const { signal } = new AbortController();
  const params = { name: "ask", arguments: {} };
  const about = { server: "fixture", dir: "", method: "tools/call", params, signal };
  expect(await hub.request({ ...about, caller: ann(asked) })).toEqual({
    content: [{ type: "text", text: said }],
  });
  expect(asked).toEqual([question]);
});

test("what it asks during a call of a run goes to the client that the run is attached to, and else to nobody", async () => {
  const hub = (open = testHub([asking]));
  const asked: JsonObject[] = [];
  const leave = hub.attach("run-1", ann(asked));
  const meta = { "dev.glassbox/run": "run-1" };
  expect((await hub.ask("ask", {}, { meta })).view).toMatchObject({ text: said });
  expect(asked).toEqual([question]);
  const other = await hub.ask("ask", {}, { meta: { "dev.glassbox/run": "run-2" } });
  expect(other.view).toMatchObject({ text: expect.stringContaining('"code":-32') });
  leave();
  const after = await hub.ask("ask", {}, { meta });
  expect(after.view).toMatchObject({ text: expect.stringContaining('"code":-32') });
  expect(asked).toHaveLength(1);
});

test("that a resource was updated is told to all who listen, with the server's name", async () => {
  const hub = (open = testHub([asking]));
  const told: string[] = [];
  hub.notifications((server, method, { uri }) => {
    if (method === "notifications/resources/updated") told.push(`${server} ${String(uri)}`);
  });
  const { signal } = new AbortController();
  const params = { uri: "note://1" };
  const about = { server: "fixture", dir: "", params, signal, caller: callerOf("ann") };
  await hub.request({ ...about, method: "resources/subscribe" });
  await until(() => told.length > 0);
  expect(told).toEqual(["fixture note://1"]);
  await hub.stop("fixture");
  expect(await hub.request({ ...about, method: "resources/unsubscribe" })).toEqual({});
  expect(hub.status()[0]?.state).toBe("stopped");
});
