import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse, newHome, type Report } from "../../bench/support/kernel.ts";
import { openPlanningHouse, recordedCalls, type Size } from "../../bench/support/planning-house.ts";
import { exitCodeOfReport } from "../../ui/cli/exit-code.ts";
import type { Report as ShownReport } from "../../ui/cli/report.ts";
import type { ScriptedCall, Script } from "../model-scripted/index.ts";

const GOAL = "Read inbox.md";
const FOREVER = 1e8;
const PLAN = '{"steps":[{"tool":"files__files_read","args":{"path":"inbox.md"}}]}';
const SIZES: readonly Size[] = ["small", "large"];

const right = ({ schema }: ScriptedCall) => {
  if (schema === null) return "1. read it";
  const { enum: lines } = schema as { enum?: readonly string[] };
  return lines ? JSON.stringify(lines[0]) : PLAN;
};

/** Says nothing until it is told to, then what is right. */
function silentFirst() {
  const asked = Promise.withResolvers<ScriptedCall>();
  let isSilent = true;
  const script: Script = (call) => {
    if (!isSilent) return right(call);
    asked.resolve(call);
    return { text: "", delay: FOREVER };
  };
  return { script, asked: asked.promise, wake: () => void (isSilent = false) };
}

for (const size of SIZES) {
  test(`stopping a run ends its request to a ${size} model that never answers`, async () => {
    const { script, asked } = silentFirst();
    await using planning = await openPlanningHouse(script, size);
    const { house } = planning;
    const run = await house.start(undefined, { goal: GOAL });
    const { options } = await asked;
    await house.call("run.stop", { run });
    const report = await house.settled(run);
    expect([report.outcome, options.abortSignal?.aborted]).toEqual(["stopped", true]);
    const [call] = recordedCalls(house, run);
    expect([call?.called["model"], call?.answered]).toEqual(["scripted/any", null]);
  });

  test(`a run that is paused while a ${size} model thinks ends the request, and goes on when it is resumed`, async () => {
    const { script, asked, wake } = silentFirst();
    await using planning = await openPlanningHouse(script, size);
    const { house, scripted } = planning;
    writeFileSync(join(house.dir, "inbox.md"), "milk\n");
    const run = await house.start(undefined, { goal: GOAL });
    const { options } = await asked;
    await house.call("run.pause", { run });
    await house.settled(run);
    expect(options.abortSignal?.aborted).toBe(true);
    expect([house.state(run).outcome, scripted.calls.length]).toEqual([null, 1]);
    wake();
    await house.call("run.resume", { run });
    expect((await house.settled(run)).outcome).toBe("done");
    const calls = recordedCalls(house, run);
    // The question is asked anew: nobody heard the answer to the first one.
    expect(calls[0]!.answered).toBeNull();
    expect(calls[1]!.called["prompt"]).toBe(calls[0]!.called["prompt"]!);
    expect(calls.slice(1).every(({ answered }) => answered !== null)).toBe(true);
  });

  test(`a budget of seconds ends a run whose ${size} model never answers`, async () => {
    const { script, asked } = silentFirst();
    await using planning = await openPlanningHouse(script, size);
    const report = await planning.house.run(undefined, { goal: GOAL, budget: { seconds: 0.2 } });
    expect([report.outcome, report.reason]).toEqual(["budget", "the budget of seconds is used up"]);
    expect(exitCode(report)).toBe(5);
    expect((await asked).options.abortSignal?.aborted).toBe(true);
    expect(recordedCalls(planning.house, report.run)[0]?.answered).toMatchObject({
      inputTokens: 0,
    });
  });

  test(`a budget of tokens that a call of a ${size} model would break allows none`, async () => {
    await using planning = await openPlanningHouse(right, size);
    const report = await planning.house.run(undefined, { goal: GOAL, budget: { tokens: 20 } });
    expect([report.outcome, exitCode(report)]).toEqual(["budget", 5]);
    expect(report.reason).toBe("the budget of 20 tokens does not allow a model call");
    expect(planning.scripted.calls).toEqual([]);
  });

  test(`what a ${size} model answered before the kernel died is not asked again`, async () => {
    using place = newHome();
    const goal = "Read inbox.md and then list notes";
    const second = Promise.withResolvers<ScriptedCall>();
    let run = "";
    {
      const script: Script = (call) => {
        if (call.index === 0) return right(call);
        second.resolve(call);
        return { text: "", delay: FOREVER };
      };
      await using planning = await openPlanningHouse(script, size, { home: place.path });
      writeFileSync(join(planning.house.dir, "inbox.md"), "milk\n");
      mkdirSync(join(planning.house.dir, "notes"));
      run = await planning.house.start(undefined, { goal });
      await second.promise;
    }
    await using planning = await openPlanningHouse(right, size, { home: place.path });
    await planning.house.call("run.resume", { run });
    expect((await planning.house.settled(run)).outcome).toBe("done");
    expect(planning.scripted.calls.map(({ text }) => text)).toEqual([(await second.promise).text]);
  });
}

test("a budget that is enough for the first call and not for the second ends the run between them", async () => {
  await using planning = await openPlanningHouse(right, "large");
  const { house, scripted } = planning;
  writeFileSync(join(house.dir, "inbox.md"), "milk\n");
  const before = await house.run(undefined, { goal: GOAL });
  const first = Number(recordedCalls(house, before.run)[0]?.called["tokens"]);
  expect([before.outcome, scripted.calls.length]).toEqual(["done", 2]);
  const report = await house.run(undefined, { goal: GOAL, budget: { tokens: first } });
  expect([report.outcome, scripted.calls.length]).toEqual(["budget", 3]);
});

test("a plugin of models that is missing is said, and no run is left half begun", async () => {
  await using house = await openHouse({ without: ["skills"] });
  const refusal = await house.start(undefined, { goal: GOAL }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: expect.stringMatching(/unavailable|no_plan/) });
});

function exitCode(report: Report): number {
  return exitCodeOfReport(report as unknown as ShownReport);
}
