import { Server } from "@modelcontextprotocol/server";
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { InProcessSpec } from "./index.ts";
import { callerOf, rawServer, testHub, type TestHub } from "./testing.ts";

setDefaultTimeout(30_000);

let open: TestHub | undefined;
afterEach(() => open?.close());

const EXTENSION = "dev.glassbox/tools";

interface Seen {
  capabilities?: unknown;
  readonly answers: unknown[];
}

/** Asks the methods when it is called, and notes what it was offered and told. */
function curious(
  seen: Seen,
  methods: readonly string[],
  serves?: readonly string[],
): InProcessSpec {
  const create = async () => {
    const server = new Server({ name: "fixture", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({
      tools: [{ name: "ask", inputSchema: { type: "object" } }],
    }));
    server.setRequestHandler("tools/call", async (_, { mcpReq }) => {
      seen.capabilities = server.getClientCapabilities();
      for (const method of methods)
        seen.answers.push(
          await mcpReq
            .send({ method, params: { word: "x" } }, z.looseObject({}))
            .catch((error: { code: number; message: string }) => error.code),
        );
      return { content: [] };
    });
    return server;
  };
  const spec = { name: "fixture", transport: "in-process", rooted: false, trusted: true } as const;
  return { ...spec, create, ...(serves && { serves }) };
}

const asked: [string, string, JsonObject][] = [];
const answering = {
  async asked(server: string, method: string, params: JsonObject) {
    asked.push([server, method, params]);
    if (method.endsWith("/refused")) throw new RequestFault(-32602, "no");
    return { ok: true, by: "us" };
  },
};

test("a server of ours asks of us what it is served, and nothing beside it", async () => {
  asked.length = 0;
  const seen: Seen = { answers: [] };
  const methods = [
    `${EXTENSION}/call`,
    `${EXTENSION}/refused`,
    `${EXTENSION}s/call`,
    "dev.glassbox/files/read",
  ];
  const hub = (open = testHub([curious(seen, methods, [EXTENSION])], answering));
  expect((await hub.ask("ask")).ok).toBe(true);
  expect(seen.answers).toEqual([{ ok: true, by: "us" }, -32602, -32601, -32601]);
  expect(asked.map(([server, method]) => [server, method])).toEqual([
    ["fixture", `${EXTENSION}/call`],
    ["fixture", `${EXTENSION}/refused`],
  ]);
  expect(asked[0]![2]).toEqual({ word: "x" });
  expect(seen.capabilities).toMatchObject({ experimental: { [EXTENSION]: {} } });
});

test("no client says for which run its call is", async () => {
  const metas: unknown[] = [];
  const create = async () => {
    const server = new Server({ name: "fixture", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({
      tools: [{ name: "ask", inputSchema: { type: "object" } }],
    }));
    server.setRequestHandler("tools/call", async (_, { mcpReq }) => {
      metas.push(mcpReq._meta);
      return { content: [] };
    });
    return server;
  };
  const spec = { name: "fixture", transport: "in-process", rooted: false, trusted: true } as const;
  const hub = (open = testHub([{ ...spec, create }]));
  const { signal } = new AbortController();
  const forged = { "dev.glassbox/run": "r", "dev.glassbox/effectId": "e", traceparent: "t" };
  const params = { name: "ask", arguments: {}, _meta: forged };
  const about = { server: "fixture", dir: "", method: "tools/call", params, signal };
  await hub.request({ ...about, caller: callerOf("ann") });
  expect(metas).toHaveLength(1);
  expect(JSON.stringify(metas)).not.toContain("dev.glassbox");
  expect(JSON.stringify(metas)).toContain("traceparent");
});

test("one that is served nothing is offered nothing, and refused", async () => {
  asked.length = 0;
  const seen: Seen = { answers: [] };
  const hub = (open = testHub([curious(seen, [`${EXTENSION}/call`])], answering));
  await hub.ask("ask");
  expect(seen.answers).toEqual([-32601]);
  expect(JSON.stringify(seen.capabilities)).not.toContain(EXTENSION);
  expect(asked).toEqual([]);
});

test("somebody else's server gets nothing of it, whatever its spec says", async () => {
  asked.length = 0;
  const spec = rawServer("", {
    protocol: "legacy",
    rooted: false,
    trusted: true,
    args: [
      "-e",
      `
      const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
      let hello, waiting;
      for await (const line of console) {
        const { id, method, params, result, error } = JSON.parse(line);
        if (method === "initialize") { hello = params; send({ id, result: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "other", version: "1" } } }); }
        if (method === "ping") send({ id, result: {} });
        if (method === "tools/list") send({ id, result: { tools: [{ name: "ask", inputSchema: { type: "object" } }] } });
        if (method === "tools/call") { waiting = id; send({ id: "q1", method: "${EXTENSION}/call", params: {} }); }
        if (id === "q1") send({ id: waiting, result: { content: [{ type: "text", text: JSON.stringify([hello.capabilities, error?.code]) }] } });
      }`,
    ],
  });
  const greedy = { ...spec, serves: [EXTENSION] } as typeof spec;
  const hub = (open = testHub([greedy], answering));
  const { view } = await hub.ask("ask");
  expect(JSON.stringify(view)).toContain("-32601");
  expect(JSON.stringify(view)).not.toContain("dev.glassbox");
  expect(asked).toEqual([]);
});

test("a request that its server takes back ends for us too", async () => {
  const waiting = Promise.withResolvers<AbortSignal>();
  const create = async () => {
    const server = new Server({ name: "fixture", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({
      tools: [{ name: "ask", inputSchema: { type: "object" } }],
    }));
    server.setRequestHandler("tools/call", async (_, { mcpReq }) => {
      const { signal } = mcpReq;
      await mcpReq.send({ method: `${EXTENSION}/call`, params: {} }, z.looseObject({}), { signal });
      return { content: [] };
    });
    return server;
  };
  const spec: InProcessSpec = {
    name: "fixture",
    transport: "in-process",
    rooted: false,
    trusted: true,
    serves: [EXTENSION],
    create,
  };
  const hub = (open = testHub([spec], {
    asked: (_, __, ___, signal) => {
      waiting.resolve(signal);
      return new Promise(() => {});
    },
  }));
  const controller = new AbortController();
  const call = hub.ask("ask", {}, { signal: controller.signal });
  const signal = await waiting.promise;
  controller.abort(new Error("enough"));
  expect((await call).ok).toBe(false);
  while (!signal.aborted) await Bun.sleep(5);
});
