import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { MOST_TRIES, VirtualRun } from "../bench/support/virtual-run.ts";
import { type Command, PARALLEL } from "./decide.ts";
import type { RunState } from "./fold/run-state.ts";
import type { JsonObject } from "./json.ts";
import { type Plan, type Step, stepOf, templateOf } from "./plan.ts";

interface Scene {
  readonly plan: Plan;
  readonly tools: JsonObject;
  readonly totals: Readonly<Record<string, number>>;
  readonly dice: readonly number[];
}

const kind = fc.constantFrom("call", "call", "checked", "probed", "wait", "fan", "fan");

/** Any directed acyclic graph: a step may wait for any of those before it. */
const scene: fc.Arbitrary<Scene> = fc
  .record({
    steps: fc.array(
      fc.record({ kind, after: fc.array(fc.nat(), { maxLength: 3 }), total: fc.nat({ max: 90 }) }),
      { minLength: 1, maxLength: 14 },
    ),
    goal: fc.boolean(),
    effect: fc.constantFrom("read", "read", "once"),
    dice: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 40 }),
  })
  .map(({ steps, goal, effect, dice }) => ({
    plan: {
      steps: steps.map((one, index) => stepFor(one, index)),
      expect: goal ? [{ matches: { required: ["x"] } }] : [],
    },
    tools: { s__t: { effect, hash: "", paths: [] } },
    totals: Object.fromEntries(steps.map((one, index) => [`s${index}`, one.total])),
    dice,
  }));

function stepFor(one: { kind: string; after: number[] }, index: number): Step {
  const after = index === 0 ? [] : [...new Set(one.after.map((number) => `s${number % index}`))];
  const matches = { required: ["x"] };
  const own = one.kind === "checked" ? [{ matches }] : [];
  const probed = one.kind === "probed" ? [{ probe: { tool: "s__t", args: {} }, matches }] : [];
  const tool = { tool: { server: "s", name: "t", args: {} } };
  return {
    id: `s${index}`,
    intent: "",
    do: one.kind === "wait" ? { wait: { for: "1s" } } : tool,
    after,
    expect: [...own, ...probed],
    learn: {},
    ...(one.kind === "fan" ? { each: "$s0.items" } : {}),
  };
}

function play(
  { plan, tools, totals, dice }: Scene,
  see: (command: Command, state: RunState) => void,
) {
  let thrown = 0;
  const draw = (sides: number) => dice[thrown++ % dice.length]! % sides;
  const run = new VirtualRun(plan, tools, { draw, totals });
  run.run(see);
  return run;
}

const onAnyScene = (property: (scene: Scene) => void) =>
  fc.assert(fc.property(scene, property), { numRuns: 150 });

describe("decide, over any plan, with results that come at any time", () => {
  test("brings every run to its end", () => {
    onAnyScene((any) => expect(play(any, () => {}).state().outcome).toBe("done"));
  });

  test("begins no step before all that it comes after are done", () => {
    onAnyScene((any) => {
      play(any, (command, state) => {
        if (!("step" in command) || !["call", "begin", "expand"].includes(command.kind)) return;
        const { after } = stepOf(any.plan, command.step);
        for (const id of after) expect(state.plan!.steps[id]!.status).toBe("done");
      });
    });
  });

  test("never has more than eight calls under way, those that check among them", () => {
    onAnyScene((any) => expect(play(any, () => {}).mostCalls).toBeLessThanOrEqual(PARALLEL));
  });

  test("uses the room there is: eight independent calls go out together", () => {
    const steps = Array.from({ length: 20 }, (_, index) =>
      stepFor({ kind: "call", after: [] }, index),
    );
    const tools = { s__t: { effect: "read", hash: "", paths: [] } };
    const free = { plan: { steps, expect: [] }, tools, totals: {}, dice: [19] };
    expect(play(free, () => {}).mostCalls).toBe(PARALLEL);
  });

  test("begins each step once, and again only after its call came to nothing", () => {
    onAnyScene((any) => {
      play(any, (command, state) => {
        if (command.kind !== "call" && command.kind !== "begin") return;
        const { status, tries, begun } = state.plan!.steps[command.step]!;
        expect([status, begun]).toEqual(["open", null]);
        expect(tries).toBeLessThan(MOST_TRIES + 1);
      });
    });
  });

  test("settles what is in doubt before anything comes of it", () => {
    onAnyScene((any) => {
      play(any, (command, state) => {
        if (!("step" in command)) return;
        const { status } = state.plan!.steps[command.step]!;
        expect(command.kind === "settle").toBe(status === "doubt");
      });
    });
  });

  test("opens each window of a fan-out once, and judges each step once", () => {
    onAnyScene((any) => {
      const { started } = play(any, () => {});
      const judged = started.flatMap((one) => (one.kind === "judge" ? [one.step] : []));
      expect(judged).toEqual([...new Set(judged)]);
      const windows = started.filter((command) => command.kind === "expand");
      const most = Object.values(any.totals).map((total) => Math.max(1, Math.ceil(total / 64)));
      expect(windows.length).toBeLessThanOrEqual(most.reduce((sum, count) => sum + count, 0));
    });
  });

  test("begins nothing new once a step has failed", () => {
    onAnyScene((any) => {
      play(any, (command, state) => {
        const failed = Object.values(state.plan!.steps).some((step) => step.status === "failed");
        if (failed) expect(["judge", "watch", "settle", "consult"]).toContain(command.kind);
      });
    });
  });

  test("does nothing that changes the world before it was approved", () => {
    onAnyScene((any) => {
      play(any, (command, state) => {
        if (JSON.stringify(any.tools).includes('"read"') || command.kind !== "call") return;
        const approval = Object.values(state.asks).find((ask) => ask.kind === "approval");
        expect(approval?.answer?.value).toBe(true);
      });
    });
  });

  test("does every element of a fan-out that is done", () => {
    onAnyScene((any) => {
      const run = play(any, () => {});
      for (const [id, step] of Object.entries(run.state().plan!.steps)) {
        if (step.status !== "done" || !step.fan) continue;
        const begun = run.started.filter(
          (command) => "step" in command && command.kind === "call" && elementOf(command.step, id),
        );
        const elements = new Set(begun.map((command) => "step" in command && command.step));
        expect([elements.size, step.fan.done]).toEqual([any.totals[id]!, any.totals[id]!]);
      }
    });
  });
});

function elementOf(step: string, id: string): boolean {
  const { template, index } = templateOf(step);
  return template === id && index !== null;
}
