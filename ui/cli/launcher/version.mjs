import { spawnSync } from "node:child_process";

/**
 * Is `version` the wanted one or a later one? A pre-release ("1.4.5-canary.2") comes before its release.
 * @param {string} version
 * @param {string} wanted
 */
export function isAtLeast(version, wanted) {
  const [release = "", preRelease] = version.trim().split(/-(.*)/s);
  const have = release.split(".").map(Number);
  const want = wanted.split(".").map(Number);
  for (const [index, minimum] of want.entries()) {
    const part = have[index] ?? Number.NaN;
    if (Number.isNaN(part)) return false;
    if (part !== minimum) return part > minimum;
  }
  return preRelease === undefined;
}

/**
 * What the program answers to --version; nothing when it is absent, a placeholder or made for another machine.
 * @param {string} program
 */
export function bunVersion(program) {
  const answer = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 20_000 });
  if (answer.status !== 0) return undefined;
  return /^\d+\.\d+\.\d+\S*$/.exec(answer.stdout.trim())?.[0];
}
