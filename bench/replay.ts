// What reading a ledger costs: folding, any point in time, opening; and what writing it took.
import { join } from "node:path";

import { copyRows } from "./replay/copy-rows.ts";
import { fillWithRuns, openAt, snapshotRun } from "./replay/ledger-file.ts";
import { anyPointP95Ms, foldEventsPerSecond, openMs } from "./replay/measures.ts";
import { writeOverdueRun } from "./replay/overdue-run.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const EVENTS = 100_000;
const MANY_EVENTS = 1_000_000;
/** Over a vault of so many notes a run writes about half of the events. */
const LONG_RUN_NOTES = 20_000;
const LONG_RUN = "longrun000";

await runBench("replay", ({ quick }) => withTempFolder((folder) => measure(folder, quick)));

async function measure(folder: string, quick: boolean): Promise<Measured> {
  const dir = join(folder, "tenant");
  const figures: Record<string, number> = {};
  progress(`writing ${EVENTS} events, half of them in one run`);
  let ledger = await openAt(dir);
  const began = performance.now();
  await writeOverdueRun(ledger, LONG_RUN, LONG_RUN_NOTES);
  const runs = await fillWithRuns(ledger, EVENTS);
  figures["appendEventsPerSecond"] = (ledger.lastRow() / (performance.now() - began)) * 1000;
  for (const run of [LONG_RUN, ...runs]) snapshotRun(ledger, run);
  await ledger.close();

  // What writing left on the heap is not what reading is measured with.
  Bun.gc(true);
  ledger = await openAt(dir);
  progress(`folding the long run of ${ledger.branch(LONG_RUN)?.length} events`);
  figures["foldEventsPerSecond"] = foldEventsPerSecond(ledger, LONG_RUN, quick ? 7 : 25);
  progress(`the state at random events of ${ledger.lastRow()}`);
  figures["anyPointP95Ms"] = anyPointP95Ms(ledger, quick ? 500 : 5000);

  progress(`making it ${MANY_EVENTS} events long`);
  if (!quick) await fillWithRuns(ledger, MANY_EVENTS);
  await ledger.close();
  if (quick) copyRows(dir, MANY_EVENTS);
  progress("opening it");
  figures["openMs1M"] = await openMs(dir, quick ? 3 : 9);
  return { figures };
}
