import { addLeaf, type Menu } from "../command.ts";
import { addRunOptions, type RunOptions, startRun } from "./run.ts";

export function addAsk(menu: Menu): void {
  addLeaf<RunOptions>(menu, menu.program, {
    name: "ask",
    summary: "Ask about files: a run that may only read, with citations.",
    examples: [
      'glassbox ask "Which tasks were overdue on 2026-11-20?"',
      'glassbox ask "When did I last see Ines?" --model ollama/qwen3:4b --json=answer,citations',
    ],
    build: addRunOptions,
    handler: (session, words, options) => startRun(session, words, options, "read"),
  });
}
