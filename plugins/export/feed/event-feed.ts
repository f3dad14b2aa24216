import { existsSync } from "node:fs";

import type { Host } from "../../../kernel/host.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Addresses } from "../../contracts/addresses.ts";
import type { EventFeed, Feed } from "../../contracts/event-feed.ts";
import { provided } from "../provided.ts";
import { feedLine } from "./lines.ts";
import type { Lines, ReadingThread, ThreadFeed } from "./reading-thread.ts";

/** Events that the kernel's own thread reads at once. */
const PAGE = 64;
/** On record before anything leaves the ledger's file. */
const MOVING = "archive.sealed";

/** Feeds for whoever connects. `archive` is the folder of what was moved out of the ledger's file. */
export function eventFeed(host: Host, thread: ReadingThread, archive: string): EventFeed {
  let split: (() => number) | null = null;
  return {
    open({ after, run, types }) {
      const { ledger } = host.kernel();
      const addresses = () => provided<Addresses>(host, "addresses", "runs");
      const subject = run === null ? null : `run/${addresses().run(run)}`;
      split ??= watchMoves(ledger, thread, existsSync(archive));
      return follow({ ledger, thread, split, subject, types }, after);
    },
  };
}

/** The place up to which events may be missing in the ledger's file. */
function watchMoves(ledger: Ledger, thread: ReadingThread, isSplit: boolean): () => number {
  let last = isSplit ? ledger.lastRow() : 0;
  ledger.onCommit((events) => {
    const moving = events.findLast(({ type }) => type === MOVING);
    if (!moving) return;
    last = moving.row;
    thread.leaveFile();
  });
  return () => last;
}

interface FeedParts {
  readonly ledger: Ledger;
  readonly thread: ReadingThread;
  readonly split: () => number;
  readonly subject: string | null;
  readonly types: readonly string[] | null;
}

/**
 * The thread reads the file alone. What was moved out of it only the ledger itself can read: it does, up to the last
 * move, for those who have not come so far yet.
 */
function follow(parts: FeedParts, after: number): Feed {
  const { ledger, thread, split, subject, types } = parts;
  let cursor = after;
  let reading: ThreadFeed | null = null;
  let isClosed = false;
  const read = async (): Promise<Lines | null> => {
    if (cursor >= split()) {
      reading ??= thread.open(cursor, subject, types);
      const lines = await reading.next();
      if (lines === null) reading = null;
      return lines;
    }
    // Others get their turn between two pages.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const last = ledger.lastRow();
    const page = pageOf(parts, cursor);
    if (page === null) cursor = last;
    return page;
  };
  return {
    async next() {
      for (;;) {
        if (isClosed) return new Uint8Array();
        const lines = await read();
        if (lines === null) continue;
        cursor = lines.cursor;
        return lines.bytes;
      }
    },
    close() {
      isClosed = true;
      reading?.close();
    },
  };
}

/** Null: there is nothing more. */
function pageOf({ ledger, subject, types }: FeedParts, afterRow: number): Lines | null {
  const filter = { ...(subject !== null && { subject }), ...(types !== null && { types }) };
  const events = [...ledger.query({ afterRow, limit: PAGE, ...filter })];
  const last = events.at(-1);
  if (!last) return null;
  const lines = events.map((event) =>
    feedLine(event.row, JSON.stringify(ledger.toCloudEvent(event))),
  );
  return { bytes: new TextEncoder().encode(lines.join("")), cursor: last.row };
}
