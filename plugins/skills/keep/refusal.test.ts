import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../../../bench/support/kernel.ts";
import { call, has } from "../../../bench/support/plan.ts";
import { createWorld } from "../../../bench/support/world-server.ts";
import { refusalOf } from "../testing.ts";
import { ALLOW, keepingHouse, put } from "./testing.ts";

const world = createWorld();
const { house, skills, proved, keep, putLamp } = keepingHouse(() =>
  openHouse({ servers: [world.server] }),
);

describe("a run is not kept, and why is said:", () => {
  const free = { from: { name: { from: "facts", name: "was" } } };
  const cases: readonly [string, () => Promise<string>, string][] = [
    [
      "that is not done",
      async () => {
        const wrong = call("look", "world__look", { name: "x" }, { expect: has("name", "y") });
        return (await house().run({ steps: [wrong] })).run;
      },
      "it ended incomplete",
    ],
    [
      "that is not over",
      async () => (await house().run({ steps: [{ id: "q", do: { ask: { question: "?" } } }] })).run,
      "it is not over",
    ],
    [
      "that a skill made",
      async () => {
        await keep(await putLamp(), { write: true });
        return (await house().run(undefined, { ...ALLOW, goal: "please put sun to up" })).run;
      },
      "the skill please-put-to made its plan",
    ],
    [
      "with a value that was learned on the way",
      () => proved("put it", [put({ name: "lamp", value: "it" }, free)]),
      "name of step put came from the fact was",
    ],
    [
      "with a value that is a part of another",
      () => proved("put red lamp on", [put({ name: "red lamp", value: "lamp" })]),
      'value of step put = "lamp" is only a part of {name}',
    ],
    [
      "whose values cannot be told apart",
      () => proved("put lamp bright", [put({ name: "lamp", value: "bright" })]),
      "nothing in the goal says where {name} ends and {value} begins",
    ],
    [
      "whose goal is nothing but values",
      () => proved("lamp: bright", [put({ name: "lamp", value: "bright" })]),
      "would match any goal",
    ],
  ];
  test.each(cases)("one %s", async (_, make, words) => {
    const refusal = await refusalOf(keep(await make(), { name: "new-one", write: true }));
    expect(refusal.code).toBe("usage");
    expect(refusal.message).toStartWith("the run cannot be kept as a skill: ");
    expect(refusal.message).toContain(words);
    expect(refusal.hint).toBeTruthy();
    expect(existsSync(join(skills(), "new-one"))).toBe(false);
  });

  test("one that is not there, or under a name that is none", async () => {
    expect(await refusalOf(keep("nosuchrun"))).toMatchObject({ code: "not_found" });
    const bad = keep(await putLamp(), { name: "Not A Name" });
    expect((await refusalOf(bad)).message).toContain("name: must be of small letters");
  });
});
