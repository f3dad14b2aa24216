import type { LedgerEvent } from "../../../kernel/event.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import { logsRequest, type Teller, tracesRequest } from "./json.ts";
import type { Log, Span } from "./model.ts";
import { Projection } from "./projection.ts";

/** Spans, or logs, on one line; and events read at once. */
const BATCH = 256;

/** A run tree as lines of OTLP/JSON: each is a request that a collector takes, as its file exporter writes them. */
export function* telemetryLines(
  ledger: Ledger,
  root: string,
  { version, content }: { readonly version: string; readonly content: boolean },
): Generator<string> {
  const teller: Teller = { version, instance: `/${ledger.tenant}/${ledger.origin}` };
  const source = {
    rootOf: () => root,
    traceparentOf: () => [...ledger.readBranch(root, { to: 1 })][0]?.traceparent ?? null,
    // Every run is told from its beginning.
    before: () => [],
  };
  const projection = new Projection(source, { content });
  let spans: Span[] = [];
  let logs: Log[] = [];
  for (const event of eventsOf(ledger, root)) {
    const found = projection.take(event);
    spans.push(...found.spans);
    logs.push(found.log);
    if (logs.length < BATCH) continue;
    if (spans.length > 0) yield tracesRequest(spans, teller);
    yield logsRequest(logs, teller);
    spans = [];
    logs = [];
  }
  if (spans.length > 0) yield tracesRequest(spans, teller);
  if (logs.length > 0) yield logsRequest(logs, teller);
}

/** Run by run, and of each run branch after branch: a new one begins where work on the one before it has ended. */
function* eventsOf(ledger: Ledger, root: string): Generator<LedgerEvent> {
  const branches = ledger.branches({ root });
  for (const subject of new Set(branches.map((branch) => branch.subject)))
    for (const branch of branches.filter((one) => one.subject === subject))
      for (let from = branch.at + 1; from <= branch.length; from += BATCH)
        // Read at once: an open cursor would hold up whoever rewrites the file.
        yield* Array.from(ledger.readBranch(branch.id, { from, to: from + BATCH - 1 }));
}
