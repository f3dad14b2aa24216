import { expect, test } from "bun:test";
import { withFiles } from "../fixture.ts";
import { noRuntimeCycle, noTypeCycle } from "./cycles.ts";
import { dependencyTable } from "./dependencies.ts";
import { contractTypes, importDirections, kernelImports, modelImports } from "./directions.ts";
import type { HouseRule } from "./rule.ts";
import { fileLength, kernelSize, ledgerSize } from "./size.ts";
import { readSourceFiles } from "./source-file.ts";
import { noUnfinishedWords } from "./words.ts";

function failuresOf(rule: HouseRule, files: Readonly<Record<string, string>>) {
  return withFiles(files, (root) => rule(readSourceFiles(root)).failures);
}

const line = "export const a = 1;\n";

test("the kernel has at most 2,000 code lines, its ledger 1,200, each counted without the other", async () => {
  const files = {
    "kernel/a.ts": line.repeat(1999),
    "kernel/ports/b.ts": `\n// no code\n/* nor\n   this */\n${line}`,
    "kernel/a.test.ts": line.repeat(50),
    "kernel/ledger/c.ts": line.repeat(1200),
  };
  expect(await failuresOf(kernelSize, files)).toEqual([]);
  expect(await failuresOf(ledgerSize, files)).toEqual([]);
  expect(await failuresOf(kernelSize, { ...files, "kernel/d.ts": line })).toEqual([
    "kernel/ without kernel/ledger/ has 2001 code lines, 1 too many",
  ]);
  expect(await failuresOf(ledgerSize, { ...files, "kernel/ledger/d.ts": line })).toEqual([
    "kernel/ledger/ has 1201 code lines, 1 too many",
  ]);
});

test("a file past 300 lines has two concepts", async () => {
  expect(await failuresOf(fileLength, { "mcp/a.ts": "\n".repeat(300) })).toEqual([]);
  expect(await failuresOf(fileLength, { "mcp/a.ts": "\n".repeat(301) })).toEqual([
    "mcp/a.ts has 301 lines: split it by idea",
  ]);
});

const allowed: readonly (readonly [string, string])[] = [
  ["memory/a.ts", "../kernel/b.ts"],
  ["mcp/hub/a.ts", "../../kernel/b.ts"],
  ["tools/files/a.ts", "./b.ts"],
  ["plugins/skills/a.ts", "../../memory/b.ts"],
  ["plugins/skills/a.ts", "../../mcp/b.ts"],
  ["ui/cli/a.ts", "../socket/b.ts"],
  ["ui/cli/a.ts", "../../plugins/skills/b.ts"],
  ["ui/cli/a.ts", "../../package.json"],
  ["main.ts", "./tools/files/b.ts"],
  ["bench/step.ts", "../main.ts"],
  ["examples/vault/a.ts", "../../kernel/b.ts"],
  ["kernel/a.test.ts", "../ui/cli/b.ts"],
];
test.each(allowed)("%s may import %s", async (path, specifier) => {
  expect(await failuresOf(importDirections, { [path]: `import "${specifier}";` })).toEqual([]);
});

const forbidden: readonly (readonly [string, string, string])[] = [
  ["kernel/a.ts", "../memory/b.ts", "kernel may not import memory"],
  ["kernel/a.ts", "../package.json", "kernel may not import package.json"],
  ["memory/a.ts", "../mcp/b.ts", "memory may not import mcp"],
  ["mcp/a.ts", "../plugins/skills/b.ts", "mcp may not import plugins/skills"],
  ["tools/files/a.ts", "../web/b.ts", "tools/files may not import tools/web"],
  ["tools/files/a.ts", "../../kernel/b.ts", "tools/files may not import kernel"],
  ["plugins/skills/a.ts", "../goal/b.ts", "plugins/skills may not import plugins/goal"],
  ["plugins/skills/a.ts", "../../ui/b.ts", "plugins/skills may not import ui"],
  ["ui/cli/a.ts", "../../tools/files/b.ts", "ui may not import tools/files"],
  ["ui/cli/a.ts", "../../main.ts", "ui may not import main.ts"],
];
test.each(forbidden)("%s may not import %s", async (path, specifier, rule) => {
  for (const text of [
    `import "${specifier}";`,
    `import type { B } from "${specifier}";`,
    `const b = await import("${specifier}");`,
  ]) {
    expect(await failuresOf(importDirections, { [path]: text })).toEqual([
      `${path}:1: imports "${specifier}": ${rule}`,
    ]);
  }
});

test("a file outside every room is named", async () => {
  expect(await failuresOf(importDirections, { "helpers/a.ts": line })).toEqual([
    'helpers/a.ts: "helpers" is no room of this house: move the file into one',
  ]);
});

