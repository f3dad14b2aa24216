import { expect, test } from "bun:test";
import { join } from "node:path";

import { BARS } from "./support/bars.ts";
import { parseResult } from "./support/result.ts";

function run(bench: string, ...args: readonly string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([
    process.execPath,
    join(import.meta.dir, `${bench}.ts`),
    ...args,
  ]);
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test("a quick bench ends with one line that parses and holds every promised figure", () => {
  const { exitCode, stdout, stderr } = run("cold", "--quick");
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  const result = parseResult(stdout);
  expect(result).toMatchObject({ bench: "cold", quick: true, missing: [] });
  expect(Object.keys(result.figures)).toContainValues(Object.keys(BARS["cold"]!));
  expect(Object.values(result.figures).every((figure) => figure > 0)).toBe(true);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).not.toBe("");
}, 90_000);

test.each(Object.keys(BARS))("bench/%s.ts refuses an argument it does not know", (bench) => {
  const { exitCode, stdout, stderr } = run(bench, "--fast");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`unknown argument --fast: bun bench/${bench}.ts [--quick]`);
});
