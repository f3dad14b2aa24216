import { afterEach, describe, expect, test } from "bun:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ElicitRequestSchema, ResultSchema } from "@modelcontextprotocol/sdk/types.js";
import fc from "fast-check";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { openInProcess } from "../in-process.ts";
import { connect } from "../connection.ts";
import { createFixtureServer } from "../fixture-server.ts";
import { until } from "../testing.ts";
import { closeAll, connectTo, fixture, never, npmServer, testCaller } from "./testing.ts";
import type { TestConnection } from "./testing.ts";

afterEach(closeAll);

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const textOf = (answer: unknown) =>
  (answer as { content: { text: string }[] }).content[0]?.text ?? "";

for (const ERAS of ["legacy", "modern"] as const) {
  test(`whatever JSON a call carries, a ${ERAS} server gets it and answers with it`, async () => {
    const connection = await connectTo([fixture], { env: { ERAS } });
    const caller = testCaller("legacy");
    // What the fixture is made with drops that one name.
    const name = fc.string().filter((one) => one !== "__proto__");
    const anything = fc.dictionary(name, fc.jsonValue({ maxDepth: 6 }));
    await fc.assert(
      fc.asyncProperty(anything, async (args) => {
        const params = { name: "echo", arguments: asJson(args) as JsonObject };
        const answer = await connection.request("tools/call", params, { caller, signal: never });
        expect(JSON.parse(textOf(answer))).toEqual(asJson(args));
      }),
      { numRuns: 60 },
    );
  });
}

test("whatever text a call carries, a server of the SDK's first line answers with it", async () => {
  const connection = await connectTo([npmServer("everything"), "stdio"]);
  const text = fc.string({ unit: "binary" });
  await fc.assert(
    fc.asyncProperty(text, async (message) => {
      const params = { name: "echo", arguments: { message } };
      const answer = await connection.request("tools/call", params, { signal: never });
      expect(textOf(answer)).toBe(`Echo: ${message}`);
    }),
    { numRuns: 60 },
  );
});

describe("a client of the SDK's first line", () => {
  /** It speaks to a server of the same line, which hands everything on to the connection. */
  async function client(connection: TestConnection): Promise<Client> {
    const capabilities = { elicitation: {} };
    const front = new Server({ name: "front", version: "1" }, { capabilities: { tools: {} } });
    front.fallbackRequestHandler = (request, { signal, sendRequest, sendNotification }) => {
      const caller: Caller = {
        id: "v1",
        principal: { id: "v1" },
        era: "legacy",
        capabilities,
        ask: (method, params) =>
          sendRequest({ method, params } as never, ResultSchema) as unknown as Promise<JsonObject>,
        notify: (method, params) => void sendNotification({ method, params } as never),
      };
      const params = (request.params ?? {}) as JsonObject;
      return connection.request(request.method, params, { caller, signal });
    };
    const [near, far] = InMemoryTransport.createLinkedPair();
    const asking = new Client({ name: "v1", version: "1" }, { capabilities });
    asking.setRequestHandler(ElicitRequestSchema, () => ({
      action: "accept",
      content: { name: "Ines" },
    }));
    await front.connect(far);
    await asking.connect(near);
    return asking;
  }

  for (const ERAS of ["legacy", "modern"] as const) {
    test(`lists, calls, follows and answers a ${ERAS} server`, async () => {
      const asking = await client(await connectTo([fixture], { env: { ERAS } }));
      expect((await asking.listTools()).tools.map((tool) => tool.name)).toContain("ask");
      expect(textOf(await asking.callTool({ name: "ask" }))).toContain("Ines");
      const progress: number[] = [];
      await asking.callTool({ name: "progress" }, undefined, {
        onprogress: (step) => progress.push(step.progress),
      });
      expect(progress).toEqual([1, 2, 3]);
    });

    test(`cancels at a ${ERAS} server`, async () => {
      const connection = await connectTo([fixture], { env: { ERAS } });
      const asking = await client(connection);
      const key = crypto.randomUUID();
      const abort = new AbortController();
      const slow = asking.callTool({ name: "slow", arguments: { key } }, undefined, abort);
      slow.catch(() => {});
      await until(() => connection.inFlight === 1);
      abort.abort("enough");
      await expect(slow).rejects.toThrow();
      await until(async () => textOf(await asking.callTool({ name: "seen" })).includes(key));
    });
  }
});

describe("the record of the wire", () => {
  test("has every message, as the text that crossed, in its order", async () => {
    const connection = await connectTo([fixture], { env: { ERAS: "legacy" }, instance: "i1" });
    const before = connection.wire.length;
    const params = { name: "progress", arguments: {}, _meta: { progressToken: "p" } };
    await connection.request("tools/call", params, { caller: testCaller("legacy"), signal: never });
    const messages = connection.wire.slice(before);
    for (const { hop, peer, connection: name, message } of messages) {
      expect([hop, peer, typeof message]).toEqual(["hub", "tested", "string"]);
      expect(name).toMatch(/^i1#\d+$/);
    }
    const read = messages.map(({ direction, message }) => {
      const { method } = JSON.parse(String(message));
      return [direction, method];
    });
    expect(read).toEqual([
      ["out", "tools/call"],
      ["in", "notifications/progress"],
      ["in", "notifications/progress"],
      ["in", "notifications/progress"],
      ["in", undefined],
    ]);
  });

  test("is kept from when there is a recorder, also of a server in this process", async () => {
    const wire: unknown[] = [];
    let isOn = false;
    const server = createFixtureServer("/tmp");
    const spec = {
      name: "fixture",
      transport: "in-process",
      rooted: false,
      trusted: true,
      create: async () => server,
    } as const;
    const transport = await openInProcess(spec, "", 2 ** 20, never);
    const connection = await connect(
      transport,
      {
        server: "fixture",
        protocol: "legacy",
        watch: { closed() {}, toolsChanged() {} },
        recorder: () => (isOn ? { record: ({ message }) => void wire.push(message) } : undefined),
      },
      never,
    );
    expect(wire).toEqual([]);
    isOn = true;
    await connection.callTool("echo", { text: "kept" }, {}, never);
    expect(wire.map((message) => typeof message)).toEqual(["string", "string"]);
    expect(String(wire[1])).toContain("kept");
    await connection.close();
  });
});
