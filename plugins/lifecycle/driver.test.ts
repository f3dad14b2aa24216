import { describe, expect, test } from "bun:test";

import { type HouseOptions, newHome, pluginOf } from "../../bench/support/kernel.ts";
import {
  historyOf,
  interrupted,
  ofType,
  opened,
  PLAN,
  say,
  Shop,
} from "../../bench/support/shop.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Driver } from "../contracts/driver.ts";

describe("a driver", () => {
  const proposal = {
    plan: PLAN as JsonObject,
    ground: { kind: "test", name: "shop", hash: "0", slots: {} },
  };
  const driver = (hash: string): Driver => ({
    name: "goal",
    hash,
    first: async () => proposal,
    next: async () => ({ kind: "finish", missing: [] }),
  });
  const withDriver = (hash: string, home: string, shop: Shop): HouseOptions => ({
    home,
    servers: [shop.server()],
    plugins: [pluginOf("shopping", (host) => host.provide("driver", "goal", driver(hash)))],
  });
  const begin = (home: string, shop: Shop) =>
    opened(withDriver("1", home, shop), async (house) => {
      const run = await house.start(undefined, { goal: "soap", allow: ["shop__*"] });
      expect((await house.settled(run)).standing).toBe("waiting");
      return run;
    });

  test("whose definition changed is on record: the run goes on on a branch with what was allowed", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await begin(home.path, shop);
    await opened(withDriver("2", home.path, shop), async (house) => {
      await say(house, run, "question", "Ines");
      expect((await house.settled(run)).outcome).toBe("done");
      const [diverged] = ofType(historyOf(house, run), "run.diverged");
      expect(diverged).toMatchObject({ changes: ["the driver goal"], tools: {} });
      expect(shop.calls).toHaveLength(2);
    });
  });

  test("that is gone keeps its run from being resumed, with the reason, until it is back", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await begin(home.path, shop);
    const without = ["planner"];
    await opened({ home: home.path, servers: [shop.server()], without }, async (house) => {
      const length = house.events(run).length;
      await expect(house.call("run.answer", { run, value: "Ines" })).rejects.toMatchObject({
        code: "unavailable",
        message: 'the driver "goal" is not there',
      });
      expect(house.events(run)).toHaveLength(length);
    });
    await opened(withDriver("1", home.path, shop), async (house) => {
      await say(house, run, "question", "Ines");
      expect((await house.settled(run)).outcome).toBe("done");
      expect(house.kernel.runs.head(run)).toBe(run);
    });
  });
});

test("a run whose tools and driver are what they were goes on where it stood", async () => {
  using home = newHome();
  const shop = new Shop();
  const run = await interrupted(home.path, shop);
  await opened({ home: home.path, servers: [shop.server()] }, async (house) => {
    await house.call("run.answer", { run, value: "Ines" });
    expect((await house.settled(run)).outcome).toBe("done");
    expect(house.kernel.runs.head(run)).toBe(run);
    expect(ofType(house.events(run), "run.claimed")).toHaveLength(2);
    expect(shop.calls).toHaveLength(2);
  });
});
