import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../kernel/json.ts";
import { testHome, type TestHome } from "../socket/testing.ts";
import { READ, VAULT } from "./testing.ts";

async function exported(home: TestHome): Promise<string> {
  const ran = await home.run(["run", "--plan", home.plan("read", READ), "--dir", VAULT, "-q"]);
  expect(ran.exitCode).toBe(0);
  const file = join(home.dir, "run.ndjson");
  const ended = await home.run(["runs", "export", "@", "-o", file]);
  expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
  expect(ended.stdout).toMatch(/^✓ \d+ lines in .*run\.ndjson\n$/);
  return file;
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonObject);

test("a run leaves one home as a file and enters another, where it shows and verifies", async () => {
  await using here = testHome();
  await using there = testHome();
  const file = await exported(here);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const printed = await here.run(["runs", "export", "@"]);
  const withoutHead = (text: string) =>
    linesOf(text).filter(({ type }) => !String(type).startsWith("dev."));
  expect(withoutHead(printed.stdout)).toEqual(withoutHead(readFileSync(file, "utf8")));

  const imported = await there.run(["runs", "import", file]);
  expect(imported).toMatchObject({ exitCode: 0, stderr: "" });
  expect(imported.stdout).toMatch(/✓ \w+: \d+ events of \w+, every hash and signature holds/);
  expect((await there.run(["verify"])).exitCode).toBe(0);
  const show = ["show", "@", "--state", "--json"];
  const [ours, theirs] = [await here.run(show), await there.run(show)];
  expect(theirs.exitCode).toBe(0);
  expect(JSON.parse(theirs.stdout).data).toEqual(JSON.parse(ours.stdout).data);
  const again = await there.run(["runs", "import", file]);
  expect(again.stdout).toContain("is here already");
}, 60_000);

test("what is wrong is said in a sentence, with exit 2, and nothing is left lying about", async () => {
  await using home = testHome();
  const file = await exported(home);
  const broken = join(home.dir, "broken.ndjson");
  writeFileSync(
    broken,
    readFileSync(file, "utf8").replace('"actor":"person"', '"actor":"mallory"'),
  );
  await using there = testHome();
  const refused = await there.run(["runs", "import", broken]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/^✗ line \d+: hash: does not hold, the event was changed\n/);
  expect((await there.run(["runs", "ls", "--json"])).stdout).toContain('"runs":[]');

  const cases: [string[], string][] = [
    [["runs", "export", "none", "-o", join(home.dir, "none.ndjson")], "there is no run none"],
    [["runs", "export", "@", "-o", join(home.dir, "no/such/folder")], "-o: "],
    [["runs", "export", "@", "-o", "a", "--otlp", "b"], "leave one out"],
    [["runs", "export", "@", "--content"], "add --otlp FILE"],
    [["runs", "export", "@", "--json"], "write it with -o FILE"],
    [["runs", "import", join(home.dir, "none.ndjson")], "cannot be read"],
  ];
  for (const [args, words] of cases) {
    const { exitCode, stdout, stderr } = await home.run(args);
    expect({ args, exitCode, said: (stdout + stderr).includes(words) }).toEqual({
      args,
      exitCode: 2,
      said: true,
    });
  }
  expect(readdirSync(home.dir).toSorted()).toEqual(["broken.ndjson", "run.ndjson"]);
}, 60_000);

test("--otlp writes spans and logs, with contents only where they are asked for", async () => {
  await using home = testHome();
  await exported(home);
  const file = join(home.dir, "spans.jsonl");
  expect((await home.run(["runs", "export", "@", "--otlp", file])).exitCode).toBe(0);
  const text = readFileSync(file, "utf8");
  const kinds = new Set(linesOf(text).flatMap((line) => Object.keys(line)));
  expect(kinds).toEqual(new Set(["resourceSpans", "resourceLogs"]));
  expect(text).toContain("execute_tool files_read");
  expect(text).not.toContain("**/*.md");
  const more = ["runs", "export", "@", "--otlp", file, "--content"];
  expect((await home.run(more)).exitCode).toBe(0);
  expect(readFileSync(file, "utf8")).toContain("**/*.md");
  expect(existsSync(`${file}.part`)).toBe(false);
}, 60_000);
