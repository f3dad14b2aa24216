import { beforeEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  approved,
  lastOf,
  RINGS,
  textIn,
  thought,
  TWO_FILES,
  worldWithBell,
  write,
  WRITES,
} from "../../bench/support/going-back.ts";
import { openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { World } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

let world: World;
beforeEach(() => {
  world = worldWithBell();
});

describe("rewind", () => {
  test("brings files to their moment also after they were taken back altogether", async () => {
    await using house = await openHouse();
    writeFileSync(join(house.dir, "a.md"), "as it was\n");
    const { run } = await house.run(TWO_FILES, WRITES);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    await house.call("run.undo", {});
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["one\n", null]);
    await house.call("run.undo", {});
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["as it was\n", null]);
  });

  test("takes thinking and files back to an event, and undo takes the rewind back", async () => {
    await using house = await openHouse();
    const { run } = await house.run(TWO_FILES, WRITES);
    const before = thought(house, run);
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    const then = house.state(run, at);
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["one\n", null]);
    expect(house.state(run).outcome).toBeNull();
    expect(house.state(run).plan!.steps["s1"]).toEqual(then.plan!.steps["s1"]!);
    expect(house.state(run).plan!.steps["s2"]!.status).toBe("open");
    await house.call("run.undo", {});
    expect([textIn(house, "a.md"), textIn(house, "b.md")]).toEqual(["one\n", "two\n"]);
    expect(thought(house, run)).toBe(before);
  });

  test("brings back what came and went again within the run", async () => {
    await using house = await openHouse();
    const steps = [
      write("s1", "passing.md", "here\n"),
      call("s2", "files__files_delete", { path: "passing.md" }, { after: ["s1"] }),
    ];
    const { run } = await house.run({ steps }, WRITES);
    expect(textIn(house, "passing.md")).toBeNull();
    const at = house.events(run).find(({ data }) => data?.["step"] === "s2")!.bseq - 1;
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    expect(textIn(house, "passing.md")).toBe("here\n");
  });

  test("lets the run go on from there, with effect ids of its own", async () => {
    await using house = await openHouse();
    const { run } = await house.run(TWO_FILES, WRITES);
    const first = lastOf(house, run, "tool.intended");
    const at = first.bseq - 1;
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    await house.call("run.resume", { run });
    expect((await house.settled(run)).outcome).not.toBeNull();
    const second = lastOf(house, run, "tool.intended");
    expect(second.id).not.toBe(first.id);
    expect(second.data!["key"]).toBe("");
    expect(textIn(house, "b.md")).toBe("two\n");
  });

  test("asks about each of very many effects that cannot be taken back", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const steps = Array.from({ length: 205 }, (_, at) =>
      call(`s${at}`, "world__ring", { name: `bell ${at}` }),
    );
    const { run } = await house.run({ steps }, RINGS);
    const at = lastOf(house, run, "plan.accepted").bseq;
    await house.call("run.rewind", { run: `${run}@${at}` });
    await house.call("run.resume", { run });
    await house.settled(run);
    expect(world.calls).toHaveLength(205);
  });

  test("asks before what cannot be taken back happens again, whatever was granted", async () => {
    await using house = await openHouse({ servers: [world.server] });
    const plan = { steps: [call("s1", "world__ring", { name: "bell" })] };
    const { run } = await house.run(plan, RINGS);
    const at = lastOf(house, run, "plan.accepted").bseq;
    await house.call("run.rewind", { run: `${run}@${at}` });
    await house.call("run.resume", { run });
    const asked = await house.settled(run);
    expect(world.calls).toEqual(["ring bell"]);
    expect(asked.asks[0]!["question"]).toContain("has already happened");
    expect((await approved(house, run)).outcome).not.toBeNull();
    expect(world.calls).toEqual(["ring bell", "ring bell"]);
  });

  test("is refused for a run at work, a part of another run, and an event that is not there", async () => {
    await using house = await openHouse();
    const child = { do: { run: { goal: "write", plan: TWO_FILES } } };
    const { run } = await house.run({ steps: [{ id: "child", ...child }] }, WRITES);
    const step = house.events(run).find(({ type }) => type === "step.started")!;
    const below = String((step.data!["detail"] as JsonObject)["run"]);
    expect(house.call("run.rewind", { run: `${below}@3` })).rejects.toMatchObject({
      code: "usage",
    });
    expect(house.call("run.rewind", { run: `${run}@999` })).rejects.toMatchObject({
      code: "usage",
    });
    for (const at of [1, 4])
      expect(house.call("run.rewind", { run: `${run}@${at}` })).rejects.toMatchObject({
        code: "usage",
      });
  });
});
