/** Goals as people type them, each with the call that meets it: the command stands in the goal as it is. */
export const EXAMPLES = [
  { goal: "Run npm test", args: { command: "npm test" } },
  { goal: 'execute the command "git status --short"', args: { command: "git status --short" } },
  { goal: "please run `make build` in the shell", args: { command: "make build" } },
  { goal: "What does uname -a print?", args: { command: "uname -a" } },
  {
    goal: "Start the shell command docker compose up -d",
    args: { command: "docker compose up -d" },
  },
  { goal: "can you run ./scripts/backup.sh for me", args: { command: "./scripts/backup.sh" } },
  { goal: "call 'du -sh photos' on the command line", args: { command: "du -sh photos" } },
  { goal: "$ wc -l data.csv", args: { command: "wc -l data.csv" } },
];
