import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Host } from "../../../kernel/host.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Addresses } from "../../contracts/addresses.ts";
import type { EventFeed, Feed } from "../../contracts/event-feed.ts";
import { provided } from "../provided.ts";
import { feedLine } from "./lines.ts";
import type { ReadingThread } from "./reading-thread.ts";

/** Events of the backlog that the kernel's own thread reads at once. */
const PAGE = 64;

/** Feeds for whoever connects. */
export function eventFeed(host: Host, thread: ReadingThread): EventFeed {
  return {
    open({ after, run, types }) {
      const { ledger } = host.kernel();
      const addresses = () => provided<Addresses>(host, "addresses", "runs");
      const subject = run === null ? null : `run/${addresses().run(run)}`;
      // What was archived is in the file no more; only the ledger itself can read it, so it reads the backlog.
      const isSplit = existsSync(join(host.tenantDir, "archive"));
      const boundary = isSplit ? ledger.lastRow() : 0;
      if (after >= boundary) return thread.open(after, subject, types);
      const backlog = pagesOf(ledger, { after, boundary, subject, types });
      return inTurn(backlog, () => thread.open(boundary, subject, types));
    },
  };
}

interface Backlog {
  readonly after: number;
  readonly boundary: number;
  readonly subject: string | null;
  readonly types: readonly string[] | null;
}

function* pagesOf(ledger: Ledger, { after, boundary, subject, types }: Backlog) {
  const filter = { ...(subject !== null && { subject }), ...(types !== null && { types }) };
  for (let afterRow = after; ;) {
    const events: LedgerEvent[] = [];
    for (const event of ledger.query({ afterRow, limit: PAGE, ...filter }))
      if (event.row <= boundary) events.push(event);
    if (events.length === 0) return;
    afterRow = events.at(-1)!.row;
    const lines = events.map((event) =>
      feedLine(event.row, JSON.stringify(ledger.toCloudEvent(event))),
    );
    yield new TextEncoder().encode(lines.join(""));
  }
}

/** First the one, then the other, which is opened when its time has come. */
function inTurn(first: Iterator<Uint8Array>, then: () => Feed): Feed {
  let rest: Feed | null = null;
  let isClosed = false;
  return {
    async next() {
      // Others get their turn between two pages.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const page = rest === null ? first.next() : { done: true as const };
      if (!page.done) return page.value;
      rest ??= then();
      if (isClosed) rest.close();
      return rest.next();
    },
    close() {
      isClosed = true;
      rest?.close();
    },
  };
}
