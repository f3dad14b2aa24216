import { expect, test } from "bun:test";

import { openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";

const LONG = "0123456789".repeat(20_000);

test("a large result stands beside its event, with head and tail, and later steps see all of it", async () => {
  let length = 0;
  const world = createWorld({
    long: { run: () => ({ text: LONG }) },
    measure: {
      run({ text }) {
        length = String(text).length;
        return { length };
      },
    },
  });
  await using house = await openHouse({ servers: [world.server] });
  const report = await house.run({
    steps: [
      call("long", "world__long", {}, { expect: [{ matches: { required: ["text"] } }] }),
      call(
        "measure",
        "world__measure",
        { text: "$long.text" },
        { expect: has("length", LONG.length) },
      ),
    ],
  });
  expect([report.outcome, length]).toEqual(["done", LONG.length]);
  const finished = house
    .events(report.run)
    .find(({ type, data }) => type === "tool.finished" && data?.["step"] === "long");
  const { view, whole } = finished!.data as unknown as {
    view: { characters: number; head: string; tail: string };
    whole: string;
  };
  expect(JSON.stringify(finished!.data).length).toBeLessThan(8192);
  expect(view.characters).toBeGreaterThan(LONG.length);
  expect([view.head, view.tail].map((part) => part.length)).toEqual([2000, 2000]);
  expect(JSON.parse(Buffer.from(house.kernel.ledger.getBlob(whole)!).toString())).toEqual({
    text: LONG,
  });
});

test("what is not too large stands in its event", async () => {
  const world = createWorld({ short: { run: () => ({ text: LONG.slice(0, 60_000) }) } });
  await using house = await openHouse({ servers: [world.server] });
  const report = await house.run({ steps: [call("short", "world__short", {})] });
  const finished = house.events(report.run).find(({ type }) => type === "tool.finished");
  expect(finished!.data).toMatchObject({ whole: null, view: { text: LONG.slice(0, 60_000) } });
});
