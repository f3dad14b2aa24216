import { describe, expect, test } from "bun:test";
import { Client, type JSONRPCMessage, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { join } from "node:path";

import { createHub, type InProcessSpec, type McpServerLike } from "../hub/index.ts";
import { createPipe } from "../hub/in-process.ts";
import { packageFile } from "../hub/testing.ts";
import { loadRecording, playback, type WireRecorder } from "./index.ts";
import { answered, asked, testFolder, type TestWire, testWire } from "./testing.ts";

const MEMORY = packageFile("@modelcontextprotocol/server-memory/dist/index.js");

/** Everything that crosses goes on the record, as it does in the hub. */
function tapped(transport: Transport, recorder: WireRecorder): Transport {
  const about = { hop: "hub", peer: "memory", connection: "c1" } as const;
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    recorder.record({ ...about, direction: "out", message });
    return send(message, options);
  };
  let heard: Transport["onmessage"];
  return Object.defineProperty(transport, "onmessage", {
    get: () => heard,
    set(listener: (message: JSONRPCMessage, extra?: never) => void) {
      heard = (message, extra) => {
        recorder.record({ ...about, direction: "in", message });
        listener(message, extra as never);
      };
    },
  });
}

async function connected(transport: Transport): Promise<Client> {
  const client = new Client(
    { name: "test", version: "1" },
    { versionNegotiation: { mode: "legacy" } },
  );
  await client.connect(transport);
  return client;
}

async function session(client: Client): Promise<unknown[]> {
  const entities = [{ name: "Ines", entityType: "person", observations: ["likes tea"] }];
  const call = (name: string, args: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: args });
  return [
    await client.listTools(),
    await call("read_graph"),
    await call("create_entities", { entities }),
    await call("read_graph"),
    await call("search_nodes", { query: "tea" }),
    await call("open_nodes", { names: "not a list" }).catch((error: unknown) => String(error)),
  ];
}

async function far(server: McpServerLike): Promise<Transport> {
  const [client, end] = createPipe(1_000_000, () => server.close());
  await server.connect(end);
  return client;
}

const played = async (wire: TestWire, server = "memory") => {
  await wire.flush();
  return playback(server, await loadRecording(wire.dir, server));
};

describe("a recorded server", () => {
  test("from npm answers as it did, in the same order, with no process", async () => {
    await using wire = testWire();
    using folder = testFolder();
    const live = await connected(
      tapped(
        new StdioClientTransport({
          command: process.execPath,
          args: [MEMORY],
          env: { MEMORY_FILE_PATH: join(folder.path, "memory.jsonl") },
        }),
        wire,
      ),
    );
    const before = await session(live);
    const version = live.getServerVersion();
    await live.close();
    await wire.seal();

    const client = await connected(await far(await played(wire)));
    expect(await session(client)).toEqual(before);
    expect(version?.name).toBe("memory-server");
    expect(client.getServerVersion()).toEqual(version);
    expect(await client.listTools()).toEqual(before[0] as never);
    const once = client.callTool({ name: "search_nodes", arguments: { query: "tea" } });
    expect(once).rejects.toThrow(/holds one answer, which was given already, to tools\/call/);
    const never = client.callTool({ name: "search_nodes", arguments: { query: "coffee" } });
    expect(never).rejects.toThrow(/holds no answer to tools\/call .*coffee/);
    await Promise.allSettled([once, never]);
    await client.close();
  });

  test("serves a hub as any server in its process does", async () => {
    await using wire = testWire();
    const version = "2025-11-25";
    const serverInfo = { name: "raw", version: "1" };
    const inputSchema = { type: "object" };
    wire.record(asked(0, {}, { message: { id: 0, method: "initialize", params: {} } }));
    wire.record(answered(0, { protocolVersion: version, capabilities: { tools: {} }, serverInfo }));
    wire.record(asked(1, {}, { message: { id: 1, method: "tools/list" } }));
    wire.record(answered(1, { tools: [{ name: "echo", inputSchema }] }));
    wire.record(asked(2, { arguments: { b: 1, a: 2 }, _meta: { "dev.glassbox/run": "then" } }));
    wire.record(answered(2, { content: [{ type: "text", text: "recorded" }] }));
    await wire.flush();
    const recording = await loadRecording(wire.dir, "memory");
    const spec: InProcessSpec = {
      name: "memory",
      transport: "in-process",
      rooted: false,
      trusted: true,
      create: async () => playback("memory", recording),
    };
    const hub = createHub({ servers: () => [spec], onEvent: () => {} });
    try {
      const args = { a: 2, b: 1 };
      const { signal } = new AbortController();
      const meta = { "dev.glassbox/run": "now" };
      const call = { server: "memory", name: "echo", dir: "/tmp", args, meta, signal };
      expect(await hub.call(call)).toMatchObject({ ok: true, view: { text: "recorded" } });
      expect(await hub.call(call)).toMatchObject({ ok: false, code: "protocol_error" });
    } finally {
      await hub.close();
    }
  });

  test("tells its progress under the token of who asks now, and nothing to who asks for none", async () => {
    await using wire = testWire();
    const params = { progressToken: "then", progress: 1 };
    wire.record(asked(1, { _meta: { progressToken: "then" } }));
    wire.record(answered(0, {}, { message: { method: "notifications/progress", params } }));
    wire.record(answered(0, {}, { message: { method: "notifications/message", params: {} } }));
    wire.record(answered(1, { content: [] }));
    const ask = async (meta: object) => {
      const heard: unknown[] = [];
      const transport = await far(await played(wire));
      const { promise, resolve } = Promise.withResolvers<void>();
      transport.onmessage = (message) => {
        heard.push("method" in message ? [message.method, message.params] : "answer");
        if (!("method" in message)) resolve();
      };
      await transport.start();
      const { message } = asked(1, { _meta: meta });
      await transport.send(message as JSONRPCMessage);
      await promise;
      await transport.close();
      return heard;
    };
    const said = ["notifications/message", {}];
    expect(await ask({})).toEqual([said, "answer"]);
    expect(await ask({ progressToken: 5 })).toEqual([
      ["notifications/progress", { progressToken: 5, progress: 1 }],
      said,
      "answer",
    ]);
  });

  test("knows nothing of what was erased", async () => {
    await using wire = testWire();
    wire.record(asked(1, { _meta: { "dev.glassbox/run": "gone" } }));
    wire.record(answered(1));
    await wire.erase({ runs: new Set(["gone"]), traces: new Set() });
    expect((await loadRecording(wire.dir, "memory")).size).toBe(0);
  });
});
