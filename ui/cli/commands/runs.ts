import type { JsonValue } from "../../../kernel/json.ts";
import { usage } from "../../../kernel/error.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";
import { localTime } from "../render/time.ts";

interface Row {
  readonly label: string;
  readonly goal: string;
  readonly outcome: string | null;
  readonly standing: string;
  readonly startedAt: string;
}

export function addRuns(menu: Menu): void {
  const runs = addGroup(menu, "runs", "List and remove runs.", [
    "glassbox runs ls",
    "glassbox runs rm r7k2",
  ]);
  addLeaf<{ limit: string }>(menu, runs, {
    name: "ls",
    summary: "List runs, newest first.",
    examples: ["glassbox runs ls", "glassbox runs ls --json=run,goal,outcome"],
    build: (command) => void command.option("--limit <n>", "at most so many", "50"),
    async handler(session, _, { limit }) {
      if (!/^[1-9]\d*$/.test(limit))
        throw usage(`--limit must be a number from 1 on, not "${limit}"`);
      const data = await session.call<{ runs: readonly Row[] }>("runs.list", {
        limit: Number(limit),
      });
      const rows = data.runs.map(({ label, goal, outcome, standing, startedAt }) => [
        label,
        outcome ?? standing,
        localTime(startedAt),
        goal,
      ]);
      const text = table(rows, session.terminal.columns, 'no runs yet: glassbox run "GOAL"');
      return { data: data as object as JsonValue, text };
    },
  });
  addLeaf(menu, runs, {
    name: "rm",
    summary: "Take a finished run off the lists; its events stay in the chain.",
    examples: ["glassbox runs rm r7k2", "glassbox runs rm @"],
    build: (command) =>
      void command.argument("<run>", "a run, by its first letters; @ is the last"),
    async handler(session, [run]) {
      const data = await session.call<{ run: string }>("runs.remove", { run });
      return { data, text: `removed ${data.run}` };
    },
  });
}
