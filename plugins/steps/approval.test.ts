import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse, pluginOf, type Report } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { StdioSpec } from "../../mcp/hub/index.ts";
import type { Driver } from "../contracts/driver.ts";
import { createServer as createOutbox } from "../../tools/outbox/index.ts";

const world = createWorld();
/** A server of somebody else: nothing that it says of itself is believed. */
const foreign: StdioSpec = {
  name: "foreign",
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: process.execPath,
  args: [join(import.meta.dir, "../../mcp/hub/fixture-server.ts")],
  env: {},
};

/** Says where its mails go. */
const outbox = {
  name: "outbox",
  transport: "in-process",
  rooted: true,
  trusted: true,
  create: async (root: string) => createOutbox({ root }),
} as const;
/** A read of what somebody else's server says, here just what it was given. */
const page = (text: string) => call("page", "foreign__structured", { text });

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server, outbox, foreign] });
  mkdirSync(join(house.dir, "outbox"));
  writeFileSync(join(house.dir, "outbox/outbox.json"), '{"version":1}');
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  world.things.clear();
  world.calls.length = 0;
});

interface Asked {
  readonly ask: string;
  readonly step: string | null;
  readonly question: string;
  readonly detail: { readonly effects: JsonObject[]; readonly tainted?: readonly string[] };
}

const asksOf = (report: Report) => report.asks as unknown as readonly Asked[];
const answer = (run: string, value: JsonValue, more: JsonObject = {}) =>
  house.call("run.answer", { run, value, ...more });
const put = (id: string, name: string, value: JsonValue, more: JsonObject = {}) =>
  call(
    id,
    "world__put",
    { name, value },
    {
      expect: [{ probe: { tool: "world__look", args: { name } }, ...has("value", value) }],
      ...more,
    },
  );
const write = (id: string, args: JsonObject) => call(id, "files__files_write", args);
const refusalOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
const grants = (run: string) => house.call<{ grants: JsonObject[] }>("grants.list", { run });

describe("a plan is approved once, and its approval is on record whole", () => {
  test("class, destinations, arguments with their sources, and what can be undone", async () => {
    const report = await house.run(
      {
        steps: [
          call("list", "files__files_glob", { pattern: "*.md" }),
          write("note", { path: "a.md", content: "x".repeat(5000) }),
          call(
            "each",
            "files__files_move",
            { from: "$item", to: "old/b.md" },
            { each: "$list.paths" },
          ),
          call("send", "world__send", { name: "lamp", value: "on" }),
          call("away", "foreign__error", { path: "secret.md" }),
        ],
      },
      { goal: "file a.md away" },
    );
    const event = house.events(report.run).find(({ type }) => type === "ask.opened")!;
    expect(asksOf(report)[0]!.detail).toEqual(event.data!["detail"] as never);
    const effects = asksOf(report)[0]!.detail.effects;
    expect(effects).toMatchObject([
      {
        tool: "files__files_write",
        effect: "probe",
        undoable: true,
        calls: [
          {
            step: "note",
            each: null,
            destinations: ["a.md"],
            arguments: [
              { argument: "content", value: "x".repeat(200), length: 5000 },
              { argument: "path", value: "a.md", from: "plan", detail: "the plan" },
            ],
          },
        ],
      },
      {
        tool: "files__files_move",
        undoable: true,
        calls: [
          {
            step: "each",
            each: "$list.paths",
            destinations: ["$item, known when it runs", "old/b.md"],
            arguments: [{ value: "$item", detail: "each element of step list" }, {}],
          },
        ],
      },
      { tool: "world__send", effect: "once", undoable: false, calls: [{ step: "send" }] },
      {
        tool: "foreign__error",
        effect: "once",
        undoable: false,
        calls: [{ destinations: ["anywhere: foreign decides"] }],
      },
    ]);
    await house.call("run.stop", { run: report.run });
  });

  test("a tool that names its destinations has them shown, but only one that is trusted", async () => {
    const who = { id: "who", do: { ask: { question: "Who?", schema: { type: "string" } } } };
    const mail = (id: string, to: string) =>
      call(id, "outbox__outbox_send", { id, to, subject: "s", body: "b" });
    const report = await house.run({
      steps: [who, mail("m1", "ines@example.org"), mail("m2", "$who"), mail("m3", "$$5@b.org")],
    });
    const approval = asksOf(report).find(({ detail }) => "effects" in detail)!;
    expect(approval.detail.effects).toMatchObject([
      {
        calls: [
          { destinations: ["ines@example.org"] },
          { destinations: ["$who, known when it runs"] },
          { destinations: ["$5@b.org"] },
        ],
      },
    ]);
    await house.call("run.stop", { run: report.run });
  });

  test("yes to one step of it lets that go on, and the rest asks when its turn comes", async () => {
    const { run } = await house.run({
      steps: [put("s1", "lamp", "on"), put("s2", "door", "shut")],
    });
    const wrong = await refusalOf(answer(run, { steps: ["s3"] }));
    expect(wrong).toMatchObject({ code: "usage", hint: "it is about s1, s2" });
    await answer(run, { steps: ["s1"] });
    const later = await house.settled(run);
    expect(world.calls.filter((one) => one.startsWith("put"))).toEqual(["put lamp"]);
    expect(asksOf(later)).toMatchObject([
      { step: "s2", question: expect.stringContaining("no approval covers world__put") },
    ]);
    await answer(run, true);
    expect((await house.settled(run)).outcome).toBe("done");
    expect(world.things.get("door")).toBe("shut");
  });

  test("no to a single call ends the run denied, and what was done before stands", async () => {
    const { run } = await house.run({
      steps: [put("s1", "lamp", "on"), put("s2", "door", "shut", { after: ["s1"] })],
    });
    await answer(run, { steps: ["s1"] });
    await house.settled(run);
    await answer(run, false);
    const report = await house.settled(run);
    expect([report.outcome, report.reason]).toEqual(["denied", "step s2: denied by person"]);
    expect([...world.things]).toEqual([["lamp", "on"]]);
  });

  test("a yes that expires is none any more when the call comes too late", async () => {
    const steps = [
      put("s1", "lamp", "on"),
      { id: "pause", do: { wait: { for: "400ms" } }, after: ["s1"] },
      put("s2", "door", "shut", { after: ["pause"] }),
    ];
    const { run } = await house.run({ steps });
    const past = await refusalOf(answer(run, true, { expires: "2020-01-01T00:00:00Z" }));
    expect(past).toMatchObject({ code: "usage", message: expect.stringContaining("is over") });
    const no = await refusalOf(answer(run, false, { expires: "2999-01-01T00:00:00Z" }));
    expect(no).toMatchObject({ code: "usage" });
    const expires = new Date(Date.now() + 300).toISOString();
    await answer(run, true, { expires });
    let report = await house.settled(run);
    while (report.asks.length === 0 && report.outcome === null) report = await house.settled(run);
    expect(asksOf(report)).toMatchObject([{ step: "s2" }]);
    expect((await grants(run)).grants).toMatchObject([
      { tool: "world__put", expires, standing: "expired" },
      { standing: "expired" },
    ]);
    await house.call("run.stop", { run });
  });
});

