/** Goals as people type them, each with the call that meets it: every text of the call stands in the goal as it is. */
export const EXAMPLES = {
  run: [
    {
      goal: "Run this Python: print(sum(range(10)))",
      args: { code: "print(sum(range(10)))" },
    },
    { goal: "calculate 2**100 with python", args: { code: "2**100" } },
    {
      goal: 'What does "sorted({3, 1, 2})" give in Python?',
      args: { code: "sorted({3, 1, 2})" },
    },
    {
      goal: "execute `import math; math.comb(52, 5)` please",
      args: { code: "import math; math.comb(52, 5)" },
    },
    {
      goal: "In Python, with the image data, run import numpy; print(numpy.pi)",
      args: { code: "import numpy; print(numpy.pi)", image: "data" },
    },
    {
      goal: "evaluate [n for n in range(2, 50) if all(n % d for d in range(2, n))] as a Python expression",
      args: { code: "[n for n in range(2, 50) if all(n % d for d in range(2, n))]" },
    },
    {
      goal: 'Can you run the program print(input().upper()) and give it "hello" as input?',
      args: { code: "print(input().upper())", stdin: "hello" },
    },
    {
      goal: "Use code: from datetime import date; (date(2026, 12, 24) - date(2026, 1, 1)).days",
      args: { code: "from datetime import date; (date(2026, 12, 24) - date(2026, 1, 1)).days" },
    },
  ],
  open: [
    { goal: "Open a Python session", args: {} },
    { goal: "start a new Python session with the image data", args: { image: "data" } },
    { goal: "I want a Python notebook that keeps its variables", args: {} },
    { goal: "begin a repeatable python session with seed 7", args: { seed: 7 } },
    {
      goal: "new Python session whose clock begins at 2026-01-01T00:00:00Z",
      args: { epoch: "2026-01-01T00:00:00Z" },
    },
    { goal: "Please open another Python session for me", args: {} },
  ],
  exec: [
    { goal: "In session 1f2e3d4c run x = 41", args: { session: "1f2e3d4c", code: "x = 41" } },
    {
      goal: "run print(x + 1) in the Python session 1f2e3d4c",
      args: { session: "1f2e3d4c", code: "print(x + 1)" },
    },
    {
      goal: "session a1b2c3d4: import statistics",
      args: { session: "a1b2c3d4", code: "import statistics" },
    },
    {
      goal: 'Execute "df.describe()" in session 0badcafe',
      args: { session: "0badcafe", code: "df.describe()" },
    },
    {
      goal: "what is len(rows) in my session 5e55e55e?",
      args: { session: "5e55e55e", code: "len(rows)" },
    },
    {
      goal: "continue session 1f2e3d4c with total += 5",
      args: { session: "1f2e3d4c", code: "total += 5" },
    },
  ],
  restore: [
    ["Take session 1f2e3d4c back to checkpoint ", "1f2e3d4c", "0a"],
    ["restore the Python session a1b2c3d4 to ", "a1b2c3d4", "1b"],
    ["Undo: session 0badcafe should be at ", "0badcafe", "2c"],
    ["rewind session 5e55e55e to ", "5e55e55e", "3d"],
    ["let session c0ffee00 stand again at ", "c0ffee00", "4e"],
    ["please reset session deadbeef to checkpoint ", "deadbeef", "5f"],
  ].map(([goal = "", session = "", digits = ""]) => {
    const checkpoint = digits.repeat(32);
    return { goal: goal + checkpoint, args: { session, checkpoint } };
  }),
  fork: [
    { goal: "Fork Python session 1f2e3d4c", args: { session: "1f2e3d4c" } },
    { goal: "make a copy of session a1b2c3d4", args: { session: "a1b2c3d4" } },
    { goal: "branch off from the session 0badcafe", args: { session: "0badcafe" } },
    {
      goal: "try something else beside session 5e55e55e, in a copy of it",
      args: { session: "5e55e55e" },
    },
    { goal: "Duplicate session c0ffee00 please", args: { session: "c0ffee00" } },
    { goal: "clone the notebook session deadbeef", args: { session: "deadbeef" } },
  ],
  close: [
    { goal: "Close Python session 1f2e3d4c", args: { session: "1f2e3d4c" } },
    { goal: "end the session a1b2c3d4", args: { session: "a1b2c3d4" } },
    { goal: "I am done with session 0badcafe", args: { session: "0badcafe" } },
    {
      goal: "close session 5e55e55e and forget its checkpoints",
      args: { session: "5e55e55e", forget: true },
    },
    { goal: "shut session c0ffee00 down please", args: { session: "c0ffee00" } },
    {
      goal: "delete the session deadbeef with all that is kept of it",
      args: { session: "deadbeef", forget: true },
    },
  ],
  list: [
    { goal: "Which Python sessions are open?", args: {} },
    { goal: "list my python sessions", args: {} },
    { goal: "show the open Python notebooks", args: {} },
    { goal: "Is there still a Python session?", args: {} },
    { goal: "What checkpoints do the Python sessions have?", args: {} },
    { goal: "sessions of python, please", args: {} },
  ],
  packages: [
    { goal: "Which Python packages are there?", args: {} },
    { goal: "list the python images", args: {} },
    { goal: "What packages does the image data have?", args: { image: "data" } },
    { goal: "Is numpy installed for Python here?", args: {} },
    { goal: "show me the packages of the Python image plots", args: { image: "plots" } },
    { goal: "what can Python import here besides its standard library", args: {} },
  ],
};
