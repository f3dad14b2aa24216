import { join } from "node:path";

import { withTempFolder } from "../support/temp-folder.ts";
import { miscounts } from "./counter.ts";
import { type Ending, endingSchema } from "./ending.ts";
import type { Kill } from "./kill.ts";
import { live } from "./lives.ts";
import { stepIds, type Task } from "./task.ts";
import { startWorker, worldIn } from "./world.ts";

export interface TrialOptions {
  /** Off: recovery does again whatever is in doubt, whichever class it is of. */
  readonly guard?: "on" | "off";
}

/** A task that was begun, killed at each of the given points, life after life, and brought to its end. */
export interface Trial {
  readonly kills: number;
  readonly ending: Ending | null;
  /** Effects beyond the first of each step, counted outside. */
  readonly duplicates: number;
  /** Steps without an effect, counted outside; for reads, a run that did not finish. */
  readonly missing: number;
  /** Questions about what was not in doubt, or could have been settled without a person. */
  readonly needless: number;
  /** Once-effects in doubt that nobody was asked about. */
  readonly silent: number;
  /** What is not as promised, as sentences. */
  readonly faults: readonly string[];
}

const LIFE = join(import.meta.dir, "life.ts");

export function trial(
  task: Task,
  kills: readonly Kill[],
  { guard = "on" }: TrialOptions = {},
): Promise<Trial> {
  return withTempFolder(async (home) => {
    const world = worldIn(home);
    const stop = task.kind === "deferred" ? startWorker(world) : () => {};
    const commands = [...kills, null].map((kill) => [
      LIFE,
      JSON.stringify({ home, task, kill, guard }),
    ]);
    const lives = await live(commands, (line) => endingSchema.parse(JSON.parse(line)));
    stop();
    const { ending } = lives;
    const { duplicates, missing } = miscounts(world.counter, stepIds(task));
    const isRead = task.kind === "read";
    const counted = { duplicates, missing: isRead ? Number(ending?.outcome !== "done") : missing };
    if (ending === null)
      return {
        kills: lives.kills,
        ending,
        ...counted,
        needless: 0,
        silent: 0,
        faults: [lives.said],
      };
    const asked = questionsOf(task, ending);
    return { kills: lives.kills, ending, ...counted, ...asked, faults: faultsOf(ending, asked) };
  });
}

/** A `once` has one question for each intent that nothing came of, and nothing else has any. */
function questionsOf({ kind }: Task, { doubts, open }: Ending) {
  if (kind !== "once") return { needless: doubts.length, silent: 0 };
  const surplus = (of: readonly string[], over: readonly string[]) =>
    [...new Set(of)].reduce((sum, step) => {
      const times = (list: readonly string[]) => list.filter((one) => one === step).length;
      return sum + Math.max(0, times(of) - times(over));
    }, 0);
  return { needless: surplus(doubts, open), silent: surplus(open, doubts) };
}

function faultsOf(
  { outcome, reason, isIntact, doubts, open }: Ending,
  { needless, silent }: { readonly needless: number; readonly silent: number },
): string[] {
  const faults: string[] = [];
  if (outcome !== "done") faults.push(`ended ${outcome}: ${reason}`);
  if (!isIntact) faults.push("the ledger's chain is broken");
  if (needless + silent > 0) faults.push(`asked about [${doubts}] while [${open}] were in doubt`);
  return faults;
}
