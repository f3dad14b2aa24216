import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { walk } from "../walk.ts";
import { scan } from "./scan.ts";

const root = join(import.meta.dir, "../..");

function comments(text: string): readonly string[] {
  return scan(text)
    .filter((segment) => segment.kind === "comment")
    .map(({ start, end }) => text.slice(start, end));
}

test("a slash in a string, a template or a regular expression opens no comment", () => {
  expect(comments('const a = "http://x"; // one')).toEqual(["// one"]);
  expect(comments("const a = 'it\\'s // text';")).toEqual([]);
  expect(comments("const a = `// ${b /* two */} // ${`/* ${c} */`} //`;")).toEqual(["/* two */"]);
  expect(comments("return /[/*]\\/\\/'/.test(x); // three")).toEqual(["// three"]);
  expect(comments("const half = whole / 2; // four / 4")).toEqual(["// four / 4"]);
  expect(comments("#!/usr/bin/env bun\nlet x;")).toEqual(["#!/usr/bin/env bun"]);
});

test("braces inside a template's expression do not end it", () => {
  expect(comments("const a = `${{ b: { c: 1 } }.b.c} // text`; // five")).toEqual(["// five"]);
});

test("what is left of every file here without its comments is the same program", () => {
  const files = walk(root).filter((path) => /\.(?:ts|mjs)$/.test(path) && !path.endsWith(".d.ts"));
  expect(files.length).toBeGreaterThan(10);
  for (const path of files) {
    const text = readFileSync(join(root, path), "utf8");
    const bare = scan(text)
      .map(({ kind, start, end }) => {
        const part = text.slice(start, end);
        return kind === "comment" ? part.replace(/[^\n]+/g, " ") : part;
      })
      .join("");
    const transpiler = new Bun.Transpiler({ loader: "ts", minifyWhitespace: true });
    expect(transpiler.transformSync(bare), path).toBe(transpiler.transformSync(text));
  }
});
