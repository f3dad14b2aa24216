import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { verify } from "../../bench/support/verify.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(60_000);

interface Answer {
  readonly rows: readonly JsonObject[];
  readonly columns: readonly string[];
  readonly isCut: boolean;
}

let house: House;
let run: string;
beforeAll(async () => {
  house = await openHouse();
  const long = "word ".repeat(5000);
  const report = await house.run(
    {
      steps: [
        call("one", "files__files_write", { path: "a.md", content: "one\n" }),
        call("two", "files__files_write", { path: "b.md", content: long }, { after: ["one"] }),
        call(
          "read",
          "files__files_read",
          { path: "b.md" },
          {
            after: ["two"],
            expect: has("path", "b.md"),
          },
        ),
      ],
      answer: "done",
    },
    { goal: "write two notes", yes: true },
  );
  expect(report.outcome).toBe("done");
  run = report.run;
});
afterAll(() => house[Symbol.asyncDispose]());

const query = (sql: string, more: JsonObject = {}) =>
  house.call<Answer>("log.query", { sql, ...more });

const refusalOf = (sql: string, more: JsonObject = {}) =>
  query(sql, more).then(
    () => ({ code: "none", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

describe("a query sees", () => {
  test("every event, with its payload also where that lies packed in a blob", async () => {
    const { rows, columns } = await query(
      `select n, type, step, time, actor, data, id from events where run = '${run}' order by n`,
    );
    expect(columns).toEqual(["n", "type", "step", "time", "actor", "data", "id"]);
    const events = house.events(run);
    expect(rows.map(({ n, type, id }) => ({ n, type, id }))).toEqual(
      events.map(({ bseq: n, type, id }) => ({ n, type, id })),
    );
    const parsed = rows.map(({ data }) => JSON.parse(String(data)) as JsonValue);
    expect(parsed).toEqual(events.map(({ data }) => data!));
    expect(Math.max(...rows.map(({ data }) => String(data).length))).toBeGreaterThan(8192);
    expect(rows[0]!["time"]).toBe(house.kernel.ledger.toCloudEvent(events[0]!)["time"] as string);
  });

  test("runs with their goal and end", async () => {
    const { rows } = await query(
      "select run, goal, outcome, dir, parent, events, seconds from runs",
    );
    const [only] = rows;
    expect(rows).toHaveLength(1);
    expect(only).toMatchObject({ run, goal: "write two notes", outcome: "done", parent: null });
    expect(only).toMatchObject({ dir: house.dir, events: house.events(run).length });
    expect(only!["seconds"]).toBeGreaterThanOrEqual(0);
  });

  test("calls of tools with their answers", async () => {
    const { rows } = await query(
      "select step, tool, effect, ok, args ->> '$.path' as path from tools where purpose = 'step' order by n",
    );
    expect(rows).toMatchObject([
      { step: "one", tool: "files__files_write", ok: 1, path: "a.md" },
      { step: "two", tool: "files__files_write", ok: 1, path: "b.md" },
      { step: "read", tool: "files__files_read", effect: "read", ok: 1, path: "b.md" },
    ]);
  });

  test("what was captured of files, and whether that was a change", async () => {
    const { rows } = await query(
      "select step, path, kind from files where changed and path like '%.md' and step <> '' order by path",
    );
    expect(rows).toEqual([
      { step: "one", path: "a.md", kind: "file" },
      { step: "two", path: "b.md", kind: "file" },
    ]);
  });

  test("branches", async () => {
    const { rows } = await query("select branch, run, parent, at from branches");
    expect(rows).toEqual([{ branch: run, run, parent: null, at: 0 }]);
  });

  test("at most so many rows, and is told when there are more", async () => {
    expect(await query("select n from events order by n", { limit: 2 })).toMatchObject({
      rows: [{ n: 1 }, { n: 1 }],
      isCut: true,
    });
    expect(await query("select 1 as one -- a remark ; with a semicolon")).toMatchObject({
      rows: [{ one: 1 }],
      isCut: false,
    });
  });

  test("numbers that a reader of JSON would round as text, and others as numbers", async () => {
    const { rows } = await query(
      "select 9007199254740993 as big, -9223372036854775808 as least, 9007199254740991 as safe, 0.5 as half",
    );
    expect(rows).toEqual([
      { big: "9007199254740993", least: "-9223372036854775808", safe: 2 ** 53 - 1, half: 0.5 },
    ]);
  });

  test("two columns of one name as two", async () => {
    const { rows, columns } = await query("select 1 as a, 2 as a, x'00ff' as b");
    expect(columns).toHaveLength(3);
    expect(Object.values(rows[0]!)).toEqual([1, 2, "00ff"]);
  });

  test("in the order that it asks for", async () => {
    const { rows } = await query(`select n from events where run = '${run}' order by n desc;`);
    const numbers = rows.map(({ n }) => Number(n));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  });
});

describe("a query changes nothing and sees nothing else", () => {
  const forbidden = [
    "delete from events",
    "insert into events(run) values ('x')",
    "update main.events set actor = 1",
    "drop view events",
    "attach '/tmp/other.db' as other",
    "pragma query_only = off",
    "vacuum",
    "begin",
    "create temp table x(a)",
    "select 1; delete from main.events",
    "with x as (select 1) delete from main.events",
    "with x as (select 1) insert into unpacked(hash) select * from x",
    "with x as (select 1) insert into runs select * from x",
    "select * from main.events",
    'select * from "main"."blobs"',
    "select * from main . blobs",
    "select salt from events",
    "select zstd from blobs",
    "select text from names",
    "select tenant from writer",
    "select * from sqlite_master",
    "select * from [sqlite_temp_master]",
    "select * from 'sqlite_schema'",
    "select * from pragma_database_list",
    "select * from pragma_table_list",
    "select name from dbstat",
    'select name from "DBSTAT"',
    "select * from sqlite_versions",
    "select 1) /*",
    "select 1) /* a remark",
    "select 1) limit 3 --",
    "select 1 as one /* a remark",
    "select load_extension('x')",
    "select writefile('/tmp/x', 'y')",
    "select readfile('/etc/passwd')",
    "",
    "-- nothing",
    "select",
    "select nothing_of_the_kind from events",
  ];
  test.each(forbidden)("%p", async (sql) => {
    const before = house.kernel.ledger.lastRow();
    const refusal = await refusalOf(sql);
    expect(refusal.code).toBe("usage");
    expect(refusal.message).toStartWith("sql: ");
    expect(refusal.hint.length).toBeGreaterThan(0);
    expect(house.kernel.ledger.lastRow()).toBe(before);
    expect(verify(house.kernel.ledger).ok).toBe(true);
  });

  test("hidden tables are empty where a name of theirs is used", async () => {
    expect(await query("select * from blobs")).toMatchObject({ rows: [] });
  });

  test("not a byte of the ledger is written", async () => {
    const folder = join(house.home, "home", "tenants", "default");
    const bytes = () =>
      readdirSync(folder)
        .filter((name) => /^ledger\.db(-wal)?$/.test(name))
        .map((name) => [name, Bun.hash(readFileSync(join(folder, name)))]);
    const before = bytes();
    await query("select data from events");
    await query("select * from files");
    expect(bytes()).toEqual(before);
  });
});

describe("a query that asks too much is ended", () => {
  const endless =
    "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c";

  test("after its time, and others are answered meanwhile", async () => {
    const slow = refusalOf(endless, { seconds: 1 });
    let answered = 0;
    while (await Promise.race([slow.then(() => false), Bun.sleep(50).then(() => true)])) {
      await house.call("run.report", { run });
      answered += 1;
    }
    expect(answered).toBeGreaterThan(0);
    expect(await slow).toMatchObject({
      code: "usage",
      message: "sql: the query took more than 1 s",
    });
  });

  test("when its caller goes away", async () => {
    const leaving = new AbortController();
    const asked = house.call("log.query", { sql: endless }, { signal: leaving.signal });
    setTimeout(() => leaving.abort(new Error("gone")), 100);
    expect(await asked.catch((error: unknown) => (error as Error).message)).toBe("gone");
  });

  const counting = (n: number) =>
    `with recursive c(x) as (select 1 union all select x + 1 from c limit ${n})`;
  const tooLarge = [
    ["one value", "select hex(zeroblob(50000000)) as x"],
    ["one value beyond what there can be", "select zeroblob(1500000000) as x"],
    ["many rows", `${counting(500_000)} select x, hex(zeroblob(5000)) as y from c`],
    [
      "more than the memory",
      `${counting(10_000)} select group_concat(hex(zeroblob(1000000))) from c`,
    ],
    ["names of columns", `${counting(2000)} select x as ${"n".repeat(20_000)} from c`],
  ] as const;
  test.each(tooLarge)("when its answer is too large: %s", async (_, sql) => {
    const refusal = await refusalOf(sql, { limit: 100_000 });
    expect(refusal).toMatchObject({
      code: "usage",
      message: "sql: the answer is too large",
      hint: "ask for fewer columns or rows",
    });
  });
});
