import { expect, test } from "bun:test";
import { join } from "node:path";
import { withFiles } from "../fixture.ts";
import { format, lint, typeCheck } from "./programs.ts";

const tools = join(import.meta.dir, "../..");
const project = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, types: [], module: "ESNext" },
});

test("a wrong type fails, in a dot folder too", async () => {
  const good = { "tsconfig.json": project, "a.ts": "export const a: number = 1;\n" };
  const bad = { ".ci/tsconfig.json": project, ".ci/b.ts": 'export const b: number = "1";\n' };
  expect(await withFiles(good, (root) => typeCheck({ tools, root }).failures)).toEqual([]);
  const failures = await withFiles(
    { ...good, ...bad },
    (root) => typeCheck({ tools, root }).failures,
  );
  expect(failures.join("\n")).toContain(".ci/b.ts(1,14): error TS2322");
});

const unwanted: readonly (readonly [string, string])[] = [
  ["no-explicit-any", "export const a: any = 1;\n"],
  ["no-default-export", "export default 1;\n"],
  ["no-unused-vars", "const a = 1;\n"],
  [
    "no-else-return",
    "export function a(b: number) {\n  if (b) {\n    return 1;\n  } else {\n    return 2;\n  }\n}\n",
  ],
  ["consistent-type-imports", 'import { B } from "./b.ts";\nexport const a = (b: B): B => b;\n'],
  ["prefer-node-protocol", 'import { join } from "path";\nexport const a = join("b");\n'],
];
test.each(unwanted)("lint: %s", async (rule, text) => {
  const [wrong, right] = await withFiles({ ".ci/a.ts": text }, async (root) => [
    lint({ tools, root }).failures,
    await withFiles({ "a.ts": "export const a = 1;\n" }, (other) => lint({ tools, root: other })),
  ]);
  expect(wrong.join("\n")).toContain(rule);
  expect(right.failures).toEqual([]);
});

test("a file that the formatter would change is named", async () => {
  const files = { "a.ts": "export const a = 1;\n", ".ci/b.ts": "export const b   = 1\n" };
  expect(await withFiles(files, (root) => format({ tools, root }).failures)).toEqual([".ci/b.ts"]);
});

test("the whole check counts its rules and ends with 1 when one is broken", async () => {
  const check = (root: string) => {
    const answer = Bun.spawnSync([process.execPath, join(tools, ".ci/check.ts"), root]);
    return { exitCode: answer.exitCode, last: answer.stdout.toString().trim().split("\n").at(-1) };
  };
  const good = { "tsconfig.json": "{}\n", "kernel/a.ts": "export const a = 1;\n" };
  const bad = { ...good, "kernel/b.ts": 'import "ajv";\n' };
  expect(await withFiles(good, check)).toEqual({ exitCode: 0, last: "check: 14 passed, 0 failed" });
  const broken = await withFiles(bad, check);
  expect(broken.exitCode).toBe(1);
  expect(broken.last).toMatch(/^check: \d+ passed, [1-9]\d* failed$/);
});
