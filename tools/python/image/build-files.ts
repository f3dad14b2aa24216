import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { trustedHash } from "./trusted-hash.ts";

/**
 * Pyodide as it was looked at, file by file: the walls stand on what these files do, so another build is refused
 * until somebody has read it. From npm's `pyodide@314.0.7`.
 */
export const PYODIDE_VERSION = "314.0.7";
const PINNED: Readonly<Record<string, string>> = {
  "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
  "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
  "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
  "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
  "pyodide-lock.json": "5dc2fc119108bc148c7457dc86e7675b5c87e1cafd420b9c34c1eaef7b36c010",
};

/** Where the installed package lies. */
export function findPyodide(): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve("pyodide/pyodide.asm.wasm")));
  } catch {
    throw new Error(
      `The package pyodide is not installed: install it with "bun add pyodide@${PYODIDE_VERSION}"`,
    );
  }
}

/** The hashes of all build files, each as it is pinned. Throws a sentence for people when one is another. */
export async function checkBuildFiles(folder: string): Promise<readonly string[]> {
  const names = Object.keys(PINNED);
  const hashes = await Promise.all(names.map((name) => trustedHash(join(folder, name))));
  const wrong = names.filter((name, index) => hashes[index] !== PINNED[name]);
  if (wrong.length > 0) {
    throw new Error(
      `${wrong.join(" and ")} in ${folder} is not what pyodide ${PYODIDE_VERSION} was published with; ` +
        "reinstall the package",
    );
  }
  return hashes.map(String);
}
