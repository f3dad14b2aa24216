import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { LaunchError } from "./launch-error.mjs";
import { extraDescriptors } from "./descriptors.mjs";

/**
 * Runs the script with the person's terminal, descriptors and signals, and gives its exit code; 128 + n when signal n
 * ended it.
 * @param {string} bun
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function run(bun, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(bun, [script, ...args], {
      stdio: ["inherit", "inherit", "inherit", ...extraDescriptors(args)],
    });
    for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"])) {
      process.on(signal, () => child.kill(signal));
    }
    // Ctrl-C at a terminal reaches the script by itself; passing it on would make it a second Ctrl-C.
    for (const signal of /** @type {const} */ (["SIGINT", "SIGQUIT"])) {
      process.on(signal, () => {
        if (!isInForeground()) child.kill(signal);
      });
    }
    child.on("error", (error) => {
      reject(new LaunchError(`cannot start ${bun}: ${error.message}`, 75));
    });
    child.on("exit", (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

/** Is this process in the group that its terminal sends Ctrl-C to? */
function isInForeground() {
  if (process.platform === "linux") {
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const [, , group, , terminal, foreground] = fields;
    return terminal !== "0" && foreground === group;
  }
  const answer = spawnSync("ps", ["-o", "pgid=,tpgid=", "-p", String(process.pid)], {
    encoding: "utf8",
  });
  const [group, foreground] = (answer.stdout ?? "").trim().split(/\s+/);
  return group !== undefined && group === foreground;
}
