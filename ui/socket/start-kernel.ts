import { spawn } from "node:child_process";
import { closeSync, openSync, renameSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { KernelError } from "../../kernel/error.ts";
import { type HomePaths, makeHome } from "./home.ts";
import { BOOT_DESCRIPTOR, type BootReport, KERNEL_FLAG, REPORT_FLAG } from "./boot.ts";
import { errorFrom } from "./wire.ts";

const PROGRAM = fileURLToPath(new URL("../../main.ts", import.meta.url));
const LONGEST_LOG = 4 * 1024 * 1024;

/** After so long without a word the caller looks for itself: the kernel may be slow, or up already. */
const REPORT_PATIENCE_MS = 2000;

/**
 * Starts the kernel process of a home in the background, in a session of its own. Resolves when it is up (`ready`)
 * or when the lock is with another process or on its way (`held`); throws what kept it from booting.
 */
export async function startKernel(paths: HomePaths): Promise<"ready" | "held"> {
  makeHome(paths);
  const log = openLog(paths.log);
  const child = spawn(process.execPath, [PROGRAM, KERNEL_FLAG, REPORT_FLAG], {
    cwd: paths.home,
    detached: true,
    env: { ...process.env, GLASSBOX_HOME: paths.home },
    stdio: ["ignore", log, log, "pipe"],
  });
  if (typeof log === "number") closeSync(log);
  const report = await firstReport(child.stdio[BOOT_DESCRIPTOR] as Readable, child);
  child.unref();
  if (report?.kind === "failed") throw errorFrom(report.error);
  if (report) return report.kind;
  throw new KernelError("unavailable", "the kernel process ended before it was up", {
    hint: `${paths.log} says more`,
  });
}

function firstReport(
  stream: Readable,
  child: ReturnType<typeof spawn>,
): Promise<BootReport | null> {
  return new Promise((resolve, reject) => {
    let text = "";
    const late = setTimeout(() => settle({ kind: "held" }), REPORT_PATIENCE_MS);
    const settle = (report: BootReport | null) => {
      clearTimeout(late);
      stream.destroy();
      resolve(report);
    };
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) return;
      settle(JSON.parse(text.slice(0, end)) as BootReport);
    });
    stream.on("close", () => settle(null));
    stream.on("error", () => settle(null));
    child.on("error", (error) => {
      clearTimeout(late);
      reject(new KernelError("unavailable", `cannot start the kernel process: ${error.message}`));
    });
  });
}

/** A disk that is too full for a log must not keep the kernel from saying so. */
function openLog(path: string): number | "ignore" {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LONGEST_LOG) renameSync(path, `${path}.1`);
    return openSync(path, "a", 0o600);
  } catch {
    return "ignore";
  }
}
