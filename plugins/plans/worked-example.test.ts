import { expect, test } from "bun:test";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../../bench/support/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";

const ROOT = join(import.meta.dir, "../..");

test("the worked example of docs/plans.md is a plan that runs and is proved", async () => {
  const page = readFileSync(join(ROOT, "docs/plans.md"), "utf8");
  const [, written = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
  const plan = JSON.parse(written) as JsonObject;
  await using house = await openHouse();
  cpSync(join(ROOT, "examples/vault"), house.dir, { recursive: true });
  const report = await house.run(plan, { yes: true });
  expect([report.outcome, report.missing]).toEqual(["done", []]);

  const tasks = report.citations.length;
  expect(tasks).toBeGreaterThan(0);
  expect(report.answer).toBe(`${tasks} open tasks, listed in Open tasks.md`);
  const note = readFileSync(join(house.dir, "Open tasks.md"), "utf8");
  expect(note.trimEnd().split("\n")).toHaveLength(tasks);
  for (const citation of report.citations)
    expect(note).toContain(`${citation["path"]}:${citation["line"]}`);
  expect(house.state(report.run).facts["open_tasks"]?.value).toBe(tasks);
});
