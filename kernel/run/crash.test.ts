import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { everyKill } from "../../bench/crash/matrix.ts";
import { type Kill, killName } from "../../bench/crash/kill.ts";
import { pool } from "../../bench/crash/pool.ts";
import { KINDS } from "../../bench/crash/task.ts";
import { type Trial, trial } from "../../bench/crash/trial.ts";
import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { postServer } from "../../bench/support/post-server.ts";
import type { JsonObject } from "../json.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(120_000);

test.each(KINDS)(
  "%s: killed at any event or around any call, each effect happens once and the run is done",
  async (kind) => {
    const task = { kind, steps: 2, seed: 1, server: "inside" } as const;
    const control = await trial(task, []);
    expect(control).toMatchObject({ duplicates: 0, missing: 0, faults: [] });
    const points = everyKill(task, control.ending!.commits).filter(isTried);
    expect(points.length).toBeGreaterThanOrEqual(9 + 2);
    const trials = await pool(points.map((kill) => () => trial(task, [kill])));
    const found = trials.map((one, index) => ({ kill: points[index]!, ...one }));
    const wrong = found.filter((one) => one.duplicates + one.missing + one.faults.length > 0);
    expect(wrong).toEqual([]);
    expect(
      found
        .filter((one) => one.kills !== 1 && !isBeyond(one.kill, one))
        .map(({ kill }) => killName(kill)),
    ).toEqual([]);
    const questions = trials.flatMap(({ ending }) => ending!.doubts);
    // Both intents, and both points of the second call.
    expect(questions.length).toBe(kind === "once" ? 2 + 2 : 0);
  },
);

/** A task is asked for more or less often until it is over, so that one run has more events than the next. */
function isBeyond(kill: Kill, { ending }: Trial): boolean {
  return "event" in kill && kill.event > ending!.commits.at(-1)!;
}

/** Every commit, an intent's being the last moment before its request leaves; and of the second call what follows. */
function isTried(kill: Kill): boolean {
  if (!("step" in kill)) return kill.at === "commit";
  return kill.step === "s2" && (kill.at === "after" || kill.at === "answer");
}

interface Crash {
  readonly run: string;
  /** Ids of the events that the killed kernel had acknowledged. */
  readonly acknowledged: readonly string[];
}

