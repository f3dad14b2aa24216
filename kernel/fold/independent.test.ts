import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { foldElsewhere, python } from "../../bench/support/independent-fold.ts";
import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { randomHistory } from "../../bench/support/random-events.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import { canonicalize, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { foldRun } from "./run.ts";
import { initialRunState } from "./run-state.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(60_000);

const odd = {
  text: 'é \u{1F9CA} "q" \\ \n \u2028 \u007f \u0001',
  numbers: [0, -0, 1e21, 1e-7, 123456789012345680000, 0.1, -1.5e300, 5e-324, 1e20, 0.000001],
  "\u{1F9CA}": 1,
  "\uFFFD": 2,
};
const many = toolServer("many", {
  items: { run: ({ to }) => ({ items: Array.from({ length: Number(to) }, (_, n) => ({ n })) }) },
  one: {
    run({ n, bad }) {
      if (n === bad) throw new Error(`${String(n)} is bad: ${"\u{1F9CA}".repeat(600)}`);
      return { n: n ?? null };
    },
  },
  odd: { run: () => ({ odd }) },
});
const world = createWorld();
/** Takes what it is sent, and says nothing. */
const silent = toolServer("silent", {
  send: { effect: "once", run: () => new Promise(() => {}) },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [many, world.server] });
  cpSync(join(import.meta.dir, "../../examples/vault"), house.dir, { recursive: true });
});
afterAll(() => house[Symbol.asyncDispose]());

/** What plugins make of the events is theirs: a reader that has none of them has an empty `extensions`. */
function withoutPlugins(state: JsonObject): string {
  return canonicalize({ ...state, extensions: {} });
}

async function exported(run: string, from: House): Promise<string[]> {
  const lines: string[] = [];
  const emit = (part: JsonValue) => {
    if (isObject(part)) lines.push(JSON.stringify(part["event"]));
  };
  await from.call("log.read", { run }, { emit });
  return lines;
}

async function expectSameStates(run: string, from: House = house): Promise<void> {
  const lines = await exported(run, from);
  const { length } = lines;
  const random = Array.from({ length: 20 }, () => 1 + Math.floor(Math.random() * length));
  const at = [...new Set([...random, length])].toSorted((a, b) => a - b);
  const folded = await foldElsewhere(lines, at);
  const shown: string[] = [];
  for (const number of at) {
    const { state } = await from.call<{ state: JsonObject }>("run.show", {
      run: `${run}@${number}`,
    });
    shown.push(withoutPlugins(state));
  }
  expect(folded).toEqual(shown);
  const { state } = await from.call<{ state: JsonObject }>("run.show", { run });
  expect(folded.at(-1)).toBe(withoutPlugins(state));
}

const withPython = test.skipIf(python === null);

