import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { cutGoal } from "./clause.ts";
import { verbsOf } from "./verbs.ts";

const verbs = verbsOf([], []);
const cut = (goal: string) => cutGoal(goal, verbs).map(({ text }) => text);

const CUT: readonly (readonly [string, readonly string[]])[] = [
  ["Read notes/a.md", ["Read notes/a.md"]],
  ["Read a.md and then write hello to b.md", ["Read a.md", "write hello to b.md"]],
  [
    "Find the file that mentions Zanzibar and move it to archive/trip.md",
    ["Find the file that mentions Zanzibar", "move it to archive/trip.md"],
  ],
  [
    "Fetch https://example.org/tea, save it as tea.md, then delete old.md.",
    ["Fetch https://example.org/tea", "save it as tea.md", "delete old.md"],
  ],
  ["Read a.md. Delete b.md.", ["Read a.md", "Delete b.md"]],
  // Quoted text is what it says, and never a wish.
  [
    'Write "read a.md and then delete b.md" to c.md',
    ['Write "read a.md and then delete b.md" to c.md'],
  ],
  ["Search for 'copy and paste' in docs", ["Search for 'copy and paste' in docs"]],
  ["Run `ls; rm -r x` please", ["Run `ls; rm -r x`"]],
  // Commas and joining words in values join nothing.
  ["Search for milk, bread and butter", ["Search for milk, bread and butter"]],
  ["Write milk, eggs to list.md", ["Write milk, eggs to list.md"]],
  ["Send an email to Tom and Ada", ["Send an email to Tom and Ada"]],
  // Questions.
  ["What is in notes/a.md?", ["What is in notes/a.md?"]],
  ["Which files mention Ada and Tom?", ["Which files mention Ada and Tom?"]],
  ["Can you read a.md and delete b.md?", ["Can you read a.md", "delete b.md?"]],
  // To look at something and to be shown it is one wish.
  ["Open a.md and show me what it says", ["Open a.md and show me what it says"]],
  // The same again, for another thing.
  ["Read a.md and b.md", ["Read a.md", "b.md"]],
];

describe("a goal is cut into what it asks for", () => {
  for (const [goal, parts] of CUT)
    test(goal, () => {
      const bare = (text: string) => text.replace(/[.,;?!]+$/, "");
      expect(cut(goal).map(bare)).toEqual(parts.map(bare));
    });

  test("and a part that only names another thing says so", () => {
    expect(cutGoal("Read a.md and b.md", verbs).map(({ isAgain }) => isAgain)).toEqual([
      false,
      true,
    ]);
  });
});

test("every part stands in the goal where it says, after the one before, whatever the goal is", () => {
  const word = fc.oneof(
    fc.constantFrom(
      "read",
      "and",
      "then",
      ",",
      "delete",
      "it",
      '"a and b"',
      "a.md",
      "?",
      ".",
      "move",
      "to",
      "“",
      "'",
    ),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 25 }), (words) => {
      const goal = words.join(" ");
      const clauses = cutGoal(goal, verbs);
      expect(clauses.length).toBeGreaterThan(0);
      let end = 0;
      for (const { text, start } of clauses) {
        expect(goal.slice(start, start + text.length)).toBe(text);
        expect(start).toBeGreaterThanOrEqual(end);
        end = start + text.length;
      }
    }),
    { numRuns: 2000 },
  );
});

test("a goal without a single word is one part", () => {
  for (const goal of ["?!", "...", "“”", ""]) expect(cutGoal(goal, verbs)).toHaveLength(1);
});
