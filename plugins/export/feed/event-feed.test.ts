import { afterAll, beforeAll, expect, test } from "bun:test";

import { exportedLines } from "../../../bench/support/exports.ts";
import { type House, openHouse } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { EventFeed, Feed, FeedRequest } from "../../contracts/event-feed.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

async function look(): Promise<string> {
  const steps = [1, 2, 3].map((n) => call(`s${n}`, "files__files_glob", { pattern: `*${n}` }));
  return (await house.run({ goal: "look", steps, answer: "" })).run;
}

const open = (request: Partial<FeedRequest>): Feed =>
  house.kernel.runs.services
    .provided<EventFeed>("event-feed")
    .get("export")!
    .open({ after: 0, run: null, types: null, ...request });

async function read(feed: Feed, count: number): Promise<JsonObject[]> {
  const lines: JsonObject[] = [];
  while (lines.length < count) {
    const text = Buffer.from(await feed.next()).toString();
    expect(text).toEndWith("\n");
    lines.push(
      ...text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as JsonObject),
    );
  }
  return lines;
}

const recorded = (query: object = {}) =>
  Array.from(house.kernel.ledger.query(query), (event) => ({
    cursor: event.row,
    event: house.kernel.ledger.toCloudEvent(event) as JsonObject,
  }));

test("events that were archived come to a reader who was away for so long, then those that come", async () => {
  const [old] = [await look(), await look()];
  const wanted = recorded();
  const exported = await exportedLines(house, old);
  const archived = await house.call<{ trees: JsonObject[] }>("runs.archive", {
    olderThanSeconds: 0,
  });
  expect(archived.trees).toHaveLength(2);
  const feed = open({});
  const got = await read(feed, wanted.length);
  expect(got.slice(0, wanted.length)).toEqual(wanted);
  const reading = read(feed, 5);
  await look();
  const { cursor } = got.at(-1)! as { cursor: number };
  expect((await reading).slice(0, 5)).toEqual(recorded({ afterRow: cursor }).slice(0, 5));
  feed.close();

  const ofRun = { subject: `run/${old}`, types: ["tool.finished"] };
  const one = open({ run: old, types: ["tool.finished"] });
  expect(await read(one, 3)).toEqual(recorded(ofRun));
  one.close();
  const events = (lines: readonly string[]) =>
    lines.filter((line) => !line.includes('"type":"dev.'));
  expect(events(await exportedLines(house, old))).toEqual(events(exported));
}, 20_000);

test("a reader who is slow misses nothing that is archived between two looks, and nothing comes twice", async () => {
  const after = house.kernel.ledger.lastRow();
  for (let n = 0; n < 45; n++) await look();
  const feeds = [open({ after }), open({ after, types: ["tool.finished"] })];
  const first = await Promise.all(feeds.map((feed) => read(feed, 1)));
  const wanted = [{ afterRow: after }, { afterRow: after, types: ["tool.finished"] }];
  expect(first[0]!.length).toBeLessThan(recorded(wanted[0]).length);
  // One waits for what comes, as one does that has everything.
  const waiting = open({ after: house.kernel.ledger.lastRow() });
  const next = read(waiting, 1);
  await house.call("runs.archive", { olderThanSeconds: 0 });
  expect((await next)[0]).toMatchObject({ event: { type: "archive.sealed" } });
  await look();
  for (const [at, feed] of feeds.entries()) {
    const all = recorded(wanted[at]);
    const rest = await read(feed, all.length - first[at]!.length);
    expect([...first[at]!, ...rest]).toEqual(all);
    feed.close();
  }
  waiting.close();
}, 60_000);

test("a feed that is closed gives nothing more, and others go on", async () => {
  const [first, second] = [open({ after: 0 }), open({ after: 0 })];
  await read(first, 1);
  first.close();
  expect((await read(second, recorded().length)).length).toBeGreaterThanOrEqual(recorded().length);
  second.close();
});
