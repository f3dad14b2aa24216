import { readFileSync } from "node:fs";
import type { Parts } from "./parts.ts";
import { execute } from "./python.ts";

/** One module of several files, in the order in which they are executed. */
const SOURCES = ["prelude-machine.py", "prelude-start.py", "prelude-run.py"];
const PLACE = "/tmp/prelude.py";
const MAKE = `
import sys, types
sys.modules["_glassbox"] = types.ModuleType("_glassbox")`;
const FILL = `
with open("${PLACE}") as _file:
    exec(compile(_file.read(), "<glassbox>", "exec"), sys.modules["_glassbox"].__dict__)`;

/** Makes the module that runs programs, and imports what programs often need. Part of a snapshot. */
export function installPrelude(parts: Parts, preload: readonly string[]): void {
  const { fs } = parts.interpreter;
  execute(parts, MAKE);
  for (const source of SOURCES) {
    fs.writeFile(PLACE, readFileSync(new URL(source, import.meta.url)));
    execute(parts, FILL);
    fs.unlink(PLACE);
  }
  for (const name of preload) execute(parts, `import ${name}`);
  execute(parts, "__import__('_glassbox').prepare()");
}
