import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import type { WireMessage } from "../wire/recorder.ts";
import { createFront } from "./index.ts";
import type { Front, FrontOptions } from "./index.ts";
import { codeOf, deskOf, envelope, openLines, someone } from "./testing.ts";

const said = (text: string): JsonObject => ({ content: [{ type: "text", text }] });

const initialize = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "old", version: "1" },
};

interface Small {
  readonly front: Front;
  readonly cancelled: Promise<string>;
}

function smallFront(more: Partial<FrontOptions> = {}): Small {
  const cancelled = Promise.withResolvers<string>();
  const desk = deskOf({
    hello: async () => said("hello"),
    async slow(_, { signal }) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      cancelled.resolve(String(signal.reason));
      return said("was cancelled");
    },
  });
  const front = createFront({ version: "1", desks: [desk], ...more });
  return { front, cancelled: cancelled.promise };
}

const call = (name: string, modern = false): JsonObject => ({
  name,
  ...(modern && { _meta: envelope() }),
});

describe("a stream of lines", () => {
  test("carries both eras, each request in its own", async () => {
    const lines = openLines(smallFront().front);
    const begun = await lines.request(1, "initialize", initialize);
    expect(begun["result"]).toMatchObject({ protocolVersion: "2025-11-25" });
    expect((await lines.request(2, "tools/call", call("hello")))["result"]).toEqual(said("hello"));
    const modern = await lines.request(3, "tools/call", call("hello", true));
    expect(modern["result"]).toMatchObject({ ...said("hello"), resultType: "complete" });
    const discovered = await lines.request(4, "server/discover", { _meta: envelope() });
    expect(discovered["result"]).toMatchObject({ supportedVersions: ["2026-07-28"] });
    lines.end();
    await lines.ended;
  });

  test("wants initialize before requests of sessions, and no second one", async () => {
    const lines = openLines(smallFront().front);
    expect((await lines.request(1, "ping"))["result"]).toEqual({});
    expect(codeOf({ body: await lines.request(2, "tools/list") })).toBe(-32600);
    await lines.request(3, "initialize", initialize);
    expect(codeOf({ body: await lines.request(4, "initialize", initialize) })).toBe(-32600);
    expect(codeOf({ body: await lines.request(5, "no/such") })).toBe(-32601);
    lines.end();
  });

  test("goes on after lines that are no messages", async () => {
    const lines = openLines(smallFront().front);
    lines.send("not json");
    lines.send("");
    lines.send('{"jsonrpc":"2.0"}');
    lines.send('{"jsonrpc":"2.0","id":"unknown","result":{}}');
    expect((await lines.request(1, "ping"))["result"]).toEqual({});
    expect(lines.received.map((body) => codeOf({ body }))).toEqual([-32700, -32600, undefined]);
    lines.end();
  });

  test.each([false, true])(
    "takes a withdrawal: nothing is answered (modern: %p)",
    async (modern) => {
      const { front, cancelled } = smallFront();
      const lines = openLines(front);
      await lines.request(0, "initialize", initialize);
      void lines.request(1, "tools/call", call("slow", modern));
      const cancel = { method: "notifications/cancelled", params: { requestId: 1 } };
      lines.send(JSON.stringify({ jsonrpc: "2.0", ...cancel }));
      await cancelled;
      await lines.request(2, "ping");
      expect(lines.received.filter(({ id }) => id === 1)).toEqual([]);
      lines.end();
    },
  );

  test("refuses an id that is under way, so that no answer is mistaken", async () => {
    const { front } = smallFront();
    const lines = openLines(front);
    void lines.request(7, "tools/call", call("slow", true));
    expect(codeOf({ body: await lines.request(7, "tools/call", call("hello", true)) })).toBe(
      -32600,
    );
    lines.end();
  });

  test("that ends cancels what was under way, and lets go of its clients", async () => {
    const gone: string[] = [];
    const { front, cancelled } = smallFront({ gone: (caller) => gone.push(caller) });
    const lines = openLines(front);
    await lines.request(1, "tools/call", call("hello", true));
    void lines.request(2, "tools/call", call("slow", true));
    await lines.request(3, "ping");
    expect(front.open()).toBe(1);
    lines.end();
    expect(await cancelled).toContain("has left");
    await lines.ended;
    expect(front.open()).toBe(0);
    // The session, and the stateless client that spoke on it.
    expect(gone).toHaveLength(2);
  });

  test("is ended by the front when that closes", async () => {
    const { front } = smallFront();
    const lines = openLines(front);
    await lines.request(1, "ping");
    await front.close();
    await lines.ended;
  });

  test("is not read while its client takes no answers", async () => {
    const { front } = smallFront();
    const room = Promise.withResolvers<void>();
    let taken = 0;
    let written = 0;
    async function* endless() {
      for (; taken < 50; taken += 1) yield `{"jsonrpc":"2.0","id":${taken},"method":"ping"}`;
    }
    const write = (): Promise<void> => {
      written += 1;
      return room.promise;
    };
    const over = front.stream({ lines: endless(), write, close() {} }, someone);
    await Bun.sleep(50);
    expect(taken).toBeLessThan(50);
    expect(written).toBeLessThan(50);
    room.resolve();
    await over;
    expect(taken).toBe(50);
  });
});

test("every message in and out is on the record, under the client's name and its connection", async () => {
  const record: WireMessage[] = [];
  const { front } = smallFront({
    recorder: () => ({ record: (message) => void record.push(message) }),
  });
  const lines = openLines(front);
  await lines.request(1, "initialize", initialize);
  await lines.request(2, "tools/call", call("hello"));
  lines.end();
  await lines.ended;
  expect(record.map(({ hop, direction }) => `${hop} ${direction}`)).toEqual([
    "front in",
    "front out",
    "front in",
    "front out",
  ]);
  expect(record.slice(1).map(({ peer }) => peer)).toEqual(["old 1", "old 1", "old 1"]);
  expect(new Set(record.map(({ connection }) => connection)).size).toBe(1);
  expect(JSON.parse(String(record[3]?.message))).toEqual(lines.received[1] as never);
});