test("the kernel imports zod, bun:* and node:* only, and nothing else", async () => {
  const fine =
    'import "zod"; import "bun:sqlite"; import "node:fs"; import "bun"; import "./b.ts";';
  const port = 'import type { LanguageModelV4 } from "@ai-sdk/provider";';
  expect(await failuresOf(kernelImports, { "kernel/a.ts": fine })).toEqual([]);
  for (const [path, text] of [
    ["kernel/a.ts", 'import "ajv";'],
    ["kernel/a.ts", port],
    ["kernel/ledger/a.ts", 'import "fs";'],
  ] as const) {
    expect(await failuresOf(kernelImports, { [path]: text })).toHaveLength(1);
  }
});

test("only plugins/model-* import ai and @ai-sdk/*", async () => {
  const text = 'import { generateText } from "ai";\nimport "@ai-sdk/openai";\n';
  expect(await failuresOf(modelImports, { "plugins/model-openai/a.ts": text })).toEqual([]);
  expect(await failuresOf(modelImports, { "plugins/skills/a.ts": text })).toHaveLength(2);
  expect(await failuresOf(modelImports, { "plugins/skills/a.ts": 'import "aim";' })).toEqual([]);
  const types = 'import type { LanguageModelV4 } from "@ai-sdk/provider";';
  expect(await failuresOf(modelImports, { "plugins/contracts/models.ts": types })).toEqual([]);
});

test("modules that load each other are named in a circle", async () => {
  const files = {
    "kernel/a.ts": 'import "./b.ts";',
    "kernel/b.ts": 'export * from "./sub/c.ts";',
    "kernel/sub/c.ts": 'import { a } from "../a.ts";',
    "kernel/d.ts": 'import "./a.ts";',
  };
  const circle = "kernel/a.ts → kernel/b.ts → kernel/sub/c.ts → kernel/a.ts";
  expect(await failuresOf(noRuntimeCycle, files)).toEqual([`circular import: ${circle}`]);
  expect(await failuresOf(noTypeCycle, files)).toEqual([]);

  const late = { ...files, "kernel/sub/c.ts": 'import type { A } from "../a.ts";' };
  expect(await failuresOf(noRuntimeCycle, late)).toEqual([]);
  expect(await failuresOf(noTypeCycle, late)).toEqual([`circular through types: ${circle}`]);
});

test("two neighbours may name each other's types", async () => {
  const types = 'import type { B } from "./b.ts";';
  expect(
    await failuresOf(noTypeCycle, { "mcp/a.ts": types, "mcp/b.ts": 'import "./a.ts";' }),
  ).toEqual([]);
});

test("unfinished work is named, except in the notes of an example", async () => {
  const word = "TO" + "DO";
  const text = `// ${word}: later\n`;
  expect(
    await failuresOf(noUnfinishedWords, { "ui/a.ts": text, "docs/b.md": `\n${word}\n` }),
  ).toEqual(["docs/b.md:2: finish it or open an issue", "ui/a.ts:1: finish it or open an issue"]);
  expect(await failuresOf(noUnfinishedWords, { "examples/vault/b.md": text })).toEqual([]);
});

test("every dependency is pinned and has a line that says what it is for", async () => {
  const manifest = (dependencies: object) => JSON.stringify({ dependencies });
  const table = "| `a` | a command |\n| `zod` | MIT | 1 MB | schemas |\n";
  const good = { "package.json": manifest({ zod: "4.6.7" }), "CONTRIBUTING.md": table };
  expect(await failuresOf(dependencyTable, good)).toEqual([]);
  expect(
    await failuresOf(dependencyTable, { ...good, "package.json": manifest({ ajv: "^8.0.0" }) }),
  ).toEqual([
    "ajv has no line in the table of CONTRIBUTING.md",
    'ajv "^8.0.0": name one exact version',
    "zod is in the table of CONTRIBUTING.md, but not in package.json",
  ]);
});

test("what plugins share is types, and every plugin may import them", async () => {
  const files = {
    "plugins/contracts/a.ts": "import type { B } from './b.ts';\nexport type A = B;\n",
    "plugins/one/x.ts": "import type { A } from '../contracts/a.ts';\n",
  };
  expect(await failuresOf(contractTypes, files)).toEqual([]);
  expect(await failuresOf(importDirections, files)).toEqual([]);
  expect(await failuresOf(contractTypes, { "plugins/contracts/c.ts": line })).toEqual([
    "plugins/contracts/c.ts has code that runs: give it to a plugin",
  ]);
});
