import { join } from "node:path";

import { type Fault, type Verdict } from "./fault.ts";
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
  await Promise.all(Array.from({ length: lanes }, () => lane(waiting, tell)));
  return verdicts;
}

async function lane(waiting: Fault[], tell: (verdict: Verdict) => void): Promise<void> {
  let worker = startWorker();
  try {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const verdict = await worker.play(fault);
      tell(verdict ?? (await worker.obituary(fault)));
      if (verdict === null) worker = startWorker();
    }
  } finally {
    await worker.kill();
  }
}

interface Worker {
  /** Null: its process is gone, or says nothing any more. */
  play(fault: Fault): Promise<Verdict | null>;
  obituary(fault: Fault): Promise<Verdict>;
  kill(): Promise<void>;
}

function startWorker(): Worker {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
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
      return line && !line.done ? (JSON.parse(line.value) as Verdict) : null;
    },
    async obituary({ name, bar }) {
      const how = child.exitCode === null && child.signalCode === null ? "says nothing" : "is gone";
      await kill();
      const last = (await said).trim().split("\n").at(-1) ?? "";
      const reason = `the kernel's process ${how} (${last})`;
      const nothing = { struck: 1, twice: 0, left: 0, milliseconds: WATCHDOG_MS };
      return { name, bar, outcome: "hang", reason, ledger: "intact", ...nothing };
    },
  };
}
