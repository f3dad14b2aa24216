import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { canonicalize, sha256 } from "../../kernel/json.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { fixtureTools } from "./fixture-server.ts";
import type { ServerSpec } from "./index.ts";
import { testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

/** What every transport promises of the same server: the same messages, the same results. */
export function transportConformance(title: string, spec: ServerSpec): void {
  describe(`a server reached ${title}`, () => {
    let hub: TestHub;
    beforeAll(() => {
      hub = testHub([spec], { maxMessageBytes: 2_000_000 });
    });
    afterAll(() => hub.close());

    test("offers its tools with schema, effect, expectations and hash", async () => {
      const tools = await hub.list("/tmp");
      const echo = tools.find((tool) => tool.name === "echo");
      expect(echo).toEqual({
        server: "fixture",
        name: "echo",
        description: "Answers with its argument and with the _meta of the request.",
        inputSchema: { type: "object", properties: { text: { type: "string" } } },
        effect: "keyed",
        expect: [
          {
            probe: { tool: "fixture__structured", args: { path: "$args.path" } },
            matches: { type: "object" },
          },
        ],
        paths: ["$args.path"],
        trusted: true,
        meta: expect.objectContaining({ "dev.glassbox/effect": "keyed" }),
        // The same over every transport: the hash covers what the server sent, and nothing else.
        hash: sha256(canonicalize(JSON.parse(JSON.stringify(fixtureTools[0])))),
      });
    });

    test("answers with the joined text of its parts", async () => {
      const { ok, view } = await hub.ask("echo", { text: "hello" });
      expect(ok).toBe(true);
      expect(view).toMatchObject({ text: "hello\n{}", content: [{ type: "text" }, {}] });
    });

    test("answers with its structured content alone", async () => {
      const { view, hosts } = await hub.ask("structured", { deep: [{ a: null }] });
      expect(view).toEqual({ dir: "/tmp", args: { deep: [{ a: null }] }, nested: [1, null, "é"] });
      expect(hosts).toEqual(["example.org"]);
    });

    test("reports a tool's own error in the tool's words", async () => {
      expect(await hub.ask("error")).toEqual({
        ok: false,
        view: { text: "The file is locked. Close it first.", content: [expect.anything()] },
        hosts: [],
        code: "tool_error",
      });
    });

    test("knows an error that would be the same again", async () => {
      expect(await hub.ask("final")).toMatchObject({ ok: false, code: "tool_error", final: true });
    });

    test("hands on where the answer of a task is found, unless that is ill formed", async () => {
      expect((await hub.ask("task")).handle).toEqual({
        tool: "structured",
        args: { task: "t1" },
        done: { required: ["dir"] },
      });
      const broken: JsonValue[] = [
        "t1",
        {},
        { tool: "", args: {}, done: {} },
        { tool: "x", args: {} },
      ];
      for (const handle of broken) {
        const result = await hub.ask("task", { handle });
        expect([result.ok, result.handle]).toEqual([true, undefined]);
      }
    });

    test("carries an answer of many levels, and fails the call for one of very many", async () => {
      expect((await hub.ask("deep", { levels: 150 })).ok).toBe(true);
      for (const levels of [250, 2_000]) {
        expect(await hub.ask("deep", { levels })).toMatchObject({
          ok: false,
          code: "bad_answer",
          fate: "unknown",
          view: { text: expect.stringContaining("deeper than 200 levels") },
        });
      }
      expect((await hub.ask("echo")).ok).toBe(true);
    });

    test("carries keys that reach for a prototype as the data that they are", async () => {
      const { view } = await hub.ask("prototype");
      expect(view).toMatchObject({ constructor: { prototype: { isAdmin: true } }, fine: 1 });
      expect(Object.getPrototypeOf(view)).toBe(Object.prototype);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    });

    test("turns a refused request into a sentence with the mend", async () => {
      expect(await hub.ask("refuse")).toEqual({
        ok: false,
        view: {
          text: '"fixture__refuse" failed: path must be a string. Compare the arguments with its schema: glassbox tools show fixture__refuse',
          content: [],
        },
        hosts: [],
        code: "protocol_error",
        fate: "answered",
        final: true,
      });
    });

    test("names its tools when asked for one that it does not have", async () => {
      expect(await hub.ask("ecko")).toMatchObject({
        ok: false,
        view: { text: expect.stringContaining("It offers echo, structured") },
        code: "tool_gone",
        fate: "unsent",
        final: true,
      });
    });

    test("is not called for a tool that is another one than the call was made for", async () => {
      const echo = (await hub.list("/tmp")).find((tool) => tool.name === "echo");
      expect((await hub.ask("echo", {}, { definition: echo?.hash ?? "" })).ok).toBe(true);
      expect(await hub.ask("echo", {}, { definition: "0".repeat(64) })).toMatchObject({
        ok: false,
        view: { text: expect.stringContaining('"fixture__echo" was not called') },
        code: "schema_drift",
        fate: "unsent",
        final: true,
      });
    });

    test("carries every character", async () => {
      const text = '🌍 e\u0301 \u0000 \u2028 \\ " \n \ud800 漢字';
      const { view } = await hub.ask("echo", { text });
      expect(view).toMatchObject({ text: `${text}\n{}` });
    });

    test("carries an answer of one megabyte", async () => {
      const { view } = await hub.ask("big", { bytes: 1_000_000 });
      expect((view as { text: string }).text).toBe("é".repeat(500_000));
    });

    test("carries an argument of one megabyte", async () => {
      const text = "x".repeat(1_000_000);
      const { view } = await hub.ask("echo", { text });
      expect(view).toMatchObject({ text: `${text}\n{}` });
    });

    test("answers fifty calls at once, each with its own", async () => {
      const numbers = Array.from({ length: 50 }, (_, index) => String(index));
      const results = await Promise.all(numbers.map((text) => hub.ask("echo", { text })));
      expect(results.map(({ view }) => (view as { text: string }).text)).toEqual(
        numbers.map((text) => `${text}\n{}`),
      );
    });

    test("gets the call's meta in its request", async () => {
      const meta = { "dev.glassbox/key": "k1", nested: { a: [1] } };
      const { view } = await hub.ask("echo", { text: "m" }, { meta });
      expect(view).toMatchObject({ text: `m\n${JSON.stringify(meta)}` });
    });

    test("is told of a cancelled call, which is abandoned at once", async () => {
      const abort = new AbortController();
      const key = crypto.randomUUID();
      const call = hub.ask("slow", { key }, { signal: abort.signal });
      // An answer to a later call shows that the slow one has arrived.
      await hub.ask("echo");
      abort.abort();
      expect(await call).toEqual({
        ok: false,
        view: { text: '"fixture__slow" was cancelled before it answered.', content: [] },
        hosts: [],
        code: "cancelled",
        fate: "unknown",
      });
      await until(async () => JSON.stringify(await hub.ask("cancelled")).includes(key));
    });

    test("loses a call whose deadline passes, and no other", async () => {
      const late = hub.ask("slow", {}, { signal: AbortSignal.timeout(20) });
      expect(await late).toMatchObject({
        view: { text: expect.stringContaining("its deadline passed") },
        code: "deadline",
        fate: "unknown",
      });
      expect((await hub.ask("echo")).ok).toBe(true);
    });

    test("is not asked when the call was cancelled before it was made", async () => {
      expect(await hub.ask("echo", {}, { signal: AbortSignal.abort() })).toMatchObject({
        ok: false,
        view: { text: expect.stringContaining("cancelled") },
        code: "cancelled",
        fate: "unsent",
      });
    });

    test("loses one call to an answer above the cap, and no other", async () => {
      const [huge, small] = await Promise.all([
        hub.ask("big", { bytes: 3_000_000 }),
        hub.ask("echo", { text: "small" }),
      ]);
      // "big" is once: it may have done something before it said so much.
      expect(huge).toMatchObject({
        ok: false,
        code: "result_too_large",
        fate: "unknown",
        final: true,
      });
      expect(huge.view).toMatchObject({
        text: expect.stringMatching(/is above the cap of 2000000 bytes.*Ask for less at a time/),
      });
      expect(small.ok).toBe(true);
      expect(hub.events.filter((event) => event.type === "server.failed")).toEqual([]);
    });

    test("offers a tool that it has only now", async () => {
      expect((await hub.ask("grown")).ok).toBe(false);
      await hub.ask("grow");
      // The news may come another way than the answer.
      await until(async () => (await hub.list("/tmp")).some(({ name }) => name === "grown"));
      expect((await hub.ask("grown")).ok).toBe(true);
    });

    test("is started once, and says so once, with the tools that it could not offer", () => {
      const started = hub.events.filter((event) => event.type === "server.started");
      expect(started).toHaveLength(1);
      expect(started[0]?.detail.leftOut).toEqual([{ name: "", reason: "It has no name." }]);
    });

    test("leaves no listener on a signal that serves many calls", async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      await Promise.all(Array.from({ length: 20 }, () => hub.ask("echo", {}, { signal })));
      expect(listeners).toBe(0);
    });
  });
}
