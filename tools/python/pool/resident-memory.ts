import { readFileSync } from "node:fs";

const PROC_EVERY_MS = 25;
/** Where each look is a process of its own. */
const PS_EVERY_MS = 250;
const KIB = 1024;

/** Bytes of memory that a process holds; null: it is gone, or this system does not say. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === "linux") return residentFromProc(pid);
  if (process.platform !== "darwin") return null;
  const ps = Bun.spawn(["/bin/ps", "-o", "rss=", "-p", String(pid)], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const kibibytes = Number.parseInt(await new Response(ps.stdout).text(), 10);
  return Number.isNaN(kibibytes) ? null : kibibytes * KIB;
}

/** Calls `exceeded` once when the process holds more than `maxBytes`. Answers how to stop watching. */
export function watchResidentBytes(
  pid: number,
  maxBytes: number,
  exceeded: () => void,
): () => void {
  let isStopped = false;
  let isLooking = false;
  const stop = () => {
    isStopped = true;
    clearInterval(timer);
  };
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const bytes = await residentBytes(pid);
    isLooking = false;
    if (isStopped || bytes === null || bytes <= maxBytes) return;
    stop();
    exceeded();
  };
  const timer = setInterval(look, process.platform === "linux" ? PROC_EVERY_MS : PS_EVERY_MS);
  return stop;
}

function residentFromProc(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KIB;
  } catch {
    return null; // it is gone
  }
}
