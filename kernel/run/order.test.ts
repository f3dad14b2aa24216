import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject, JsonValue } from "../json.ts";

/** Answers only when as many calls are inside as it was told to wait for. */
let inside: (() => void)[] = [];
let most = 0;
let open = 0;
let returned: JsonValue[] = [];

const meeting = toolServer("meeting", {
  barrier: {
    async run({ size }) {
      await new Promise<void>((resolve) => {
        inside.push(resolve);
        if (inside.length < Number(size)) return;
        for (const leave of inside.splice(0)) leave();
      });
      return { ok: true };
    },
  },
  crowd: {
    async run() {
      open += 1;
      most = Math.max(most, open);
      await Bun.sleep(5);
      open -= 1;
      return { ok: true };
    },
  },
  echo: {
    run: (args) => {
      returned.push(args["value"] ?? null);
      return { value: args["value"] ?? null };
    },
  },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [meeting] });
});
afterAll(() => house[Symbol.asyncDispose]());

describe("steps", () => {
  test("that do not need each other run side by side", async () => {
    inside = [];
    const barrier = { size: 2 };
    const report = await house.run({
      steps: [
        call("one", "meeting__barrier", barrier, { expect: has("ok", true) }),
        call("two", "meeting__barrier", barrier),
      ],
    });
    expect(report.outcome).toBe("done");
  });

  test("are at most eight at once", async () => {
    most = 0;
    const steps = Array.from({ length: 30 }, (_, index) => call(`s${index}`, "meeting__crowd"));
    const report = await house.run({
      steps: [...steps, call("end", "meeting__echo", { value: 1 }, { expect: has("value", 1) })],
    });
    expect([report.outcome, most]).toEqual(["done", 8]);
  });

  test("begin after those they refer to, and after those they name", async () => {
    const run = await house.start({
      steps: [
        call("third", "meeting__echo", { value: "$second.value" }, { expect: has("value", 7) }),
        call("second", "meeting__echo", { value: 7 }, { after: ["first"] }),
        call("first", "meeting__crowd"),
      ],
    });
    expect((await house.settled(run)).outcome).toBe("done");
    const order = house
      .events(run)
      .filter(({ type }) => /^tool\.(intended|finished)$/.test(type))
      .map(({ type, data }) => `${data!["step"]} ${type.slice(5)}`);
    expect(order).toEqual([
      "first intended",
      "first finished",
      "second intended",
      "second finished",
      "third intended",
      "third finished",
    ]);
  });
});

describe("references between steps", () => {
  const value = {
    text: "plain",
    number: 1.5,
    none: null,
    yes: true,
    list: [1, "two", { three: 3 }],
    deep: { list: [{ name: "a" }, { name: "b" }] },
  };
  const refer = async (reference: JsonValue) => {
    returned = [];
    const steps: JsonObject[] = [
      call("first", "meeting__echo", { value }),
      call(
        "next",
        "meeting__echo",
        { value: reference },
        { expect: { matches: { required: ["value"], minProperties: 1 } } },
      ),
    ];
    const report = await house.run({ steps });
    expect(report.outcome).toBe("done");
    return returned[1];
  };

  test("bring each value in its own type", async () => {
    for (const [name, kept] of Object.entries(value))
      expect(await refer(`$first.value.${name}`)).toEqual(kept as never);
  });

  test("reach into lists, and over all elements of one", async () => {
    expect(await refer("$first.value.deep.list[1].name")).toBe("b");
    expect(await refer("$first.value.deep.list[*].name")).toEqual(["a", "b"]);
  });

  test("stand inside larger values", async () => {
    expect(await refer({ a: ["$first.value.number", "$$first"] })).toEqual({ a: [1.5, "$first"] });
  });

  test("that lead nowhere fail the step with the place, and nothing is called", async () => {
    returned = [];
    const report = await house.run({
      steps: [
        call("first", "meeting__echo", { value }),
        call("next", "meeting__echo", { value: "$first.value.deep.title" }),
      ],
    });
    expect(report.outcome).toBe("failed");
    expect(report.reason).toBe('step next: $first.value.deep has no "title"');
    expect(returned).toHaveLength(1);
  });

  test("see the goal and the data that came with it", async () => {
    returned = [];
    const report = await house.run(
      {
        steps: [
          call("a", "meeting__echo", { value: "$goal.text" }),
          call(
            "b",
            "meeting__echo",
            { value: "$goal.input" },
            { after: ["a"], expect: has("value", "1\n2\n") },
          ),
        ],
      },
      { goal: "count the lines", input: "1\n2\n" },
    );
    expect(report.outcome).toBe("done");
    expect(returned).toEqual(["count the lines", "1\n2\n"]);
  });
});

test("what a step learns is a fact with its source, and the answer is filled from the results", async () => {
  const run = await house.start({
    steps: [
      call(
        "first",
        "meeting__echo",
        { value: { n: 3 } },
        {
          expect: has("value", { n: 3 }),
          learn: { amount: "$first.value.n" },
        },
      ),
    ],
    answer: "${first.value.n} of ${first.value}",
    proof: "${first.value.n} counted",
  });
  const report = await house.settled(run);
  expect([report.answer, report.proof]).toEqual(['3 of {"n":3}', "3 counted"]);
  const intent = house.events(run).find(({ type }) => type === "tool.intended")!;
  expect(house.state(run).facts).toEqual({
    amount: { value: 3, source: intent.id, trust: "tool" },
  });
});
