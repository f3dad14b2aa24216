import { accessSync, constants, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { cachedBun, fetchBun } from "./fetch-bun.mjs";
import { bunPackages } from "./platform.mjs";
import { bunVersion, isAtLeast } from "./version.mjs";

/**
 * A Bun that is new enough: on PATH, beside this package, kept from an earlier start, or fetched now.
 * @param {string} root
 * @param {string} pinned
 */
export async function findBun(root, pinned) {
  for (const candidate of [...bunsOnPath(), ...bunsBeside(root), ...cachedBun(pinned)]) {
    const version = bunVersion(candidate);
    if (version !== undefined && isAtLeast(version, pinned)) return candidate;
  }
  return fetchBun(pinned);
}

function bunsOnPath() {
  const seen = new Set();
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    try {
      const program = join(folder, "bun");
      accessSync(program, constants.X_OK);
      seen.add(realpathSync(program));
    } catch {
      // Not in this folder, or not for us to run.
    }
  }
  return [...seen];
}

/** @param {string} root */
function bunsBeside(root) {
  const require = createRequire(join(root, "package.json"));
  const found = [];
  for (const file of [...bunPackages().map((name) => `${name}/bin/bun`), "bun/bin/bun.exe"]) {
    try {
      found.push(require.resolve(file));
    } catch {
      // Not installed beside us.
    }
  }
  return found;
}
