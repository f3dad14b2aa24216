import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import type { House } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import {
  answer,
  asksOf,
  grants,
  type Office,
  openOffice,
  put,
  write,
} from "../../bench/support/asking-office.ts";

let office: Office;
let house: House;
beforeAll(async () => {
  office = await openOffice();
  house = office.house;
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  office.world.things.clear();
  office.world.calls.length = 0;
});

const refusalOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

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
    const wrong = await refusalOf(answer(house, run, { steps: ["s3"] }));
    expect(wrong).toMatchObject({ code: "usage", hint: "it is about s1, s2" });
    await answer(house, run, { steps: ["s1"] });
    const later = await house.settled(run);
    expect(office.world.calls.filter((one) => one.startsWith("put"))).toEqual(["put lamp"]);
    expect(asksOf(later)).toMatchObject([
      { step: "s2", question: expect.stringContaining("no approval covers world__put") },
    ]);
    await answer(house, run, true);
    expect((await house.settled(run)).outcome).toBe("done");
    expect(office.world.things.get("door")).toBe("shut");
  });

  test("no to a single call ends the run denied, and what was done before stands", async () => {
    const { run } = await house.run({
      steps: [put("s1", "lamp", "on"), put("s2", "door", "shut", { after: ["s1"] })],
    });
    await answer(house, run, { steps: ["s1"] });
    await house.settled(run);
    await answer(house, run, false);
    const report = await house.settled(run);
    expect([report.outcome, report.reason]).toEqual(["denied", "step s2: denied by person"]);
    expect([...office.world.things]).toEqual([["lamp", "on"]]);
  });

  test("a yes that expires is none any more when the call comes too late", async () => {
    const steps = [
      put("s1", "lamp", "on"),
      { id: "pause", do: { wait: { for: "400ms" } }, after: ["s1"] },
      put("s2", "door", "shut", { after: ["pause"] }),
    ];
    const { run } = await house.run({ steps });
    const past = await refusalOf(answer(house, run, true, { expires: "2020-01-01T00:00:00Z" }));
    expect(past).toMatchObject({ code: "usage", message: expect.stringContaining("is over") });
    const no = await refusalOf(answer(house, run, false, { expires: "2999-01-01T00:00:00Z" }));
    expect(no).toMatchObject({ code: "usage" });
    const expires = new Date(Date.now() + 300).toISOString();
    await answer(house, run, true, { expires });
    let report = await house.settled(run);
    while (report.asks.length === 0 && report.outcome === null) report = await house.settled(run);
    expect(asksOf(report)).toMatchObject([{ step: "s2" }]);
    expect((await grants(house, run)).grants).toMatchObject([
      { tool: "world__put", expires, standing: "expired" },
      { standing: "expired" },
    ]);
    await house.call("run.stop", { run });
  });
});
