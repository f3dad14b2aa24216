// What the cold archive saves, and what looking at an archived run costs.
import { statSync } from "node:fs";
import { join } from "node:path";

import type { ArchivedLedger } from "../plugins/archive/archived-ledger.ts";
import { fillWithRuns } from "./replay/ledger-file.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { openHouse } from "./support/kernel.ts";
import { percentile, seeded } from "./support/statistics.ts";

const EVENTS = 100_000;
const QUICK_EVENTS = 20_000;

await runBench("archive", ({ quick }) => measure(quick));

async function measure(quick: boolean): Promise<Measured> {
  const length = quick ? QUICK_EVENTS : EVENTS;
  await using house = await openHouse({ isBare: true });
  const ledger = house.kernel.ledger as ArchivedLedger;
  progress(`writing ${length} events of runs over 20 to 200 notes`);
  const runs = await fillWithRuns(ledger, length);
  const file = join(ledger.dir, "ledger.db");
  const sizeOnDisk = () => {
    // Erasing nothing writes the file anew: both sizes are of a file without gaps.
    ledger.inner.erase();
    return statSync(file).size;
  };
  const before = sizeOnDisk();
  const samples = quick ? 150 : 500;
  const show = (run: string) => house.call("run.show", { run });
  progress("showing runs at random events, from the ledger");
  const liveShowP95Ms = await showP95Ms(ledger, samples, show);
  progress(`archiving ${runs.length} runs`);
  const began = performance.now();
  const done = await house.call<Archived>("runs.archive", { olderThanSeconds: 0 });
  const seconds = (performance.now() - began) / 1000;
  const bytes = done.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  if (done.trees.length !== runs.length) throw new Error("not every run was archived");
  const saved = before - sizeOnDisk();

  progress("the same, from the archive");
  return {
    figures: {
      timesSmaller: saved / bytes,
      ledgerBytesPerEvent: saved / done.events,
      archiveBytesPerEvent: bytes / done.events,
      showP95Ms: await showP95Ms(ledger, samples, show),
      liveShowP95Ms,
      archivedEventsPerSecond: done.events / seconds,
    },
  };
}

interface Archived {
  readonly trees: readonly unknown[];
  readonly events: number;
  readonly segments: readonly { readonly segment: string; readonly bytes: number }[];
}

/** Every event is as likely as any other, and nothing of its segment is decoded when it is asked for. */
async function showP95Ms(
  ledger: ArchivedLedger,
  samples: number,
  show: (address: string) => Promise<unknown>,
): Promise<number> {
  const branches = ledger.branches({ subjectPrefix: "run/" });
  const total = branches.reduce((sum, { length }) => sum + length, 0);
  const random = seeded(3);
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    let place = Math.floor(random() * total);
    const branch = branches.find(({ length }) => {
      if (place < length) return true;
      place -= length;
      return false;
    })!;
    for (const name of ledger.archive?.segments.keys() ?? []) ledger.archive?.load(name);
    const began = performance.now();
    await show(`${branch.id}@${place + 1}`);
    times.push(performance.now() - began);
  }
  return percentile(times, 0.95);
}
