import { percentile } from "../support/statistics.ts";
import { programOf, ROOMY, type Sandbox } from "./sandbox.ts";

/** Programs that would never end, each in a way of its own. */
export const ENDLESS: Readonly<Record<string, string>> = {
  loop: "while True: pass",
  catchesAll: "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
  expression: "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
  number: "x = 9\nwhile True: x = x ** 9",
  sleep: "import time\nwhile True: time.sleep(1000)",
  iterator: "import itertools\nsum(itertools.count())",
  generator:
    "def g():\n    while True:\n        try: yield\n        except BaseException: pass\nfor _ in g(): pass",
};

const WALL_MS = 400;

/** How long after its deadline a program that never ends has ended, milliseconds. */
export async function measureHostileLoops(
  sandbox: Sandbox,
  rounds: number,
  report: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const late: number[] = [];
  let unnamed = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [name, code] of Object.entries(ENDLESS)) {
      const cell = await sandbox.lease();
      const { signal } = new AbortController();
      const start = performance.now();
      const outcome = await cell.run(programOf(code, { limits: { ...ROOMY, wallMs: WALL_MS } }), {
        signal,
      });
      late.push(performance.now() - start - WALL_MS);
      if (outcome.limit !== "wall") {
        unnamed += 1;
        report(`${name} ended by ${outcome.limit ?? outcome.error?.type ?? "itself"}`);
      }
      await sandbox.pool.release(cell, "run");
    }
  }
  return {
    hostileLoopDeadMs: percentile(late, 0.95),
    hostileLoopMedianMs: percentile(late, 0.5),
    hostileUnnamed: unnamed,
  };
}
