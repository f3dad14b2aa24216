import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { LaunchError } from "./launch-error.mjs";
import { withLock } from "./lock.mjs";

/**
 * Installs the locked packages in a fresh clone. Inside somebody's node_modules that is the package manager's work.
 * @param {string} root
 * @param {string[]} names
 * @param {string} bun
 * @returns {"was there" | "installed"}
 */
export function ensureDependencies(root, names, bun) {
  const modules = join(root, "node_modules");
  // The lock lies where the packages go: one that an interrupted installation left behind means "not complete".
  const lock = join(modules, ".glassbox-install.lock");
  const isComplete = () => names.every((name) => existsSync(join(modules, name, "package.json")));
  if (isInstalledPackage(root) || !existsSync(join(root, "bun.lock"))) return "was there";
  if (!existsSync(lock) && isComplete()) return "was there";
  makeFolder(modules);
  return withLock(lock, (before) => {
    if (before === "broken off" || !isComplete()) install(root, bun);
    return "installed";
  });
}

/** @param {string} root */
function isInstalledPackage(root) {
  const parent = dirname(root);
  return basename(parent) === "node_modules" || basename(dirname(parent)) === "node_modules";
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    throw new LaunchError(`cannot write ${folder}: run this as the owner of that folder.`, 2);
  }
}

/**
 * @param {string} root
 * @param {string} bun
 */
function install(root, bun) {
  process.stderr.write(`glassbox: installing packages, once (bun install --frozen-lockfile)\n`);
  const answer = spawnSync(bun, ["install", "--frozen-lockfile"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (answer.status === 0) return;
  const reason = answer.stderr.split("\n").find((line) => line.startsWith("error")) ?? answer.error;
  throw new LaunchError(
    `the packages could not be installed (${reason ?? "no reason given"}). ` +
      `Connect to the network and try again, or run "bun install" in ${root}.`,
    75,
  );
}
