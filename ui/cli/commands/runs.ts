import type { JsonValue } from "../../../kernel/json.ts";
import { usage } from "../../../kernel/error.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";
import { localTime } from "../render/time.ts";
import { renderTree, type RunNode } from "../render/tree.ts";
import { addRunsArchive } from "./runs-archive.ts";
import { addRunsExport } from "./runs-export.ts";
import { addRunsRemove } from "./runs-rm.ts";

interface Row {
  readonly label: string;
  readonly goal: string;
  readonly outcome: string | null;
  readonly standing: string;
  readonly startedAt: string;
}

const NONE = 'no runs yet: glassbox run "GOAL"';

export function addRuns(menu: Menu): void {
  const runs = addGroup(menu, "runs", "List and remove runs.", [
    "glassbox runs ls",
    "glassbox runs rm r7k2",
  ]);
  addLeaf<{ limit: string; tree?: boolean }>(menu, runs, {
    name: "ls",
    summary: "List runs, newest first.",
    examples: ["glassbox runs ls --tree", "glassbox runs ls --json=run,goal,outcome"],
    build: (command) =>
      void command
        .option("--limit <n>", "at most so many", "50")
        .option("--tree", "with branches, child runs and forks, and where they left"),
    async handler(session, _, { limit, tree }) {
      if (!/^[1-9]\d*$/.test(limit))
        throw usage(`--limit must be a number from 1 on, not "${limit}"`);
      if (tree) {
        const found = await session.call<{ runs: readonly RunNode[] }>("runs.tree", {
          limit: Number(limit),
        });
        const text = renderTree(found.runs, session.terminal.columns);
        return { data: found as object as JsonValue, text: text || NONE };
      }
      const data = await session.call<{ runs: readonly Row[] }>("runs.list", {
        limit: Number(limit),
      });
      const rows = data.runs.map(({ label, goal, outcome, standing, startedAt }) => [
        label,
        outcome ?? standing,
        localTime(startedAt),
        goal,
      ]);
      const text = table(rows, session.terminal.columns, NONE);
      return { data: data as object as JsonValue, text };
    },
  });
  addRunsRemove(menu, runs);
  addRunsExport(menu, runs);
  addRunsArchive(menu, runs);
}
