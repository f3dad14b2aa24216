import { expect, test } from "bun:test";

import { openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";

/** A tool whose first call ends only when it is told to. */
function gated() {
  let open = () => {};
  let entered = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const calls: number[] = [];
  const server = toolServer("slow", {
    look: {
      run: async ({ n }) => {
        calls.push(Number(n));
        if (calls.length === 1) {
          entered();
          await gate;
        }
        return { n: n ?? null };
      },
    },
  });
  return { server, calls, inside, open };
}

const plan = {
  steps: [
    call("one", "slow__look", { n: 1 }, { expect: [has("n", 1)] }),
    call("two", "slow__look", { n: 2 }, { expect: [has("n", 2)], after: ["one"] }),
  ],
};

test("a paused run hears its call out, begins nothing more, and goes on when it is resumed", async () => {
  const { server, calls, inside, open } = gated();
  await using house = await openHouse({ servers: [server] });
  const run = await house.start(plan);
  await inside;
  house.kernel.runs.pause(run, "a person interrupted the run");
  open();
  await house.settled(run);
  expect(house.kernel.runs.standing(run)).toMatchObject({
    kind: "halted",
    error: { code: "unavailable", hint: `glassbox resume ${run}` },
  });
  expect(house.state(run).plan?.steps).toMatchObject({
    one: { status: "done" },
    two: { status: "open" },
  });
  await house.call("run.resume", { run });
  await house.settled(run);
  expect(house.state(run).outcome).toBe("done");
  expect(calls).toEqual([1, 2]);
});

test("a call that a leaving kernel cuts off is in doubt, not failed: the read is made again", async () => {
  const { server, calls, inside } = gated();
  await using house = await openHouse({ servers: [server] });
  const run = await house.start(plan);
  await inside;
  house.kernel.runs.close();
  await Bun.sleep(50);
  const types = house.events(run).map((event) => event.type);
  expect(types.filter((type) => type === "tool.intended")).toHaveLength(1);
  expect(types).not.toContain("tool.finished");
  expect(calls).toEqual([1]);
});
