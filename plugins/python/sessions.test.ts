import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { realPython, storeIn } from "../../bench/support/real-python.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { answerOf, approving } from "../../bench/support/program-runs.ts";

setDefaultTimeout(180_000);

const exec = (id: string, code: string, after: string) =>
  call(id, "python__python_session_exec", { session: "$open.session", code }, { after: [after] });

const COUNTING = {
  steps: [
    call("open", "python__python_session_open", {}),
    exec("one", "n = [1]\nlen(n)", "open"),
    exec("two", "n.append(2)\nlen(n)", "one"),
    exec("three", "n.append(3)\nlen(n)", "two"),
  ],
};

const valueOf = (house: House, run: string) =>
  ((answerOf(house, run)["view"] as JsonObject)["value"] as JsonObject | null)?.["json"];

/** The event before the step's call. */
const before = (house: House, run: string, step: string): number =>
  house.events(run).find(({ type, data }) => type === "tool.intended" && data?.["step"] === step)!
    .bseq - 1;

const sessions = (house: House, run: string) =>
  (house.state(run).extensions["python"] as JsonObject)["sessions"] as JsonObject;

describe("a Python session of a run", () => {
  test("goes back with a rewind and goes on beside with a fork", async () => {
    using home = newHome();
    const servers = [realPython(storeIn(home.path))];
    await using house = await openHouse({ servers, isBare: true });
    const { run } = await house.run(COUNTING);
    expect(valueOf(house, run)).toBe(3);
    const end = sessions(house, run);
    const at = before(house, run, "three");

    const set = [{ path: "plan.steps.three.do.tool.args.code", value: "n.append('f')\nstr(n)" }];
    const fork = await house.call<{ run: string }>("run.fork", { run: `${run}@${at}`, set });
    await approving(house, fork.run);
    expect(valueOf(house, fork.run)).toBe("[1, 2, 'f']");
    expect(sessions(house, run)).toEqual(end);

    await house.call("run.rewind", { run: `${run}@${before(house, run, "two")}` });
    expect(Object.values(sessions(house, run))).not.toEqual(Object.values(end));
    await house.call("run.resume", { run });
    await approving(house, run);
    expect(valueOf(house, house.kernel.runs.head(run))).toBe(3);
  });

  test("outlives the kernel, and its checkpoints go with the run that is erased", async () => {
    using home = newHome();
    const store = storeIn(join(home.path, "home"));
    const options = { home: home.path, servers: [realPython(store)], isBare: true };
    const asking = {
      steps: [
        ...COUNTING.steps.slice(0, 3),
        {
          id: "who",
          do: { ask: { question: "On?", schema: { type: "boolean" } } },
          after: ["two"],
        },
        exec("last", "sum(n)", "who"),
      ],
    };
    const run = await (async () => {
      await using house = await openHouse(options);
      const { run: started } = await house.run(asking);
      return started;
    })();
    await using house = await openHouse(options);
    await house.call("run.answer", { run, value: true });
    await house.settled(run);
    expect(valueOf(house, run)).toBe(3);
    const kept = readdirSync(join(store, "checkpoints"));
    expect(kept.length).toBeGreaterThan(1);
    await house.call("runs.erase", { run });
    for (const one of kept) expect(existsSync(join(store, "checkpoints", one))).toBe(false);
  });
});
