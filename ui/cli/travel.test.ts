import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { PROGRAM, type TestHome, testHome } from "../socket/testing.ts";
import { twoFiles } from "./testing.ts";

// Each command is a process of its own, on a machine that may be busy.
setDefaultTimeout(60_000);

/** Every byte there is, NUL and broken UTF-8 among them. */
const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256);

let home: TestHome;
beforeAll(async () => {
  home = testHome();
  for (const [path, content] of [
    ["images/red.bin", bytes],
    ["one.txt", "before\n"],
  ] as const) {
    mkdirSync(dirname(join(home.dir, path)), { recursive: true });
    writeFileSync(join(home.dir, path), content);
  }
  const plan = home.plan("two", twoFiles);
  const { exitCode, stderr } = await home.run(["run", "--plan", plan, "--yes", "write two files"]);
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
});
afterAll(() => home[Symbol.asyncDispose]());

const data = (stdout: string) => (JSON.parse(stdout) as { data: Record<string, unknown> }).data;

describe("glassbox show", () => {
  test("RUN@N:PATH puts out the bytes of a file as it was, and nothing else", async () => {
    const child = Bun.spawn([process.execPath, PROGRAM, "show", "@:images/red.bin"], {
      cwd: home.dir,
      env: home.env,
      stdout: "pipe",
      stderr: "pipe",
    });
    const out = Buffer.from(await new Response(child.stdout).arrayBuffer());
    expect(await child.exited).toBe(0);
    expect(out.equals(Buffer.from(bytes))).toBe(true);
  });

  test("tells what a step wrote from what was there before", async () => {
    expect((await home.run(["show", "@s1:one.txt"])).stdout).toBe("s1\n");
    expect((await home.run(["show", "@@3:one.txt"])).stdout).toBe("before\n");
    expect((await home.run(["show", "@:images"])).stdout).toBe("red.bin\n");
    const json = data((await home.run(["show", "@:one.txt", "--json"])).stdout);
    expect(json).toMatchObject({
      path: "one.txt",
      kind: "file",
      encoding: "utf-8",
      content: "s1\n",
    });
    const { content } = data((await home.run(["show", "@:images/red.bin", "--json"])).stdout);
    expect(Buffer.from(String(content), "base64").equals(Buffer.from(bytes))).toBe(true);
  });

  test("--files lists the folder with what the run had changed", async () => {
    const { stdout, exitCode } = await home.run(["show", "@", "--files"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("3 files in ");
    expect(stdout).toContain("M  one.txt  s1");
    expect(stdout).toContain("A  two.txt  s2");
    expect(stdout).toContain("images/red.bin  70 kB");
    expect((await home.run(["show", "@@3", "--files"])).stdout).toContain(
      "the run itself had changed nothing",
    );
  });

  test("of what was not there ends with 2, the reason and a way on", async () => {
    const { stdout, stderr, exitCode } = await home.run(["show", "@:none.txt"]);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain("there was no none.txt at ");
    expect(stderr).toContain("--files lists what was captured");
  });
});

describe("glassbox diff", () => {
  test("shows what came between two moments, with exit 6", async () => {
    const { stdout, exitCode } = await home.run(["diff", "@@3", "@", "--patch"]);
    expect(exitCode).toBe(6);
    expect(stdout).toContain("the first 3 events in common");
    expect(stdout).toContain("first difference: the second goes on");
    expect(stdout).toContain("+ s1");
    expect(stdout).toContain("M  one.txt");
    expect(stdout).toContain("--- a/one.txt\n+++ b/one.txt\n@@ -1 +1 @@\n-before\n+s1");
    expect(stdout).toContain("--- /dev/null\n+++ b/two.txt");
  });

  test("finds a moment the same as itself, with exit 0", async () => {
    const { stdout, exitCode } = await home.run(["diff", "@", "@"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ \S+ and \S+ are the same\n$/);
    const json = await home.run(["diff", "@", "@@3", "--json=same,shared"]);
    expect({ exitCode: json.exitCode, data: data(json.stdout) }).toEqual({
      exitCode: 6,
      data: { same: false, shared: 3 },
    });
  });
});

describe("glassbox bisect", () => {
  test("names the event, and why it came to that", async () => {
    const { stdout, exitCode } = await home.run(["bisect", "@", "--when", "outcome=done"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ \w+@\d+: outcome=done\nevent +\d+ .* run\.finished/);
    expect(stdout).toContain("because");
  });

  test("reads a schema from a file, exits 1 for never, and 2 for nonsense", async () => {
    const schema = join(dirname(home.dir), "when.json");
    writeFileSync(schema, JSON.stringify({ properties: { outcome: { const: "done" } } }));
    expect((await home.run(["bisect", "--when", schema])).exitCode).toBe(0);
    const never = await home.run(["bisect", "@", "--when", "outcome=failed"]);
    expect(never.exitCode).toBe(1);
    expect(never.stdout).toContain("outcome=failed was never true in the ");
    for (const when of ["nonsense", "{", "facts.x>[1]"]) {
      const refused = await home.run(["bisect", "@", "--when", when]);
      expect({ when, exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({
        when,
        exitCode: 2,
        stdout: "",
      });
    }
    writeFileSync(schema, "no schema");
    expect((await home.run(["bisect", "--when", schema])).exitCode).toBe(2);
  });
});

describe("glassbox runs ls --tree", () => {
  test("draws each run on a line", async () => {
    const { stdout, exitCode } = await home.run(["runs", "ls", "--tree"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\w{4} {2}done {2}\d\d:\d\d:\d\d {2}write two files\n$/);
  });
});

describe("glassbox log --sql", () => {
  const sql = "select path, at from files where step = 's1' and changed";

  test("answers with a table, one JSON object, or an object a line", async () => {
    const table = await home.run(["log", "--sql", sql]);
    expect(table).toMatchObject({ exitCode: 0, stdout: "path     at\none.txt  after\n" });
    const rows = [{ path: "one.txt", at: "after" }];
    const json = await home.run(["log", "--sql", sql, "--json"]);
    expect(data(json.stdout)).toEqual({ rows, columns: ["path", "at"], isCut: false });
    const lines = await home.run(["log", "--sql", sql, "--jsonl"]);
    expect(lines.stdout).toBe(`${JSON.stringify(rows[0])}\n`);
    const field = await home.run(["log", "--sql", sql, "--json=path"]);
    expect(data(field.stdout)).toEqual({ rows: [{ path: "one.txt" }] });
  });

  test("says when there is more, and when there is nothing", async () => {
    const cut = await home.run(["log", "--sql", "select n from events", "--limit", "1"]);
    expect(cut.stdout).toBe("n\n1\n");
    expect(cut.stderr).toContain("only the first 1 rows: --limit N shows more");
    expect((await home.run(["log", "--sql", "select n from events where false"])).stdout).toBe(
      "no rows\n",
    );
  });

  test("refuses what is no query, and leaves the ledger as it was", async () => {
    for (const bad of ["delete from events", "select", "pragma query_only=0"]) {
      const refused = await home.run(["log", "--sql", bad]);
      expect({ bad, exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({
        bad,
        exitCode: 2,
        stdout: "",
      });
    }
    expect((await home.run(["log", "@", "--sql", sql])).exitCode).toBe(2);
    expect((await home.run(["verify"])).exitCode).toBe(0);
    expect(readFileSync(join(home.dir, "one.txt"), "utf8")).toBe("s1\n");
  });
});
