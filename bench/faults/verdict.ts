import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { messageOf } from "../../kernel/error.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { type Ending, type Fault, outcomeOf, type Verdict } from "./fault.ts";
import { twiceIn } from "./plans.ts";
import { setStage } from "./stage.ts";

const LEAVING_MS = 3000;

/** Plays a fault in a folder of its own and looks at what it has left. */
export function verdictOf(fault: Fault): Promise<Verdict> {
  return withTempFolder(async (folder) => {
    const stage = setStage(folder);
    mkdirSync(join(folder, "work"), { recursive: true });
    const began = performance.now();
    const end = await fault.play(stage).catch(fallen);
    const milliseconds = Math.round(performance.now() - began);
    const { name, bar } = fault;
    const { ledger, reason } = end;
    return {
      name,
      bar,
      outcome: outcomeOf(end),
      reason: reason.slice(0, 300),
      struck: stage.world.struck(),
      ledger,
      twice: twiceIn(stage.world),
      left: await leftOf(stage.world.pids()),
      milliseconds,
    };
  });
}

/** A kernel that throws where it should say something has ended no better than one that hangs. */
function fallen(error: unknown): Ending {
  console.error(error);
  return { said: "hang", reason: `it fell: ${messageOf(error)}`, isTrue: false, ledger: "unknown" };
}

/** How many of these processes do not go away. */
async function leftOf(pids: readonly number[]): Promise<number> {
  const end = performance.now() + LEAVING_MS;
  for (;;) {
    const left = pids.filter(isAlive);
    if (left.length === 0 || performance.now() > end) return left.length;
    await Bun.sleep(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
