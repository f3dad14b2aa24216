import { join } from "node:path";

import { withTempFolder } from "../support/temp-folder.ts";
import type { Fault, Verdict } from "./fault.ts";
import { linesOf } from "./lines.ts";

/** Beyond the deadline of a run and of everything that is waited for after it: the whole process hangs. */
const WATCHDOG_MS = 30_000;

/** Plays faults in worker processes, `lanes` at a time; one that takes its process down is a hang, and the others go on. */
export async function runFaults(
  faults: readonly Fault[],
  lanes: number,
  onVerdict: (verdict: Verdict) => void,
): Promise<ReadonlyMap<string, Verdict>> {
  const waiting = [...faults];
  const verdicts = new Map<string, Verdict>();
  const tell = (verdict: Verdict) => {
    verdicts.set(verdict.name, verdict);
    onVerdict(verdict);
  };
  await withTempFolder(async (folder) => {
    await Promise.all(Array.from({ length: lanes }, () => lane(waiting, folder, tell)));
  });
  return verdicts;
}

async function lane(
  waiting: Fault[],
  folder: string,
  tell: (verdict: Verdict) => void,
): Promise<void> {
  let worker = startWorker(folder);
  try {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const verdict = await worker.play(fault);
      tell(typeof verdict === "string" ? await worker.obituary(fault, verdict) : verdict);
      if (typeof verdict === "string") worker = startWorker(folder);
    }
  } finally {
    await worker.kill();
  }
}

interface Worker {
  /** Why there is no verdict, when there is none. */
  play(fault: Fault): Promise<Verdict | string>;
  obituary(fault: Fault, why: string): Promise<Verdict>;
  kill(): Promise<void>;
}

/** Whatever it leaves lies in the folder. */
function startWorker(folder: string): Worker {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
    env: { ...process.env, TMPDIR: folder },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = new Response(child.stderr).text();
  const lines = linesOf(child.stdout);
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return {
    kill,
    async play({ name }) {
      child.stdin.write(`${name}\n`);
      await child.stdin.flush();
      const line = await Promise.race([lines.next(), Bun.sleep(WATCHDOG_MS)]);
      if (!line) return `says nothing for ${WATCHDOG_MS} ms`;
      return line.done ? "is gone" : (JSON.parse(line.value) as Verdict);
    },
    async obituary({ name, bar }, why) {
      await kill();
      const error = /^.*error.*$/im.exec(await said)?.[0] ?? "no word on standard error";
      const reason = `the kernel's process ${why} (${error})`;
      const nothing = { struck: 0, twice: 0, left: 0, milliseconds: WATCHDOG_MS };
      return { name, bar, outcome: "hang", reason, ledger: "unknown", ...nothing };
    },
  };
}
