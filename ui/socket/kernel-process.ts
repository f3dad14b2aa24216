import { closeSync, fstatSync, writeSync } from "node:fs";

import { BOOT_DESCRIPTOR, type BootReport, REPORT_FLAG } from "./boot.ts";
import { type KernelServer, type OpenKernel, serveHome } from "./server.ts";
import { errorBody } from "./wire.ts";

const IDLE_MS = 60_000;

/** Is the kernel of a home until it is idle for a minute or told to leave. Resolves to the exit code. */
export async function runKernelProcess(
  home: string,
  open: OpenKernel,
  args: readonly string[],
): Promise<number> {
  const report = args.includes(REPORT_FLAG) ? tellStarter : tellLog;
  let server: KernelServer | null;
  try {
    server = await serveHome(home, open);
  } catch (error) {
    console.error(error);
    report({ kind: "failed", error: errorBody(error) });
    return 1;
  }
  if (!server) {
    report({ kind: "held" });
    return 75;
  }
  report({ kind: "ready" });
  await server.close(await reasonToLeave(server, idleTime()));
  return 0;
}

function idleTime(): number {
  const given = Number(process.env["GLASSBOX_IDLE_MS"]);
  return Number.isFinite(given) && given > 0 ? given : IDLE_MS;
}

function reasonToLeave(server: KernelServer, idleMs: number): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.on(signal, () => resolve(`it got ${signal}`));
    // A terminal that closes takes its clients along, not their runs.
    process.on("SIGHUP", () => {});
    server.onLeave(() => resolve("a person asked it to"));
    let busyUntil = Date.now();
    const look = setInterval(
      () => {
        const { calls, lastEnd } = server.activity();
        if (calls > 0 || server.kernel.runs.active().length > 0) busyUntil = Date.now();
        if (Date.now() - Math.max(busyUntil, lastEnd) < idleMs) return;
        clearInterval(look);
        resolve("nobody needed it");
      },
      Math.max(10, Math.min(idleMs / 10, 1000)),
    );
  });
}

/** The starter may be gone by now; the kernel lives on without it. */
function tellStarter(report: BootReport): void {
  try {
    if (!fstatSync(BOOT_DESCRIPTOR).isSocket() && !fstatSync(BOOT_DESCRIPTOR).isFIFO()) return;
    writeSync(BOOT_DESCRIPTOR, `${JSON.stringify(report)}\n`);
    closeSync(BOOT_DESCRIPTOR);
  } catch {
    tellLog(report);
  }
}

function tellLog(report: BootReport): void {
  if (report.kind === "held") console.error("glassbox: another process is the kernel of this home");
}
