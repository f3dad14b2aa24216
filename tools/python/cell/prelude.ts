import { readFileSync } from "node:fs";
import type { Interpreter } from "./interpreter.ts";
import { execute } from "./python.ts";

const SOURCE = new URL("prelude.py", import.meta.url);
const PLACE = "/tmp/prelude.py";

/** Makes the module that runs programs, and imports what programs often need. Part of a snapshot. */
export function installPrelude(interpreter: Interpreter, preload: readonly string[]): void {
  const { fs } = interpreter;
  fs.writeFile(PLACE, readFileSync(SOURCE));
  execute(interpreter, INSTALL);
  fs.unlink(PLACE);
  for (const name of preload) execute(interpreter, `import ${name}`);
  execute(interpreter, "__import__('_glassbox').prepare()");
}

const INSTALL = `
import sys, types
_made = sys.modules["_glassbox"] = types.ModuleType("_glassbox")
with open("${PLACE}") as _file:
    exec(compile(_file.read(), "<glassbox>", "exec"), _made.__dict__)
`;
