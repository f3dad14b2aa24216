import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { programServer } from "../../bench/support/program-server.ts";
import { answerOf } from "../../bench/support/program-runs.ts";

setDefaultTimeout(60_000);

const python = programServer({
  bad: async ({ also }) => {
    also({ violations: ["emscripten_run_script"] });
    return null;
  },
  weak: async ({ also }) => {
    also({ walls: [{ name: "seccomp", state: "missing", detail: "no kernel for it" }] });
    return null;
  },
  good: async () => "good",
});
const open = () => openHouse({ servers: [python], isBare: true });
const one = (id: string, code: string, after: readonly string[] = []) =>
  call(id, "python__python_run", { code }, { after: [...after] });
const seen = (house: House, run: string, type: string) =>
  house.events(run).flatMap((event) => (event.type === type ? [event.data!] : []));

describe("once a program has tried what the sandbox refuses", () => {
  test("it is on record, and a person is asked before the next one and told why", async () => {
    await using house = await open();
    const run = await house.start({ steps: [one("bad", "bad"), one("next", "good", ["bad"])] });
    const { standing, asks } = await house.settled(run);
    expect(seen(house, run, "python.violation.seen")).toMatchObject([
      { step: "bad", tool: "python_run", violations: ["emscripten_run_script"] },
    ]);
    expect(standing).toBe("waiting");
    expect(String(asks[0]!["question"])).toContain(
      "the program of step bad tried emscripten_run_script, which the sandbox refused",
    );
    await house.call("run.answer", { run, value: true });
    await house.settled(run);
    expect(answerOf(house, run)).toMatchObject({ view: { value: "good" } });
  });

  test("a no ends the run, and nothing more is executed", async () => {
    await using house = await open();
    const run = await house.start({ steps: [one("bad", "bad"), one("next", "good", ["bad"])] });
    await house.settled(run);
    await house.call("run.answer", { run, value: false });
    expect((await house.settled(run)).outcome).toBe("denied");
    expect(seen(house, run, "tool.intended")).toHaveLength(1);
  });

  test("runs that it begins are asked about too, and others are not", async () => {
    await using house = await open();
    const child = { do: { run: { goal: "go on", plan: { steps: [one("next", "good")] } } } };
    const steps = [one("bad", "bad"), { id: "child", after: ["bad"], ...child }];
    const run = await house.start({ steps });
    expect((await house.settled(run)).asks).toHaveLength(1);
    const other = await house.run({ steps: [one("next", "good")] });
    expect(other.standing).toBe("finished");
  });
});

test("a program that ran without a wall is on record once for its run", async () => {
  await using house = await open();
  const { run } = await house.run({ steps: [one("a", "weak"), one("b", "weak", ["a"])] });
  expect(seen(house, run, "python.weak.used")).toMatchObject([{ step: "a", missing: ["seccomp"] }]);
});
