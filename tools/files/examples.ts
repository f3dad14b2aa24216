/**
 * Goals as people type them, each with the call that meets it. Every text in `args` stands in the goal as it is, so
 * that a planner may copy it from there.
 */
export const EXAMPLES = {
  read: [
    { goal: "Show me notes/today.md", args: { path: "notes/today.md" } },
    { goal: "what does README.md say?", args: { path: "README.md" } },
    { goal: "Please open the file config/app.json", args: { path: "config/app.json" } },
    { goal: "print the contents of todo.txt", args: { path: "todo.txt" } },
    { goal: 'Read "Meeting with Ada.md" to me', args: { path: "Meeting with Ada.md" } },
    { goal: "cat src/index.ts", args: { path: "src/index.ts" } },
    {
      goal: "Can you display what is written in journal/2026-03-01.md?",
      args: { path: "journal/2026-03-01.md" },
    },
    {
      goal: "Give me lines 10 to 20 of logs/server.log",
      args: { path: "logs/server.log", startLine: 10, endLine: 20 },
    },
  ],
  list: [
    { goal: "What is in the folder invoices?", args: { path: "invoices" } },
    { goal: "list the directory src/components", args: { path: "src/components" } },
    { goal: "ls docs", args: { path: "docs" } },
    { goal: "Show me everything inside the photos folder", args: { path: "photos" } },
    { goal: 'Which files are in "Tax returns"?', args: { path: "Tax returns" } },
    {
      goal: "Could you list the entries of projects/garden please",
      args: { path: "projects/garden" },
    },
    { goal: "contents of the downloads directory", args: { path: "downloads" } },
    { goal: "what files do I have here?", args: {} },
  ],
  glob: [
    { goal: "Find all files that match **/*.pdf", args: { pattern: "**/*.pdf" } },
    { goal: "which files are called *.test.ts?", args: { pattern: "*.test.ts" } },
    { goal: "list every *.csv file", args: { pattern: "*.csv" } },
    { goal: "Look for files named invoice-*.pdf", args: { pattern: "invoice-*.pdf" } },
    {
      goal: "Give me the paths that match notes/2026-*/*.md",
      args: { pattern: "notes/2026-*/*.md" },
    },
    { goal: "are there any **/*.bak files left over", args: { pattern: "**/*.bak" } },
    { goal: 'Find files by the pattern "Scan ?.png" please', args: { pattern: "Scan ?.png" } },
  ],
  search: [
    {
      goal: 'Search for "quarterly budget" in reports',
      args: { pattern: "quarterly budget", path: "reports" },
    },
    { goal: "which files mention Ada Lovelace?", args: { pattern: "Ada Lovelace" } },
    { goal: "grep fetchUser in src", args: { pattern: "fetchUser", path: "src" } },
    { goal: "Where do my notes say 'call the plumber'?", args: { pattern: "call the plumber" } },
    { goal: "Find every line that contains deprecated", args: { pattern: "deprecated" } },
    {
      goal: "look for the words renew passport in notes/travel.md",
      args: { pattern: "renew passport", path: "notes/travel.md" },
    },
    {
      goal: 'Is there any file with the text "due on Friday"?',
      args: { pattern: "due on Friday" },
    },
    { goal: "search all files for ECONNREFUSED please", args: { pattern: "ECONNREFUSED" } },
  ],
  stat: [
    { goal: "Does notes/plan.md exist?", args: { path: "notes/plan.md" } },
    { goal: "How big is video.mp4?", args: { path: "video.mp4" } },
    { goal: "when was budget.xlsx last changed", args: { path: "budget.xlsx" } },
    { goal: "check whether there is a file called .env.local", args: { path: ".env.local" } },
    { goal: "What is the SHA-256 of dist/app.zip?", args: { path: "dist/app.zip" } },
    {
      goal: 'Tell me the size of "Holiday photos.zip" please',
      args: { path: "Holiday photos.zip" },
    },
    { goal: "is backups/latest a file or a directory?", args: { path: "backups/latest" } },
  ],
  write: [
    { goal: 'Write "Buy milk" to todo.txt', args: { path: "todo.txt", content: "Buy milk" } },
    {
      goal: "create a file called notes/idea.md with the text solar powered kettle",
      args: { path: "notes/idea.md", content: "solar powered kettle" },
    },
    {
      goal: "save 'hello world' as greeting.txt",
      args: { path: "greeting.txt", content: "hello world" },
    },
    {
      goal: 'Please make a new file "Shopping list.md" that says "eggs, flour and butter"',
      args: { path: "Shopping list.md", content: "eggs, flour and butter" },
    },
    { goal: "put the text done into status.txt", args: { path: "status.txt", content: "done" } },
    {
      goal: "overwrite config/mode.txt with production",
      args: { path: "config/mode.txt", content: "production" },
    },
    {
      goal: 'I need a file drafts/mail.txt containing "See you on Monday"',
      args: { path: "drafts/mail.txt", content: "See you on Monday" },
    },
  ],
  edit: [
    {
      goal: "Replace teh with the in notes.md",
      args: { path: "notes.md", edits: [{ oldText: "teh", newText: "the" }] },
    },
    {
      goal: 'In src/config.ts change "localhost" to "example.org"',
      args: { path: "src/config.ts", edits: [{ oldText: "localhost", newText: "example.org" }] },
    },
    {
      goal: "correct recieve to receive in letters/draft.txt please",
      args: { path: "letters/draft.txt", edits: [{ oldText: "recieve", newText: "receive" }] },
    },
    {
      goal: "can you swap 'Monday' for 'Tuesday' in agenda.md?",
      args: { path: "agenda.md", edits: [{ oldText: "Monday", newText: "Tuesday" }] },
    },
    {
      goal: 'Edit "Team plan.md": version 1 becomes version 2',
      args: { path: "Team plan.md", edits: [{ oldText: "version 1", newText: "version 2" }] },
    },
    {
      goal: "fix the typo adress in contacts.csv, it should be address",
      args: { path: "contacts.csv", edits: [{ oldText: "adress", newText: "address" }] },
    },
    {
      goal: 'substitute "2025" by "2026" inside LICENSE.txt',
      args: { path: "LICENSE.txt", edits: [{ oldText: "2025", newText: "2026" }] },
    },
  ],
  move: [
    { goal: "Rename draft.md to final.md", args: { from: "draft.md", to: "final.md" } },
    {
      goal: "move inbox/scan.pdf to archive/scan.pdf",
      args: { from: "inbox/scan.pdf", to: "archive/scan.pdf" },
    },
    { goal: "mv old.txt new.txt", args: { from: "old.txt", to: "new.txt" } },
    {
      goal: 'Could you call "Untitled 1.md" "Garden plan.md" from now on?',
      args: { from: "Untitled 1.md", to: "Garden plan.md" },
    },
    {
      goal: "put report.docx into work/report.docx",
      args: { from: "report.docx", to: "work/report.docx" },
    },
    {
      goal: "Please give photos/img001.jpg the name photos/beach.jpg",
      args: { from: "photos/img001.jpg", to: "photos/beach.jpg" },
    },
    { goal: "the folder tmp should become scratch", args: { from: "tmp", to: "scratch" } },
  ],
  delete: [
    { goal: "Delete old-notes.md", args: { path: "old-notes.md" } },
    { goal: "remove the file tmp/cache.json", args: { path: "tmp/cache.json" } },
    { goal: "get rid of draft.txt please", args: { path: "draft.txt" } },
    { goal: 'Can you erase "Copy of budget.xlsx"?', args: { path: "Copy of budget.xlsx" } },
    { goal: "rm build/output.log", args: { path: "build/output.log" } },
    {
      goal: "I no longer need letters/2019.docx, throw it away",
      args: { path: "letters/2019.docx" },
    },
    { goal: "Delete the empty folder scratch", args: { path: "scratch" } },
  ],
};
