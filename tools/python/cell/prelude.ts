import { readFileSync } from "node:fs";
import type { Parts } from "./parts.ts";
import { execute } from "./python.ts";

const SOURCE = new URL("prelude.py", import.meta.url);
const PLACE = "/tmp/prelude.py";
const INSTALL = `
import sys, types
_made = sys.modules["_glassbox"] = types.ModuleType("_glassbox")
with open("${PLACE}") as _file:
    exec(compile(_file.read(), "<glassbox>", "exec"), _made.__dict__)
`;
/** Makes the module that runs programs, and imports what programs often need. Part of a snapshot. */
export function installPrelude(parts: Parts, preload: readonly string[]): void {
  const { fs } = parts.interpreter;
  fs.writeFile(PLACE, readFileSync(SOURCE));
  execute(parts, INSTALL);
  fs.unlink(PLACE);
  for (const name of preload) execute(parts, `import ${name}`);
  execute(parts, "__import__('_glassbox').prepare()");
}
