import { describe, expect, test } from "bun:test";
import { openTasks, overdueTasks } from "./checker.ts";
import { generateVault, vaultSubject } from "./generate.ts";

function overdue(text: string): string[] {
  const vault = new Map([["a.md", text]]);
  return overdueTasks(vault, "2026-11-20").map((task) => `${task.line} ${task.text}`);
}

describe("what is overdue", () => {
  test("the answer names file, line, text and date, in the order of files and lines", () => {
    const vault = new Map([
      ["b.md", "* [ ] Second 📅 2026-11-19 #x\n"],
      ["a/b.md", "\uFEFF---\r\ntags: []\r\n---\r\n- [ ] First [[b]]  📅 2025-01-31\r\n"],
    ]);
    expect(overdueTasks(vault, "2026-11-20")).toEqual([
      { path: "a/b.md", line: 4, text: "First [[b]]", due: "2025-01-31" },
      { path: "b.md", line: 1, text: "Second #x", due: "2026-11-19" },
    ]);
  });

  test.each([
    ["nested", "- [x] Parent\n  - [ ] A 📅 2026-11-19", "2 A"],
    ["nested with a tab", "- Parent\n\t- [ ] A 📅 2026-11-19", "2 A"],
    ["numbered", "1. [ ] A 📅 2026-11-19", "1 A"],
    ["in a callout", "> [!todo] List\n> - [ ] A 📅 2026-11-19", "2 A"],
    ["in a quote in a quote", "> > * [ ] A 📅 2026-11-19", "1 A"],
    ["after a closed fence", "```\n```\n- [ ] A 📅 2026-11-19", "3 A"],
    ["after a comment", "<!-- x -->\n\n- [ ] A 📅 2026-11-19", "3 A"],
    ["without a space before the date", "- [ ] A 📅2026-11-19", "1 A"],
  ])("a task counts when it is %s", (_, text, row) => {
    expect(overdue(text)).toEqual([row]);
  });

  test.each([
    ["done", "- [x] A 📅 2026-11-19\n- [X] B 📅 2026-11-19"],
    ["cancelled", "- [-] A 📅 2026-11-19"],
    ["due on the day", "- [ ] A 📅 2026-11-20"],
    ["without a date", "- [ ] A"],
    ["due on no day of the calendar", "- [ ] A 📅 2026-02-30\n- [ ] B 📅 2026-13-01"],
    ["due at a word", "- [ ] A 📅 tomorrow"],
    ["in a fence", "```\n- [ ] A 📅 2026-11-19\n```"],
    ["in a fence of tildes", "~~~ md\n```\n- [ ] A 📅 2026-11-19\n~~~"],
    ["in a longer fence", "````\n```\n- [ ] A 📅 2026-11-19\n````"],
    ["in a fence within a list", "- x\n  ```\n  - [ ] A 📅 2026-11-19\n  ```"],
    ["in a fence within a callout", "> [!note]\n> ```\n> - [ ] A 📅 2026-11-19\n> ```"],
    ["in a fence left open", "```\n\n- [ ] A 📅 2026-11-19"],
    ["in indented code", "Text.\n\n    - [ ] A 📅 2026-11-19"],
    ["in a comment", "<!--\n\n- [ ] A 📅 2026-11-19\n-->"],
    ["in a comment of Obsidian", "%%\n\n- [ ] A 📅 2026-11-19\n\n%%"],
    ["in a property", "---\nx: |\n  - [ ] A 📅 2026-11-19\n---\n"],
    ["dated in inline code only", "- [ ] A `📅 2026-11-19`"],
    ["no list item", "[ ] A 📅 2026-11-19"],
  ])("a task does not count when it is %s", (_, text) => {
    expect(overdue(text)).toEqual([]);
  });

  test("a file that is no note has no tasks", () => {
    expect(openTasks(new Map([["a.txt", "- [ ] A 📅 2026-11-19"]]))).toEqual([]);
  });
});

describe("a generated vault", () => {
  test.each([1, 2, 3, 4, 5])("no decoy of vault %i is taken for a task", (seed) => {
    const vault = generateVault({ seed, notes: 200 });
    expect(openTasks(vault).filter((task) => /Decoy|property/.test(task.text))).toEqual([]);
  });

  test("an answer that counts every line with an empty box differs, and so does one that misses a task", () => {
    const { date } = vaultSubject(1);
    const vault = generateVault({ seed: 1, notes: 200 });
    const right = overdueTasks(vault, date).map(({ path, line }) => `${path}:${line}`);
    const greedy = [...vault].flatMap(([path, text]) =>
      text.split("\n").flatMap((line, index) => {
        const due = /\[ \].*📅 ?(\d{4}-\d\d-\d\d)/u.exec(line)?.[1];
        return due && due < date ? [`${path}:${index + 1}`] : [];
      }),
    );
    expect(right.length).toBeGreaterThan(20);
    expect(greedy.length).toBeGreaterThan(right.length + 20);
    // Whatever the renderer calls an overdue task is also written as one.
    expect(right.filter((row) => !greedy.includes(row))).toEqual([]);
  });
});
