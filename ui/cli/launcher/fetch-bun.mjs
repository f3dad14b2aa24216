import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { LaunchError } from "./launch-error.mjs";
import { withLock } from "./lock.mjs";
import { bunPackages } from "./platform.mjs";
import { bunVersion } from "./version.mjs";

/** @param {string} version */
function keptAt(version) {
  return join(cacheFolder(), `bun-${version}`, "bun");
}

/**
 * The pinned Bun of an earlier start, if there is one.
 * @param {string} version
 */
export function cachedBun(version) {
  const program = keptAt(version);
  return existsSync(program) ? [program] : [];
}

/**
 * Gets the binary package of the pinned Bun with npm and keeps the program. The package `bun` itself is not used: it
 * puts the binary in place with an install script, and npm may be told to run none.
 * @param {string} version
 */
export function fetchBun(version) {
  const kept = keptAt(version);
  return withLock(join(cacheFolder(), `bun-${version}.lock`), () => {
    if (existsSync(kept) && bunVersion(kept) === version) return kept;
    process.stderr.write(
      `glassbox: getting Bun ${version} with npm, once, into ${dirname(kept)}\n`,
    );
    // Whoever holds the lock is alone here: a stage that lies about was broken off.
    const stage = join(cacheFolder(), `bun-${version}.stage`);
    rmSync(stage, { recursive: true, force: true });
    mkdirSync(stage);
    try {
      const program = installWithNpm(stage, version);
      mkdirSync(dirname(kept), { recursive: true });
      renameSync(program, kept);
      return kept;
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
  });
}

/**
 * @param {string} stage an empty folder
 * @param {string} version
 */
function installWithNpm(stage, version) {
  writeFileSync(join(stage, "package.json"), '{ "private": true }\n');
  const flags = "--ignore-scripts --no-save --no-package-lock --no-audit --no-fund --global=false";
  const patience = "--fetch-retries=1 --fetch-retry-mintimeout=1000 --loglevel=error";
  for (const name of bunPackages()) {
    const answer = spawnSync(
      "npm",
      ["install", ...`${flags} ${patience}`.split(" "), "--prefix", stage, `${name}@${version}`],
      { cwd: stage, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    if (answer.status !== 0) {
      const reason = answer.error ? "npm is not on PATH" : firstError(answer.stderr);
      throw new LaunchError(
        `Bun ${version} is not on this machine and npm could not get it (${reason}). ` +
          "Connect to the network and try again, or install Bun: https://bun.com",
        75,
      );
    }
    const program = join(stage, "node_modules", name, "bin", "bun");
    if (bunVersion(program) === version) return program;
  }
  throw new LaunchError(
    `the builds of Bun ${version} on npm do not start on this machine; install Bun from https://bun.com`,
    75,
  );
}

/** @param {string} output of npm */
function firstError(output) {
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, ""));
  const details = /^(|(code|syscall|errno|address|port|type) .*)$/;
  return lines.find((line) => !details.test(line)) ?? "no reason given";
}
