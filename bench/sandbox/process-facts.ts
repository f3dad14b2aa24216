import { readFileSync } from "node:fs";

/** Linux counts processor time in these, whatever the kernel's own clock is. Source: proc(5), sysconf(_SC_CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that a process has used, null where the system does not say. */
export function processorMs(pid: number): number | null {
  const stat = proc(pid, "stat");
  if (stat === null) return null;
  // The name, in brackets, may hold anything; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

/** Memory that no other process shares; null where only root may look. */
export function privateMb(pid: number): number | null {
  const rollup = proc(pid, "smaps_rollup");
  if (rollup === null || rollup === "") return null;
  const kibibytes = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, size]) =>
    Number(size),
  );
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Resident memory; null where the system does not say. */
export function residentMb(pid: number): number | null {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(proc(pid, "status") ?? "");
  return found === null ? null : Number(found[1]) / 1024;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function proc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return null; // no such process, no such system, or not ours to read
  }
}
