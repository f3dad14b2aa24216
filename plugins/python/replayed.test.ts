import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { programServer } from "../../bench/support/program-server.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { Shop } from "../../bench/support/shop.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { approving, below, running } from "../../bench/support/program-runs.ts";

setDefaultTimeout(60_000);

const python = () =>
  programServer({
    order: async ({ call: use, ask }) => {
      await ask("dev.glassbox/files/read", { paths: ["a.txt"] });
      await use("shop__look", { item: "a" });
      for (const item of ["a", "b"]) await use("shop__send", { item });
      return "sent";
    },
    wrong: async ({ call: use }) => {
      await use("shop__look", { item: "a" });
      throw new Error("enough");
    },
  });

test("a run with a program replays: every call of it, every yes, and its answer", async () => {
  const shop = new Shop();
  await using house = await openHouse({ servers: [shop.server(), python()] });
  writeFileSync(join(house.dir, "a.txt"), "one");
  const run = await house.start(running("order"));
  await approving(house, run);
  expect(shop.calls).toHaveLength(2);
  const events = house.events(run).length + house.events(below(house, run)).length;
  const replay = await replayed(house, run);
  expect(replay).toMatchObject({ difference: null });
  expect(events).toBeGreaterThan(30);
  // Nothing was called again.
  expect(shop.calls).toHaveLength(2);
});

test("one that failed replays too", async () => {
  const shop = new Shop();
  await using house = await openHouse({ servers: [shop.server(), python()] });
  const { run, outcome } = await house.run(running("wrong"));
  expect(outcome).toBe("failed");
  expect(await replayed(house, run)).toMatchObject({ difference: null });
});

test("one whose kernel left in the middle replays too", async () => {
  const shop = new Shop();
  const servers = [shop.server(), python()];
  await using first = await openHouse({ servers });
  writeFileSync(join(first.dir, "a.txt"), "one");
  const steps = [call("work", "python__python_run", { code: "order", tools: ["*"] })];
  const run = await first.start({ steps });
  await first.settled(run);
  await first.call("run.pause", { run });
  while (first.kernel.runs.standing(run)?.kind !== "halted") await Bun.sleep(5);
  await first.call("run.resume", { run });
  await approving(first, run);
  expect(shop.calls).toHaveLength(2);
  expect(await replayed(first, run)).toMatchObject({ difference: null });
});

test("one that has read what is not to be trusted replays too", async () => {
  const shop = new Shop();
  const page = toolServer("page", { read: { run: () => ({ word: "evil" }) } });
  const outside = { ...page, trusted: false } as unknown as typeof page;
  const pass = programServer({
    pass: async ({ call: use }) => {
      const read = (await use("page__read", {})) as JsonObject;
      return use("shop__send", { item: read["word"]! });
    },
  });
  await using house = await openHouse({ servers: [shop.server(), outside, pass] });
  const run = await house.start(running("pass"));
  await approving(house, run);
  expect(shop.calls).toHaveLength(1);
  expect(await replayed(house, run)).toMatchObject({ difference: null });
});

test("one that passed on a long text replays too", async () => {
  const shop = new Shop();
  const long = programServer({
    long: async ({ call: use }) => use("shop__send", { item: "soap", note: "x".repeat(20_000) }),
  });
  await using house = await openHouse({ servers: [shop.server(), long] });
  const run = await house.start(running("long"));
  await approving(house, run);
  expect(shop.calls).toHaveLength(1);
  expect(await replayed(house, run)).toMatchObject({ difference: null });
});