describe("a call that nothing covers asks in view of what it is called with", () => {
  test("with its actual arguments, long ones by their head and length", async () => {
    const long = "y".repeat(300);
    world.things.set("long", long);
    const { run, asks } = await house.run(
      {
        steps: [call("look", "world__look", { name: "long" }), put("s1", "lamp", "$look.value")],
      },
      { allow: ["world__put:name=door"] },
    );
    expect((asks as unknown as Asked[])[0]!.detail.effects).toMatchObject([
      {
        tool: "world__put",
        reason: "no approval covers world__put with these arguments",
        calls: [
          {
            step: "s1",
            arguments: [
              { argument: "name", value: "lamp" },
              { argument: "value", value: "y".repeat(200), length: 300, detail: "step look" },
            ],
          },
        ],
      },
    ]);
    await answer(run, true);
    expect((await house.settled(run)).outcome).toBe("done");
  });

  test("a value from outside asks even inside a grant, and says where it came in", async () => {
    const { run, asks } = await house.run(
      {
        steps: [
          page("buy now"),
          call("same", "world__look", { name: "$page.args.text" }),
          put("s1", "lamp", "$same.name"),
        ],
      },
      { allow: ["world__put"] },
    );
    const [asked] = asks as unknown as Asked[];
    expect(asked!.question).toContain("step page of foreign__structured");
    expect(asked!.detail).toMatchObject({
      tainted: ["value"],
      effects: [
        {
          calls: [
            {
              arguments: [
                { argument: "name", detail: "the plan" },
                { value: "buy now", outside: "step page of foreign__structured" },
              ],
            },
          ],
        },
      ],
    });
    expect(world.calls.filter((one) => one.startsWith("put"))).toEqual([]);
    await answer(run, true);
    expect((await house.settled(run)).outcome).toBe("done");
  });

  test("what the goal was given as data is from outside too", async () => {
    const { asks, run } = await house.run(
      { steps: [put("s1", "lamp", "$goal.input")] },
      { allow: ["world__put"], input: "on" },
    );
    expect((asks as unknown as Asked[])[0]!.question).toContain("the input");
    await house.call("run.stop", { run });
  });

  test("a yes to values covers just these values, also where one reads like a reference", async () => {
    const { run } = await house.run({
      steps: [page("$$page.dir"), put("s1", "lamp", "$page.args.text")],
    });
    await answer(run, true);
    const report = await house.settled(run);
    expect(asksOf(report)).toHaveLength(1);
    await answer(run, true);
    await house.settled(run);
    expect(world.things.get("lamp")).toBe("$page.dir");
    const rows = (await grants(run)).grants;
    expect(rows.at(-1)).toMatchObject({
      pattern: 'name = "lamp", value = "$page.dir"',
      args: { const: { name: "lamp", value: "$page.dir" } },
      left: 0,
    });
  });
});

