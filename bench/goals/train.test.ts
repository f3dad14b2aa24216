import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../support/kernel.ts";
import { parseGoals } from "./golden.ts";
import { servePages } from "./pages.ts";
import { serversFor } from "./servers.ts";
import { runProved } from "./train.ts";

test("every training goal is done and proved in a real house, and is in its ledger", async () => {
  const pages = servePages();
  await using house = await openHouse({ servers: serversFor(pages), without: ["skills"] });
  const text = pages.local(readFileSync(join(import.meta.dir, "train.jsonl"), "utf8"));
  const goals = parseGoals(text, "train.jsonl");
  await runProved({ house, tools: await house.hub.list(house.dir) }, goals);
  const said = [...house.kernel.ledger.query({ types: ["goal.set"] })].map(
    (one) => one.data?.["text"],
  );
  expect(said).toEqual(goals.map(({ goal }) => goal));
  const ends = [...house.kernel.ledger.query({ types: ["run.finished"] })];
  expect(
    ends.every(({ data }) => data?.["outcome"] === "done" && Number(data?.["checks"]) > 0),
  ).toBe(true);
  await pages.close();
}, 60_000);

test("a goal that cannot be done is an error, and no proof", async () => {
  const pages = servePages();
  await using house = await openHouse({ servers: serversFor(pages), without: ["skills"] });
  const [goal] = parseGoals(
    '{"goal":"Read a.md","tool":"files_read","args":{"path":"a.md","startLine":99}}',
    "g",
  );
  const tools = await house.hub.list(house.dir);
  await expect(runProved({ house, tools }, [goal!])).rejects.toThrow('"Read a.md" ended');
  await pages.close();
});
