import { expect, test } from "bun:test";
import { findImports } from "./imports.ts";
import { scan } from "./scan.ts";

function importsOf(text: string): readonly string[] {
  return findImports(text, scan(text)).map(
    (found) => `${found.line} ${found.kind} ${found.specifier}`,
  );
}

test("every form of import is found, with its kind and line", () => {
  const text = [
    'import "./a.ts";',
    'import b, { c as d, type E } from "./b.ts";',
    'import type { F } from "./f.ts";',
    "import {",
    "  g, // from",
    '} from "./g.ts";',
    'export * from "./h.ts";',
    'export * as i from "./i.ts";',
    'export type { J } from "./j.ts";',
    'import data from "./k.json" with { type: "json" };',
    'const l = await import("./l.ts");',
    "const m = require(`./m.ts`);",
    'type N = import("./n.ts").N;',
    'import type from "./o.ts";',
  ].join("\n");
  expect(importsOf(text)).toEqual([
    "1 static ./a.ts",
    "2 static ./b.ts",
    "3 type ./f.ts",
    "6 static ./g.ts",
    "7 static ./h.ts",
    "8 static ./i.ts",
    "9 type ./j.ts",
    "10 static ./k.json",
    "14 static ./o.ts",
    "11 dynamic ./l.ts",
    "12 dynamic ./m.ts",
    "13 dynamic ./n.ts",
  ]);
});

test("what only looks like an import is none", () => {
  const text = [
    '// import "./a.ts";',
    "const b = 'import \"./b.ts\"';",
    'const c = `\nimport "./c.ts";\n`;',
    'export const d = "./d.ts";',
    'export function from(text = "./e.ts") {}',
    'host.import("./f.ts");',
  ].join("\n");
  expect(importsOf(text)).toEqual([]);
});
