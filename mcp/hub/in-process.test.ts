import { afterEach, expect, test } from "bun:test";
import { Server } from "@modelcontextprotocol/server";
import type { CallToolResult } from "@modelcontextprotocol/server";
import type { McpServerLike } from "./index.ts";
import { inProcessFixture, testHub } from "./testing.ts";
import type { TestHub } from "./testing.ts";

let open: TestHub | undefined;
afterEach(() => open?.close());

function hubOf(server: McpServerLike): TestHub {
  open = testHub([{ ...inProcessFixture(), create: async () => server }]);
  return open;
}

function serverOf(answer: () => unknown, page: (cursor?: string) => object): Server {
  const server = new Server({ name: "odd", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", (request) => ({
    tools: [],
    ...page(request.params?.cursor),
  }));
  server.setRequestHandler("tools/call", () => answer() as CallToolResult);
  return server;
}

const tool = (name: string) => ({ name, inputSchema: { type: "object" } });
const onePage = () => ({ tools: [tool("odd")] });

test("an answer that is no JSON fails its call at once, and the server goes on", async () => {
  let value: unknown = 1n;
  const hub = hubOf(serverOf(() => ({ content: [], structuredContent: { value } }), onePage));
  expect((await hub.ask("odd")).view).toMatchObject({
    text: expect.stringContaining('"fixture__odd" failed: its answer is not JSON'),
  });
  value = "fine";
  expect(await hub.ask("odd")).toMatchObject({ ok: true, view: { value: "fine" } });
});

test("an answer crosses as it would to another process", async () => {
  const kept = { list: [1] };
  const structuredContent = { kept, at: new Date(0), none: undefined, nan: Number.NaN };
  const hub = hubOf(serverOf(() => ({ content: [], structuredContent }), onePage));
  const { view } = await hub.ask("odd");
  kept.list.push(2);
  expect(view).toStrictEqual({ kept: { list: [1] }, at: "1970-01-01T00:00:00.000Z", nan: null });
});

test("all pages of a list are read, in order", async () => {
  const pages: Record<string, object> = {
    start: { tools: [tool("a"), tool("b")], nextCursor: "second" },
    second: { tools: [tool("c")], nextCursor: "third" },
    third: { tools: [] },
  };
  const hub = hubOf(
    serverOf(
      () => ({}),
      (cursor = "start") => pages[cursor] ?? {},
    ),
  );
  expect((await hub.list("/tmp")).map((each) => each.name)).toEqual(["a", "b", "c"]);
});

test("a list without an end is not followed for ever", async () => {
  const hub = hubOf(
    serverOf(
      () => ({}),
      () => ({ nextCursor: "again" }),
    ),
  );
  expect(await hub.list("/tmp")).toEqual([]);
  expect(hub.status()[0]?.reason).toContain("its list of tools has more than 100 pages");
});

test("a server without tools is a server with none", async () => {
  const hub = hubOf(new Server({ name: "bare", version: "1" }, { capabilities: {} }));
  expect(await hub.list("/tmp")).toEqual([]);
  expect(hub.status()[0]?.state).toBe("ready");
  expect((await hub.ask("x")).view).toMatchObject({
    text: expect.stringContaining("It offers no tool at all"),
  });
});

test("a server that ends itself is reported, and started again by its next use", async () => {
  const servers = [
    serverOf(() => ({ content: [] }), onePage),
    serverOf(() => ({ content: [] }), onePage),
  ];
  const left = [...servers];
  open = testHub([{ ...inProcessFixture(), create: async () => left.shift() as McpServerLike }]);
  await open.list("/tmp");
  await servers[0]?.close();
  expect(open.status()[0]).toMatchObject({
    state: "failed",
    reason: 'The server "fixture" closed its connection. Its next use starts it again.',
  });
  expect((await open.ask("odd")).ok).toBe(true);
});