describe("an independent reader folds the exported events to the state that is shown", () => {
  withPython("of the question which tasks were overdue", async () => {
    const goal = "Which tasks were overdue on 2026-11-20?";
    const report = await house.run(undefined, { goal, access: "read" });
    expect(report.outcome).toBe("done");
    await expectSameStates(report.run);
  });

  withPython("of a rename that edits and moves notes", async () => {
    const goal = "Rename Bluebird to Kestrel everywhere";
    const report = await house.run(undefined, { goal, yes: true });
    expect(report.outcome).toBe("done");
    await expectSameStates(report.run);
  });

  withPython("of a fan-out over several windows", async () => {
    const report = await house.run(fanOut(150));
    expect(report.outcome).toBe("incomplete");
    await expectSameStates(report.run);
  });

  withPython(
    "of a fan-out with an element that fails, in words longer than the state keeps",
    async () => {
      const report = await house.run(fanOut(150, 100));
      expect(report.outcome).toBe("failed");
      await expectSameStates(report.run);
    },
  );

  withPython("of values that are hard to write down", async () => {
    const plan = {
      steps: [
        call(
          "odd",
          "many__odd",
          {},
          {
            expect: { matches: { required: ["odd"], properties: { odd: { const: odd } } } },
            learn: { text: "$odd.odd.text", numbers: "$odd.odd.numbers", odd: "$odd.odd" },
          },
        ),
      ],
    };
    const report = await house.run(plan);
    expect(report.outcome).toBe("done");
    await expectSameStates(report.run);
  });

  withPython(
    "of approvals, questions, waits, children and expectations that do not hold",
    async () => {
      const put = call(
        "put",
        "world__put",
        { name: "lamp", value: "$who" },
        {
          expect: [
            { probe: { tool: "world__look", args: { name: "lamp" } }, ...has("value", "on") },
          ],
        },
      );
      const child = {
        steps: [call("look", "world__look", { name: "x" }, { expect: has("name", "x") })],
      };
      const run = await house.start({
        steps: [
          { id: "who", do: { ask: { question: "On or off?", schema: { enum: ["on", "off"] } } } },
          { id: "pause", do: { wait: { for: "5ms" } } },
          { id: "part", do: { run: { goal: "a part", plan: child } } },
          { ...put, after: ["pause", "part"] },
        ],
        expect: [
          { probe: { tool: "world__look", args: { name: "lamp" } }, ...has("value", "off") },
        ],
      });
      for (
        let report = await house.settled(run);
        report.outcome === null;
        report = await house.settled(run)
      ) {
        const [ask] = report.asks;
        const value = ask!["kind"] === "approval" ? true : "on";
        await house.call("run.answer", { run, ask: ask!["ask"]!, value });
      }
      expect(house.state(run).outcome).toBe("incomplete");
      await expectSameStates(run);
    },
  );

  withPython("of a call that never answered, and of what a person said of it", async () => {
    await using late = await openHouse({ servers: [silent], callTimeout: 100 });
    const step = (id: string) => call(id, "silent__send", { letter: id });
    const run = await late.start(
      { steps: [step("a"), { ...step("b"), after: ["a"] }] },
      { allow: ["silent__*"] },
    );
    for (const value of ["happened", "fail"]) {
      const { asks } = await late.settled(run);
      await late.call("run.answer", { run, ask: asks[0]!["ask"]!, value });
    }
    await late.settled(run);
    const types = late.events(run).map(({ type }) => type);
    expect(types.filter((type) => type === "tool.settled")).toHaveLength(2);
    await expectSameStates(run, late);
  });

  withPython("of events in any order, whatever is erased", async () => {
    const histories = fc.sample(randomHistory(300), { numRuns: 8, seed: 5 });
    for (const history of histories.filter(({ length }) => length > 0)) {
      const lines = history.map((event) => JSON.stringify({ ...event, hlc: String(event.hlc) }));
      const states: string[] = [];
      let state = initialRunState("r");
      for (const event of history) {
        state = foldRun(state, event);
        states.push(canonicalize(state as unknown as JsonValue));
      }
      expect(
        await foldElsewhere(
          lines,
          history.map(({ bseq }) => bseq),
        ),
      ).toEqual(states);
    }
  });

  withPython("with payloads erased", async () => {
    const { run } = await house.run(fanOut(5));
    const events = house.events(run);
    for (const type of ["goal.set", "tool.finished", "run.finished"])
      house.kernel.ledger.erase(events.find((event) => event.type === type)!.id);
    const lines = await exported(run, house);
    const [folded] = await foldElsewhere(lines, [lines.length]);
    const { state } = await house.call<{ state: JsonObject }>("run.show", {
      run: `${run}@${lines.length}`,
    });
    expect(state["outcome"]).toBe("erased");
    expect(folded).toBe(withoutPlugins(state));
    expect(verify(house.kernel.ledger).ok).toBe(true);
  });
});

function fanOut(to: number, bad = -1): JsonObject {
  return {
    steps: [
      call("items", "many__items", { to }),
      call("one", "many__one", { n: "$item.n", bad }, { each: "$items.items" }),
    ],
  };
}
