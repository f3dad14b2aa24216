import { expect, test } from "bun:test";
import fc from "fast-check";

import { unifiedDiff } from "./diff.ts";

/** Applies a unified diff as `patch` does: by the numbers in its headers, and only where the lines are as it says. */
function patched(before: string, diff: string): string {
  const old = before === "" ? [] : before.replace(/\n$/, "").split("\n");
  const made: string[] = [];
  let at = 0;
  for (const line of diff.split("\n").slice(2)) {
    const header = /^@@ -(\d+),(\d+) \+/.exec(line);
    if (header) {
      const start = Number(header[1]) - (header[2] === "0" ? 0 : 1);
      made.push(...old.slice(at, start));
      at = start;
      continue;
    }
    if (line[0] !== "+") expect(old[at++]).toBe(line.slice(1));
    if (line[0] !== "-") made.push(line.slice(1));
  }
  return [...made, ...old.slice(at), ""].join("\n");
}

const text = fc
  .array(fc.constantFrom("a", "b", "c", "d  e", "-", "+"), { minLength: 1, maxLength: 30 })
  .map((lines) => `${lines.join("\n")}\n`);

test("a diff leads from what is there to what would be written, for patch too", () => {
  fc.assert(
    fc.property(fc.option(text), text, (before, after) => {
      const diff = unifiedDiff("plan.yaml", before, after);
      if (before === after) return expect(diff).toBe("");
      expect(diff).toStartWith(
        `--- ${before === null ? "/dev/null" : "plan.yaml"}\n+++ plan.yaml\n@@ `,
      );
      expect(patched(before ?? "", diff)).toBe(after);
    }),
  );
});

test("a file too large to compare line by line is shown as one block", () => {
  const before = Array.from({ length: 2500 }, (_, index) => `old ${index}`).join("\n");
  const after = Array.from({ length: 2500 }, (_, index) => `new ${index}`).join("\n");
  const diff = unifiedDiff("plan.yaml", `${before}\n`, `${after}\n`);
  expect(diff.split("\n")).toHaveLength(5003);
  expect(diff).toContain("@@ -1,2500 +1,2500 @@\n-old 0\n");
});