/** Lets a kernel in a process of its own run a plan, and kills it once `enough` of a type has happened, and `also`. */
async function crash(
  home: string,
  plan: object,
  type: string,
  enough: number,
  also: () => boolean = () => true,
): Promise<Crash> {
  const script = join(import.meta.dir, "../../bench/support/crash-child.ts");
  const child = Bun.spawn([process.execPath, script, home, outboxOf(home), JSON.stringify(plan)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  let said = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    const seen = said.split("\n").filter((line) => line.startsWith(`${type} `)).length;
    if (seen < enough) continue;
    while (!also()) await Bun.sleep(5);
    child.kill("SIGKILL");
    break;
  }
  await child.exited;
  // The last line may be cut off.
  const lines = said.split("\n").slice(0, -1);
  const started = lines.find((line) => line.startsWith("run.started "))!;
  return {
    run: started.split(" ")[2]!,
    acknowledged: lines.map((line) => line.split(" ")[1]!),
  };
}

const outboxOf = (home: string) => join(home, "outbox");
const reopen = (home: string) => openHouse({ home, servers: [postServer(outboxOf(home))] });

function expectAcknowledged(house: House, { acknowledged }: Crash): void {
  expect(acknowledged.length).toBeGreaterThan(4);
  const lost = acknowledged.filter((id) => house.kernel.ledger.get(id) === null);
  expect(lost).toEqual([]);
  expect(verify(house.kernel.ledger)).toMatchObject({ ok: true, faults: [] });
}

test("a run of reads goes on after SIGKILL from what was acknowledged, and finishes", async () => {
  using home = newHome();
  const steps = Array.from({ length: 40 }, (_, n) =>
    call(`s${n}`, "post__look", { n }, { after: n > 0 ? [`s${n - 1}`] : [], expect: has("n", n) }),
  );
  const crashed = await crash(home.path, { steps }, "tool.finished", 15);
  await using house = await reopen(home.path);
  expectAcknowledged(house, crashed);
  const { run } = crashed;
  const before = house.state(run);
  expect(
    Object.values(before.plan!.steps).filter((step) => step.status === "done").length,
  ).toBeGreaterThanOrEqual(15);
  expect(await house.call("run.report", { run })).toMatchObject({ standing: "interrupted" });

  expect(await house.call("run.resume", {})).toMatchObject({ run });
  const report = await house.settled(run);
  expect([report.outcome, report.checks]).toEqual(["done", 40]);
  const answered = house
    .events(run)
    .filter(({ type }) => type === "tool.finished")
    .map(({ data }) => data!["step"]);
  expect(answered).toEqual(steps.map((step) => step.id));
  expect(house.kernel.runs.account(run).open).toEqual({});
});

test("a run that waits for a person and for a time does so in the next kernel too", async () => {
  using home = newHome();
  const plan = {
    steps: [
      { id: "who", do: { ask: { question: "Who?", schema: { type: "string" } } } },
      { id: "pause", do: { wait: { for: "400ms" } } },
      call("end", "post__look", { n: "$who" }, { after: ["pause"], expect: has("n", "Ines") }),
    ],
  };
  const crashed = await crash(home.path, plan, "step.started", 2);
  await using house = await reopen(home.path);
  expectAcknowledged(house, crashed);
  const { run } = crashed;
  const { inbox } = await house.call<{ inbox: JsonObject[] }>("status.show", {});
  expect(inbox).toMatchObject([{ run, question: "Who?" }]);
  await house.call("run.answer", { run, value: "Ines" });
  const report = await house.settled(run);
  expect(report.outcome).toBe("done");
  const pauses = house.events(run).filter(({ data }) => data?.["step"] === "pause");
  expect(pauses.map(({ type }) => type)).toEqual(["step.started", "step.finished"]);
});

test("an effect that nobody can judge blocks only what depends on it, and its answer is a person's", async () => {
  using home = newHome();
  const outbox = outboxOf(home.path);
  const sent = () => (existsSync(outbox) ? readFileSync(outbox, "utf8") : "");
  const send = call("send", "post__send", { letter: "16" }, { after: ["first"] });
  const plan = {
    steps: [
      call("first", "post__look", { n: 1 }),
      send,
      call("aside", "post__look", { n: 2 }, { after: ["first"] }),
      call("later", "post__look", { n: 3 }, { after: ["send"] }),
      call("far", "post__look", { n: 4 }, { after: ["aside"], expect: has("n", 4) }),
    ],
    expect: [{ probe: { tool: "post__letters", args: {} }, ...has("letters", ["16"]) }],
  };
  const crashed = await crash(home.path, plan, "tool.intended", 2, () => sent() !== "");
  await using house = await reopen(home.path);
  expectAcknowledged(house, crashed);
  const { run } = crashed;
  const { runs } = await house.call<{ runs: JsonObject[] }>("status.show", {});
  // The read beside it may have been answered before the kernel was killed, or not.
  const doubts = (runs[0]!["doubts"] as JsonObject[]).filter(({ effect }) => effect !== "read");
  expect(doubts).toMatchObject([{ tool: "post__send", effect: "once" }]);

  await house.call("run.resume", { run });
  expect(await house.settled(run)).toMatchObject({ outcome: null, standing: "waiting" });
  const statuses = () =>
    Object.fromEntries(
      Object.entries(house.state(run).plan!.steps).map(([id, { status }]) => [id, status]),
    );
  expect(statuses()).toEqual({
    first: "done",
    send: "doubt",
    aside: "done",
    later: "open",
    far: "done",
  });
  const { inbox } = await house.call<{ inbox: JsonObject[] }>("status.show", {});
  expect(inbox).toMatchObject([{ run, kind: "doubt", detail: { tool: "post__send" } }]);
  await house.call("run.answer", { run, value: "happened" });
  const report = await house.settled(run);
  expect(report).toMatchObject({ outcome: "done", missing: [] });
  expect(sent()).toBe("16\n");
});

test("a run and the run that it began go on together, and none is begun twice", async () => {
  using home = newHome();
  const look = (n: number) => call(`s${n}`, "post__look", { n }, { expect: has("n", n) });
  const part = { steps: [look(1), { ...look(2), after: ["s1"] }, { ...look(3), after: ["s2"] }] };
  const plan = {
    steps: [
      look(0),
      { id: "part", do: { run: { goal: "a part", plan: part } } },
      { ...look(4), after: ["part"] },
    ],
  };
  const crashed = await crash(home.path, plan, "tool.finished", 2);
  await using house = await reopen(home.path);
  expectAcknowledged(house, crashed);
  const { run } = crashed;
  expect(await house.call("run.resume", {})).toMatchObject({ run });
  expect((await house.settled(run)).outcome).toBe("done");
  const branches = house.kernel.ledger.branches({ root: run }).map(({ id }) => id);
  expect(branches).toHaveLength(2);
  expect(branches.map((id) => house.state(id).outcome)).toEqual(["done", "done"]);
});
