import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { exportedLines, fileOf } from "../../bench/support/exports.ts";
import { openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";

// Second houses are built here, on a machine that may be busy.
setDefaultTimeout(60_000);

const FOREIGN = {
  name: "foreign",
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: process.execPath,
  args: [join(import.meta.dir, "../../mcp/hub/fixture-server.ts")],
  env: {},
} as const;

const steps = [
  call("f", "foreign__structured", { text: "hi" }),
  call("many", "world__list", {}, { after: ["f"] }),
  call("l", "world__look", { name: "$many.last" }, { expect: [has("name", "end")] }),
];

const world = () =>
  createWorld({ list: { run: () => ({ items: Array(30_000).fill("x"), last: "end" }) } }).server;

test("a run that was brought from another home, with tools that are not there", async () => {
  await using here = await openHouse({ servers: [world(), FOREIGN] });
  const { run } = await here.run({ steps }, { allow: ["foreign__structured"] });
  expect((await replayed(here, run)).difference).toBeNull();
  await using there = await openHouse({ servers: [world()] });
  const path = fileOf(here, await exportedLines(here, run));
  await there.call("runs.import", { path });
  const again = await replayed(there, run);
  expect(again.difference).toBeNull();
  expect(again.compared).toBeGreaterThan(10);
});

test("a run that lies in the archive", async () => {
  await using house = await openHouse({ servers: [world(), FOREIGN] });
  const { run } = await house.run({ steps }, { allow: ["foreign__structured"] });
  const { compared } = await replayed(house, run);
  await house.call("runs.archive", { olderThanSeconds: 0 });
  expect(await replayed(house, run)).toMatchObject({ difference: null, compared });
});
