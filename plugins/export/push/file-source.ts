import type { LedgerFile } from "../feed/ledger-file.ts";
import type { TracedEvent } from "../otlp/model.ts";
import type { TraceSource } from "../otlp/projection.ts";
import { tracedOf } from "./traced.ts";

const PAGE = 512;

/** What a projection asks, answered from the ledger's file. */
export function fileSource(file: LedgerFile): TraceSource {
  return {
    rootOf: (branch) => file.rootOf(branch),
    traceparentOf: (run) => file.ownEvents(run, 1, 1)[0]?.traceparent ?? null,
    *before({ subject, branch, bseq }: TracedEvent) {
      for (const one of file.branchesOf(subject)) {
        const end = one === branch ? bseq : Infinity;
        for (let from = 1; from < end;) {
          const events = file.ownEvents(one, from, PAGE);
          for (const event of events) if (event.bseq < end) yield tracedOf(event);
          if (events.length < PAGE) break;
          from = events.at(-1)!.bseq + 1;
        }
        if (one === branch) return;
      }
    },
  };
}
