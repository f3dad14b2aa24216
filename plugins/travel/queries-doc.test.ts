import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { systemClock } from "../house/clock.ts";

setDefaultTimeout(60_000);

const page = readFileSync(join(import.meta.dir, "../../docs/queries.md"), "utf8");
const queries = [...page.matchAll(/^(.*):\n\n```sql\n([\s\S]*?)```/gm)].map(
  ([, title = "", sql = ""]) => [title, sql] as const,
);
const views = [...page.matchAll(/^\| `(\w+)` \| `([\w ]+)` \|/gm)].map(
  ([, view = "", columns = ""]) => [view, columns.split(" ")] as const,
);

/** Well within an hour. */
const HALF_PAST_NINE = Date.UTC(2026, 10, 21, 9, 30);

let house: House;
beforeAll(async () => {
  house = await openHouse({ clock: { ...systemClock, now: () => HALF_PAST_NINE } });
  const write = (path: string, n: number) =>
    call(
      `${path[0]}${n}`,
      "files__files_write",
      { path, content: `${n}\n` },
      n === 0 ? {} : { after: [`${path[0]}${n - 1}`] },
    );
  const steps = [
    ...Array.from({ length: 6 }, (_, n) => write("often.md", n)),
    ...Array.from({ length: 5 }, (_, n) => write("seldom.md", n)),
  ];
  expect((await house.run({ steps, answer: "done" }, { yes: true })).outcome).toBe("done");
});
afterAll(() => house[Symbol.asyncDispose]());

const ask = (sql: string) =>
  house.call<{ rows: readonly JsonObject[]; columns: readonly string[] }>("log.query", { sql });

describe("what docs/queries.md promises", () => {
  test.each(queries)("is answered: %s", async (_, sql) => {
    expect(Array.isArray((await ask(sql)).rows)).toBe(true);
  });

  test("a file that changed more than five times in an hour is found, and no other", async () => {
    const [title, sql] = queries[0]!;
    expect(title).toBe("Files that changed more than five times in an hour");
    const { rows } = await ask(sql);
    expect(rows).toEqual([{ path: "often.md", hour: "2026-11-21T09:00Z", changes: 6 }]);
  });

  test.each(views)("view %s has the columns that are named", async (view, columns) => {
    expect((await ask(`select * from ${view}`)).columns).toEqual(columns);
  });

  test("every view is described", () => {
    expect(views.map(([view]) => view).toSorted()).toEqual([
      "branches",
      "events",
      "files",
      "models",
      "runs",
      "tools",
    ]);
    expect(queries.length).toBeGreaterThanOrEqual(5);
  });
});
