import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

let names: readonly string[] | null = null;

/** Every import of the interpreter's module, functions of its table included. Compiled here, never run. */
export function importNames(): readonly string[] {
  names ??= read();
  return names;
}

function read(): readonly string[] {
  const path = fileURLToPath(import.meta.resolve("pyodide/pyodide.asm.wasm"));
  const module = new WebAssembly.Module(readFileSync(path));
  return WebAssembly.Module.imports(module).map(({ name }) => name);
}
