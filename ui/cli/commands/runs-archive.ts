import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { duration } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";
import { sizeText } from "../render/size.ts";
import { good } from "../render/text.ts";
import { localTime } from "../render/time.ts";

interface Archived {
  readonly trees: readonly {
    readonly label: string;
    readonly goal: string;
    readonly runs: number;
    readonly events: number;
    readonly endedAt: string;
  }[];
  readonly events: number;
  readonly segments: readonly { readonly bytes: number }[];
  readonly kept: string | null;
}

export function addRunsArchive(menu: Menu, runs: Command): void {
  addLeaf<{ olderThan: string; dryRun?: boolean }>(menu, runs, {
    name: "archive",
    summary: "Move runs that are long over into compressed files; they stay readable.",
    examples: ["glassbox runs archive --older-than 90d", "glassbox runs archive --dry-run"],
    build: (command) =>
      void command
        .option("--older-than <time>", "since nothing happened in them: 12h, 90d", "90d")
        .option("--dry-run", "only list them"),
    async handler(session, _, { olderThan, dryRun }) {
      const olderThanSeconds = duration(olderThan);
      if (olderThanSeconds === null)
        throw usage(`--older-than must be a time such as 12h or 90d, not "${olderThan}"`);
      const input = { olderThanSeconds, dryRun: dryRun === true };
      const data = await session.call<Archived>("runs.archive", input);
      const rows = data.trees.map(({ label, runs: count, events, endedAt, goal }) => [
        label,
        count === 1 ? "1 run" : `${count} runs`,
        `${events} events`,
        localTime(endedAt),
        goal,
      ]);
      const none = `no run was over for ${olderThan}`;
      const list = table(rows, session.terminal.columns, none);
      return { data: data as object as JsonValue, text: `${list}${ending(data)}` };
    },
  });
}

function ending({ trees, events, segments, kept }: Archived): string {
  if (segments.length === 0) return trees.length === 0 ? "" : "\nnothing was moved (--dry-run)";
  const bytes = segments.reduce((sum, one) => sum + one.bytes, 0);
  const room = kept === null ? "" : `\nthe ledger's file keeps its size for now: ${kept}`;
  return `\n${good("✓")} ${events} events archived in ${sizeText(bytes)}${room}`;
}
