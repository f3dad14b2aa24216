// A process that writes a ledger until it has done its share or is killed; each acknowledged event's id is a line on
// stdout.
//   bun ledger-writer.ts DIR for-ever              many appends at once, every fifth with a barrier
//   bun ledger-writer.ts DIR one-by-one PLAIN BARRIERS
//   bun ledger-writer.ts DIR at-once PLAIN BARRIERS
import { writeSync } from "node:fs";

import type { EventDraft } from "../../kernel/event.ts";
import { note, openSqlite, run, seal } from "./ledger.ts";

const [dir = "", mode, plain = "0", barriers = "0"] = process.argv.slice(2);
const ledger = await openSqlite({ dir });
if (ledger.branch("r") === null) await ledger.append([], [run("r")]);

async function write(...drafts: readonly EventDraft[]): Promise<void> {
  const events = await ledger.append(drafts);
  writeSync(1, events.map((event) => `${event.id}\n`).join(""));
}

async function writeForEver(worker: number): Promise<void> {
  for (let n = worker; ; n++) {
    const text = "x".repeat(n % 17 === 0 ? 20_000 : 20) + n;
    if (n % 5 === 0) await write(note("r", { n }), seal("r", { n }));
    else await write(note("r", { n, text }));
  }
}

if (mode === "for-ever") await Promise.all([0, 1, 2, 3, 4, 5].map(writeForEver));

const drafts = [
  ...Array.from({ length: Number(plain) }, (_, n) => note("r", { n })),
  ...Array.from({ length: Number(barriers) }, (_, n) => seal("r", { n })),
];
if (mode === "one-by-one") for (const draft of drafts) await write(draft);
if (mode === "at-once") await Promise.all(drafts.map((draft) => write(draft)));
await ledger.close();
