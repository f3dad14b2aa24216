/** One call that the scripted model makes, and what its answer must hold: clients show the text or the structured content. */
export interface Move {
  readonly figure: "search" | "call" | "goal" | "asked" | "plan";
  readonly tool: string;
  readonly args: object;
  readonly expected: RegExp;
}

const GOAL = "Count the notes of this folder in a way of my own";

const plan = {
  steps: [
    {
      id: "notes",
      intent: "Find the notes",
      do: { tool: { server: "files", name: "files_glob", args: { pattern: "**/*.md" } } },
      expect: [
        { matches: { properties: { truncated: { const: false } }, required: ["truncated"] } },
      ],
    },
  ],
  answer: "${notes.paths[0]} is the first",
  proof: "the listing is whole",
};

/** Searches, calls, reaches a goal that a skill covers, is asked to plan one, and plans it. In the example vault. */
export const MOVES: readonly Move[] = [
  {
    figure: "search",
    tool: "search",
    args: { goal: "find files by a glob pattern" },
    expected: /files__files_glob/,
  },
  {
    figure: "call",
    tool: "call",
    args: { tool: "files__files_glob", args: { pattern: "projects/B*.md" } },
    expected: /projects\/Bluebird\.md/,
  },
  {
    figure: "goal",
    tool: "run",
    args: { goal: "Which tasks were overdue on 2026-11-20?" },
    expected: /\d+ open tasks re-read, 3 overdue/,
  },
  { figure: "asked", tool: "run", args: { goal: GOAL }, expected: /Plan it yourself|plan_wanted/ },
  {
    figure: "plan",
    tool: "run",
    args: { goal: GOAL, plan },
    expected: /✓ proved: the listing is whole|outcome\W+done/,
  },
];

export const TOOLS = ["search", "describe", "call", "run", "status", "show", "why", "undo", "stop"];
export const PROMPT = "Use Glassbox for what I have in mind.";
export const LAST_WORDS = "FINAL: all moves are made";
