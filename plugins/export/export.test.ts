import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CloudEvent } from "cloudevents";

import { exportedLines, fileOf, importInto, PLAN, typeOf } from "../../bench/support/exports.ts";
import { type House, openHouse } from "../../bench/support/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";

let here: House;
let run: string;
let lines: string[];

beforeAll(async () => {
  here = await openHouse();
  const report = await here.run(PLAN, { yes: true, input: "data for the goal" });
  expect(report).toMatchObject({ outcome: "done" });
  run = report.run;
  lines = await exportedLines(here, run);
});
afterAll(() => here[Symbol.asyncDispose]());

const eventsIn = (all: readonly string[]) => all.filter((line) => !typeOf(line).startsWith("dev."));
const cloudEventsOf = ({ kernel: { ledger } }: House, root: string) =>
  [...ledger.readTree(root)].map((event) => ledger.toCloudEvent(event));

describe("an export", () => {
  test("is valid CloudEvents, line by line", () => {
    for (const line of lines) expect(new CloudEvent(JSON.parse(line)).validate()).toBe(true);
  });

  test("holds every event as it is on record, what results and files held, and a signed header", () => {
    expect(eventsIn(lines).map((line) => JSON.parse(line))).toEqual(
      cloudEventsOf(here, run) as JsonObject[],
    );
    expect(typeOf(lines[0]!)).toBe("dev.glassbox.export.header");
    expect(typeOf(lines.at(-1)!)).toBe("dev.glassbox.export.end");
    const kinds = new Set(lines.map(typeOf));
    expect(kinds).toContain("dev.glassbox.export.blob");
    expect(kinds).toContain("dev.glassbox.export.content");
    expect(JSON.parse(lines.at(-1)!).data.missing).toBe(0);
  });

  test("comes in pages, each of which can be had once", async () => {
    const input = "a line of text, and another one\n".repeat(40_000);
    const { run: long } = await here.run(PLAN, { yes: true, input });
    const { next } = await here.call<{ next: string }>("runs.export", { run: long });
    expect(typeof next).toBe("string");
    await here.call("runs.export", { page: next });
    const twice = await here.call("runs.export", { page: next }).catch((error: unknown) => error);
    expect(twice).toMatchObject({ code: "usage", message: `there is no page ${next}` });
    expect(typeOf((await exportedLines(here, long)).at(-1)!)).toBe("dev.glassbox.export.end");
  });
});

describe("an import into another home", () => {
  test("shows, verifies and reads the same, and can be handed on", async () => {
    await using there = await openHouse();
    const path = fileOf(here, lines);
    expect(await importInto(there, path)).toMatchObject({ run, fresh: eventsIn(lines).length });
    expect(cloudEventsOf(there, run)).toEqual(cloudEventsOf(here, run));
    expect(there.state(run)).toEqual(here.state(run));
    expect(await there.call("ledger.verify", {})).toMatchObject({ ok: true });
    const shown = await there.call<{ report: JsonObject }>("run.show", { run });
    expect(shown.report["outcome"]).toBe("done");

    await using third = await openHouse();
    const handedOn = await exportedLines(there, run);
    await importInto(third, fileOf(there, handedOn));
    expect(cloudEventsOf(third, run)).toEqual(cloudEventsOf(here, run));
    expect(await third.call("ledger.verify", {})).toMatchObject({ ok: true });
  });

  test("brings the contents of files and results along", async () => {
    await using there = await openHouse();
    await importInto(there, fileOf(here, lines));
    const goal = here.events(run).find(({ type }) => type === "goal.set")!;
    const { blob } = goal.data!["input"] as { readonly blob: string };
    expect(Buffer.from(there.kernel.ledger.getBlob(blob)!).toString()).toBe("data for the goal");
    const captured = here
      .events(run)
      .flatMap(({ data }) => (data?.["captures"] as JsonObject[] | undefined) ?? [])
      .filter(({ kept }) => kept === true);
    expect(captured.length).toBeGreaterThan(0);
    const files = (house: House) => house.kernel.runs.services.files;
    for (const { sha256 } of captured)
      expect(files(there).content(String(sha256))).toEqual(files(here).content(String(sha256)));
    expect(files(there).at(run)).toEqual(files(here).at(run));
  });

  test("twice says so and changes nothing", async () => {
    await using there = await openHouse();
    const path = fileOf(here, lines);
    await importInto(there, path);
    const row = there.kernel.ledger.lastRow();
    expect(await importInto(there, path)).toMatchObject({ run, fresh: 0 });
    expect(there.kernel.ledger.lastRow()).toBe(row);
    expect(await importInto(here, path)).toMatchObject({ run, fresh: 0 });
  });

  test("of a run that goes on brings what is new; it is never gone on with here", async () => {
    const question = { do: { ask: { question: "Which?", schema: { type: "string" } } } };
    const plan = { goal: "ask", steps: [{ id: "q", intent: "Ask", ...question }], answer: "${q}" };
    const open = await here.start(plan);
    await here.settled(open);
    await using there = await openHouse();
    await importInto(there, fileOf(here, await exportedLines(here, open)));
    expect(there.state(open).outcome).toBeNull();
    const resumed = there.call("run.resume", { run: open }).catch((error: unknown) => error);
    expect(await resumed).toMatchObject({ code: "conflict" });
    await here.call("run.stop", { run: open });
    await here.settled(open);
    const found = await importInto(there, fileOf(here, await exportedLines(here, open)));
    expect(found["fresh"]).toBeGreaterThan(0);
    expect(there.state(open)).toEqual(here.state(open));
    expect(await there.call("ledger.verify", {})).toMatchObject({ ok: true });
  });

  test("of an erased payload keeps it erased, and one erased here stays so", async () => {
    await using from = await openHouse();
    const { run: other } = await from.run(PLAN, { yes: true });
    const whole = await exportedLines(from, other);
    const goal = from.events(other).find(({ type }) => type === "goal.set")!;
    from.kernel.ledger.erase(goal.id);
    const erased = await exportedLines(from, other);
    await using there = await openHouse();
    expect(await importInto(there, fileOf(from, erased))).toMatchObject({ erased: 1 });
    expect(there.kernel.ledger.get(goal.id)!.data).toBeNull();
    await importInto(there, fileOf(from, whole));
    expect(there.kernel.ledger.get(goal.id)!.data).toBeNull();
    expect(await there.call("ledger.verify", {})).toMatchObject({ ok: true });
  });
});
