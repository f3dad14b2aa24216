import { expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { withFiles } from "./fixture.ts";

const green = 'import { expect, test } from "bun:test";\ntest("green", () => expect(1).toBe(1));\n';
const red = 'import { expect, test } from "bun:test";\ntest("red", () => expect(1).toBe(2));\n';
const skipped = 'import { test } from "bun:test";\ntest.skip("skipped", () => {});\n';

function runTests(
  files: Readonly<Record<string, string>>,
  options: { readonly args?: readonly string[]; readonly ci?: string } = {},
) {
  return withFiles(files, (root) => {
    for (const part of ["test.ts", "totals.ts", "walk.ts"]) {
      cpSync(join(import.meta.dir, part), join(root, ".ci", part));
    }
    const answer = Bun.spawnSync(
      [process.execPath, join(root, ".ci/test.ts"), ...(options.args ?? [])],
      {
        env: { ...process.env, CI: options.ci ?? "" },
      },
    );
    return { exitCode: answer.exitCode, last: answer.stdout.toString().trim().split("\n").at(-1) };
  });
}

test("all green, in dot folders too, ends with the count and 0", async () => {
  expect(await runTests({ "a/b.test.ts": green, ".ci/c.test.ts": green })).toEqual({
    exitCode: 0,
    last: "2 passed, 0 failed",
  });
});

test("one red test, or a file that does not load, ends with 1", async () => {
  expect(await runTests({ "a.test.ts": green, "b.test.ts": red })).toEqual({
    exitCode: 1,
    last: "1 passed, 1 failed",
  });
  expect(await runTests({ "a.test.ts": green, "b.test.ts": 'import "./missing.ts";\n' })).toEqual({
    exitCode: 1,
    last: "1 passed, 1 failed",
  });
});

test("a process that dies after its last green test has failed", async () => {
  const dies = `${green}test("dies", () => process.exit(0));\n`;
  const broken = await runTests({ "a.test.ts": dies });
  expect(broken.exitCode).toBe(1);
  expect(broken.last).toMatch(/[1-9]\d* failed$/);
});

test("a skipped test is told apart, and has failed with CI=true", async () => {
  const files = { "a.test.ts": green, "b.test.ts": skipped };
  expect(await runTests(files)).toEqual({ exitCode: 0, last: "1 passed, 0 failed, 1 skipped" });
  expect(await runTests(files, { ci: "true" })).toEqual({
    exitCode: 1,
    last: "1 passed, 1 failed",
  });
});

test("no test at all is a failure", async () => {
  expect(await runTests({ "a.ts": "" })).toEqual({ exitCode: 1, last: "0 passed, 1 failed" });
  const none = await runTests({ "a.test.ts": green }, { args: ["-t", "no such name"] });
  expect(none.exitCode).toBe(1);
});

test("paths choose files, flags go to bun test, an unknown path is named", async () => {
  const files = { "a/a.test.ts": green, "b/b.test.ts": red };
  expect(await runTests(files, { args: ["a"] })).toEqual({
    exitCode: 0,
    last: "1 passed, 0 failed",
  });
  expect(await runTests(files, { args: ["-t", "green"] })).toEqual({
    exitCode: 0,
    last: "1 passed, 0 failed",
  });
  expect((await runTests(files, { args: ["c"] })).exitCode).toBe(2);
});

test("tests against real models are left out, and with --live they are the only ones", async () => {
  const files = { "a.test.ts": green, "b.live.test.ts": red, "c/c.live.test.ts": green };
  expect(await runTests(files)).toEqual({ exitCode: 0, last: "1 passed, 0 failed" });
  expect(await runTests(files, { args: ["--live"] })).toEqual({
    exitCode: 1,
    last: "1 passed, 1 failed",
  });
  expect(await runTests(files, { args: ["--live", "c"] })).toEqual({
    exitCode: 0,
    last: "1 passed, 0 failed",
  });
  expect((await runTests(files, { args: ["c"] })).exitCode).toBe(1);
});