describe("--yes", () => {
  test("covers the calls of the shown plan as they stand there, each once", async () => {
    const { run, outcome } = await house.run(
      { steps: [write("w", { path: "y.md", content: "y" })] },
      { yes: true },
    );
    expect(outcome).toBe("done");
    expect((await grants(run)).grants).toMatchObject([
      {
        tool: "files__files_write",
        pattern: 'content = "y", path = "y.md"',
        used: 1,
        left: 0,
        undoable: true,
        ground: "--yes: effects that can be undone",
        by: "person",
      },
    ]);
  });

  test("asks about a folder, which is known only by its name", async () => {
    mkdirSync(join(house.dir, "folder"));
    writeFileSync(join(house.dir, "folder/a.md"), "a");
    const move = call("m", "files__files_move", { from: "folder", to: "moved" });
    const report = await house.run({ steps: [move] }, { yes: true });
    expect(report.standing).toBe("waiting");
    expect(asksOf(report)).toMatchObject([
      { step: "m", detail: { effects: [{ tool: "files__files_move", undoable: false }] } },
    ]);
    expect(readFileSync(join(house.dir, "folder/a.md"), "utf8")).toBe("a");
    await house.call("run.stop", { run: report.run });
  });

  test("asks about a file that is too large to be kept", async () => {
    writeFileSync(join(house.dir, "large.md"), new Uint8Array(11 * 1024 * 1024));
    const report = await house.run(
      { steps: [call("m", "files__files_delete", { path: "large.md" })] },
      { yes: true },
    );
    expect(asksOf(report)).toMatchObject([{ step: "m" }]);
    await house.call("run.stop", { run: report.run });
  });

  test("asks when what is written came from outside", async () => {
    const content = "$page.args.text";
    const report = await house.run(
      { steps: [page("outside"), write("w", { path: "p.md", content })] },
      { yes: true },
    );
    expect(asksOf(report)).toMatchObject([{ step: "w", detail: { tainted: ["content"] } }]);
    await house.call("run.stop", { run: report.run });
  });

  test("covers what can be undone in plans that are made in the run, and asks about the rest", async () => {
    const ground = { kind: "model", name: "", hash: "", slots: {} };
    const plans = [
      { steps: [write("one", { path: "one.md", content: "1" })] },
      {
        steps: [
          write("two", { path: "two.md", content: "2" }),
          call("send", "world__send", { name: "lamp", value: "on" }, { after: ["two"] }),
        ],
      },
      { steps: [call("three", "files__files_delete", { path: "folder2" })] },
    ];
    const next = async () => {
      const plan = plans.shift();
      return plan
        ? { kind: "plan" as const, proposal: { plan, ground } }
        : { kind: "finish" as const, missing: [] };
    };
    const driver: Driver = { name: "goal", hash: "", first: async () => null, next };
    const plugin = pluginOf("given", (host) => host.provide("driver", "goal", driver));
    await using own = await openHouse({
      servers: [world.server],
      without: ["planner"],
      plugins: [plugin],
    });
    mkdirSync(join(own.dir, "folder2"));
    const report = await own.run(undefined, { yes: true });
    expect(readFileSync(join(own.dir, "one.md"), "utf8")).toBe("1");
    expect(asksOf(report)).toMatchObject([
      { step: null, detail: { effects: [{ tool: "world__send" }] } },
    ]);
    await own.call("run.answer", { run: report.run, value: true });
    const later = await own.settled(report.run);
    expect(readFileSync(join(own.dir, "two.md"), "utf8")).toBe("2");
    expect(asksOf(later)).toMatchObject([
      { step: "three", detail: { effects: [{ undoable: false }] } },
    ]);
    expect(world.calls).toEqual(["send lamp"]);
  });

  test("is a word that can be taken back: what it allowed is asked about again", async () => {
    const { run } = await house.run(
      {
        steps: [
          { id: "go", do: { ask: { question: "Go on?" } } },
          call("w", "files__files_write", { path: "z.md", content: "z" }, { after: ["go"] }),
        ],
      },
      { yes: true },
    );
    const [given] = (await grants(run)).grants;
    await house.call("grants.revoke", { grant: given!["grant"]! });
    const asked = await house.settled(run);
    const approval = asksOf(asked).find(({ detail }) => "effects" in detail);
    expect(approval).toMatchObject({
      step: null,
      detail: { effects: [{ tool: "files__files_write" }] },
    });
    await answer(run, false, { ask: approval!.ask });
    expect((await house.settled(run)).outcome).toBe("denied");
  });
});
