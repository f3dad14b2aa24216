// Archives the trees of a ledger one by one, until it is done or killed: `bun archiving-process.ts DIR`.
import type { ArchivedLedger } from "../../plugins/archive/archived-ledger.ts";
import { settle } from "../../plugins/archive/settle.ts";
import { archiveRoots, openWithArchive } from "./archived-ledger.ts";

const ledger = (await openWithArchive({ dir: process.argv[2]! })) as ArchivedLedger;
settle(ledger);
console.log("ready");
const roots = new Set(ledger.inner.branches({ subjectPrefix: "run/" }).map(({ root }) => root));
for (const root of roots) await archiveRoots(ledger, root);
await ledger.close();
