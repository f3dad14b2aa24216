import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { utimesSync } from "node:fs";
import { join } from "node:path";

import {
  healthy,
  LIBRARY,
  offeredBy,
  PLAN,
  refusalOf,
  request,
  skillText,
  temporaryHome,
  write,
} from "./testing.ts";

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

describe("the library", () => {
  test("covers the goals that it says it covers", async () => {
    const { planner } = home.parts(LIBRARY);
    const overdue = await planner.propose(
      request("Which tasks were overdue on 2026-11-20?", "read"),
    );
    expect(overdue?.ground).toMatchObject({
      kind: "skill",
      name: "overdue-tasks",
      slots: { date: "2026-11-20" },
    });
    const rename = await planner.propose(request('Rename "Bluebird" to Kestrel everywhere'));
    expect(rename?.ground).toMatchObject({
      name: "rename-everywhere",
      slots: { from: "Bluebird", to: "Kestrel" },
    });
    expect(JSON.stringify([overdue, rename])).not.toContain("$slots");
  });

  test("sends invoices only where there is an outbox to send them from", async () => {
    const { planner } = home.parts(LIBRARY);
    const goals = ["Send the three invoices", "send the invoices", "Mail out all our invoices!"];
    for (const goal of goals) {
      expect(await planner.propose(request(goal))).toBeNull();
      expect((await planner.nearest(request(goal))).map(({ name }) => name)).not.toContain(
        "send-invoices",
      );
      const there = { ...request(goal), tools: [offeredBy("outbox")] };
      expect((await planner.propose(there))?.ground.name).toBe("send-invoices");
      expect((await planner.nearest(there))[0]?.name).toBe("send-invoices");
      expect(await planner.propose({ ...there, access: "read" })).toBeNull();
    }
    const other = { ...request("Send the overdue invoices"), tools: [offeredBy("outbox")] };
    expect(await planner.propose(other)).toBeNull();
  });

  test("names an example of each skill that the skill covers", async () => {
    const { planner } = home.parts(LIBRARY);
    const nearest = await planner.nearest(request("please rename all my things"));
    expect(nearest[0]?.name).toBe("rename-everywhere");
    for (const { name, example } of nearest)
      expect((await planner.propose(request(example)))?.ground.name).toBe(name);
  });
});

describe("a goal", () => {
  test("that a skill covers becomes its plan, with the values in their places", async () => {
    await home.inHome("water", healthy("water"));
    const proposal = await home.parts().planner.propose(request("Water 'the fern' on yesterday"));
    expect(proposal?.plan["steps"]).toEqual([
      {
        id: "water",
        do: {
          tool: {
            server: "files",
            name: "files_write",
            args: { path: "the fern.md", content: "2026-11-20" },
          },
        },
      },
    ]);
    expect(Object.keys(proposal!.plan)).toEqual(["steps", "answer"]);
    expect(proposal?.ground.slots).toEqual({ plant: "the fern", day: "2026-11-20" });
    expect(proposal?.ground.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that only reads is not given a skill that writes", async () => {
    await home.inHome("water", healthy("water"));
    expect(await home.parts().planner.propose(request("water the fern", "read"))).toBeNull();
  });

  test("with a wrong value is refused in the name of the slot", async () => {
    const plan = PLAN.replace("{plant} [on {day}]", "the fern on {day}").replace(
      "plant: { type: name }",
      "plant: { type: name, default: fern }",
    );
    await home.inHome("water", { "SKILL.md": skillText("water"), "plan.yaml": plan });
    const error = await refusalOf(
      home.parts().planner.propose(request("water the fern on the moon")),
    );
    expect(error.code).toBe("usage");
    expect(error.message).toContain('the day "the moon" is not a day such as');
  });

  test("goes to the trigger that says most of it", async () => {
    await home.inHome("water", healthy("water"));
    const plan = PLAN.replace("water {plant}", "water the old {plant}");
    await home.inHome("water-old", { "SKILL.md": skillText("water-old"), "plan.yaml": plan });
    const { planner } = home.parts();
    expect((await planner.propose(request("water the old oak")))?.ground.name).toBe("water-old");
    expect((await planner.propose(request("water the oak")))?.ground.name).toBe("water");
  });

  test("gives the reasons too: the trigger, who took it as well and who did not, each with a likeness", async () => {
    await home.inHome("water", healthy("water"));
    const old = PLAN.replace("water {plant}", "water the old {plant}");
    await home.inHome("water-old", { "SKILL.md": skillText("water-old"), "plan.yaml": old });
    const look = PLAN.replace("water {plant}", "look at {plant}").replace(
      "access: write",
      "access: read",
    );
    await home.inHome("look", { "SKILL.md": skillText("look"), "plan.yaml": look });
    const { planner } = home.parts();
    const { reasons } = (await planner.propose(request("water the old oak")))!;
    expect(reasons).toEqual({
      kind: "plan",
      choice: "the skill water-old",
      rationale:
        'its trigger "water the old {plant} [on {day}]" takes the whole goal, and leaves 3 of 17 characters to its slots, the least of all that take it',
      alternatives: [
        {
          choice: "the skill water",
          reason:
            'its trigger "water {plant} [on {day}]" takes the goal too, and leaves 11 of 17 characters to its slots',
          score: expect.any(Number),
        },
        {
          choice: "the skill look",
          reason: "no trigger of it takes the whole goal",
          score: expect.any(Number),
        },
      ],
      confidence: null,
      grounds: [],
    });
    const [first, second] = reasons!.alternatives;
    expect(first!.score!).toBeGreaterThan(second!.score!);
    const looked = await planner.propose(request("look at the oak", "read"));
    expect(looked!.reasons!.alternatives.map(({ reason }) => reason)).toEqual([
      "it changes something, and the run may only read",
      "it changes something, and the run may only read",
    ]);
  });
});

describe("a skill of the home", () => {
  test("wins over one of the library with the same name", async () => {
    await write(join(home.library, "water"), healthy("water"));
    await home.inHome("water", {
      ...healthy("water"),
      "SKILL.md": skillText("water", "license: MIT\n"),
    });
    const [one, ...others] = await home.parts().catalog.list();
    expect(one).toMatchObject({ name: "water", source: "home" });
    expect(others).toEqual([]);
  });

  test("is read again when it has changed, and only then", async () => {
    const folder = await home.inHome("water", healthy("water"));
    const { catalog } = home.parts();
    const [first] = await catalog.list();
    expect((await catalog.list())[0]).toBe(first!);
    await Bun.write(join(folder, "plan.yaml"), PLAN.replace("water {plant}", "soak {plant}"));
    utimesSync(join(folder, "plan.yaml"), 1, 1);
    const [changed] = await catalog.list();
    expect("skill" in changed! && changed.skill.template?.triggers[0]?.source).toStartWith("soak");
  });

  test("without a plan is there for models", async () => {
    await home.inHome("advice", { "SKILL.md": skillText("advice") });
    const { verb } = home.parts();
    expect(await verb("skills.list", {})).toMatchObject({
      skills: [{ name: "advice", triggers: [] }],
    });
    expect(await verb("skills.show", { name: "advice" })).toMatchObject({
      plan: null,
      body: "# Body",
    });
  });
});
