// A process that appends what runs append, and prints how many events in how many milliseconds.
//   bun writer.ts DIR EVENTS chained                              as the house does it: hashes, tree, checkpoints
//   bun --preload unchained.ts writer.ts DIR EVENTS unchained     the same without any of them
import { join } from "node:path";

import { EventTypes } from "../../kernel/ledger/index.ts";
import { kernelEventTypes } from "../../kernel/vocabulary.ts";
import { Keeper } from "../../plugins/proof/keeper.ts";
import { fillWithRuns, openAt } from "../replay/ledger-file.ts";

const [dir = "", events = "0", mode] = process.argv.slice(2);
const ledger = await openAt(dir);
const types = new EventTypes(kernelEventTypes());
const keeper = new Keeper({
  home: dir,
  tenantDir: dir,
  config: () => ({ proof: { checkpoints: join(dir, "checkpoints") } }),
  kernel: () => ({ ledger, types }),
});
// What is loaded once is no part of what an event costs.
await fillWithRuns(ledger, 2000);
if (mode === "chained") await keeper.checkpoint();
const before = ledger.lastRow();
const began = performance.now();
const leave = mode === "chained" ? keeper.start() : async () => {};
await fillWithRuns(ledger, before + Number(events));
await leave();
const milliseconds = performance.now() - began;
console.log(JSON.stringify({ events: ledger.lastRow() - before, milliseconds }));
await ledger.close();
