import { describe, expect, test } from "bun:test";
import { applyRename } from "./checker/apply.ts";
import { checkRename } from "./checker.ts";
import { createRandom } from "./generate/random.ts";
import { generateVault, vaultSubject } from "./generate.ts";
import { after, before } from "./rename-example.ts";
import type { Vault } from "./vault.ts";

/** The right result with one passage of one file replaced. */
function mistake(path: string, right: string, wrong: string): Vault {
  const text = after.get(path) ?? "";
  if (text.split(right).length !== 2) throw new Error(`${path} must hold ${right} once`);
  return new Map(after).set(
    path,
    text.replace(right, () => wrong),
  );
}

function violations(result: Vault): string {
  return checkRename(before, result, "Bluebird", "Kestrel").join("\n");
}

const daily = "daily/2026-11-17.md";
const project = "projects/Kestrel.md";

describe("a rename that holds", () => {
  test("the result written by hand has no violation", () => {
    expect(violations(after)).toBe("");
  });

  test("where the rules leave room, either answer holds", () => {
    expect(violations(mistake(daily, "[[lost/Bluebird]]", "[[lost/Kestrel]]"))).toBe("");
    expect(violations(mistake(daily, "[[kestrel]]", "[[Kestrel]]"))).toBe("");
    expect(violations(mistake(daily, "Ines.md#Kestrel", "Ines.md#kestrel"))).toBe("");
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("generated vault %i, all its traps renamed", (seed) => {
    const { from, to } = vaultSubject(seed);
    const vault = generateVault({ seed, notes: 120 });
    expect(checkRename(vault, applyRename(vault, from, to), from, to)).toEqual([]);
  });
});

describe("a rename that forgets something", () => {
  test.each([
    ["a wikilink", daily, "- [[Kestrel]],", "- [[Bluebird]],", "2 wiki link target"],
    ["a link with shown text", daily, "[[Kestrel|", "[[Bluebird|", "2 wiki link target"],
    ["a link by path", daily, "[[projects/Kestrel#", "[[projects/Bluebird#", "2 wiki link target"],
    ["an embedded block", daily, "![[Kestrel#^", "![[Bluebird#^", "2 wiki link target"],
    [
      "a Markdown link",
      daily,
      'projects/Kestrel.md "',
      'projects/Bluebird.md "',
      "3 markdown link",
    ],
    ["a bracketed link", daily, "<../projects/Kestrel", "<../projects/Bluebird", "3 markdown link"],
    ["a folder in a link", daily, "../Kestrel/", "../Bluebird/", "4 markdown link target"],
    ["a link in another case", daily, "[[kestrel]]", "[[bluebird]]", "4 wiki link target"],
    ["a heading link", daily, "[[Ines#Kestrel]]", "[[Ines#Bluebird]]", "5 wiki link heading"],
    ["a heading in a Markdown link", daily, "Ines.md#Kestrel", "Ines.md#Bluebird", "5 markdown"],
    ["a tag", daily, "- #kestrel", "- #bluebird", '6 tag "bluebird"'],
    ["a tag in Pascal case", daily, "#Kestrel #area", "#Bluebird #area", '6 tag "Bluebird"'],
    ["a nested tag", daily, "area/kestrel", "area/bluebird", '6 tag "bluebird"'],
    ["an alias", project, "[Kestrel,", "[Bluebird,", '2 alias "Bluebird"'],
    ["a tag in a property", project, "project/kestrel", "project/bluebird", "4 frontmatter tag"],
    ["a title", project, "# Kestrel\n", "# Bluebird\n", '7 heading "Bluebird"'],
    [
      "a tag in a string",
      "Kestrel/site visit.md",
      "site, kestrel",
      "site, bluebird",
      "3 frontmatter tag",
    ],
    [
      "a link in a property",
      "Kestrel/site visit.md",
      "[[Kestrel]]",
      "[[Bluebird]]",
      "2 wiki link target",
    ],
    ["a heading in a file with CRLF", "people/Ines.md", "## Kestrel", "## Bluebird", "3 heading"],
  ])("%s is reported with its line", (_, path, right, wrong, message) => {
    const old = path.replace(/Kestrel/, "Bluebird");
    expect(violations(mistake(path, right, wrong))).toContain(`${old}:${message}`);
  });

  test("a forgotten link is also found by following it", () => {
    const found = violations(mistake(daily, "- [[Kestrel]],", "- [[Bluebird]],"));
    expect(found).toContain(`${daily}:2 link [[Bluebird]] is broken`);
  });

  test("a file, a folder and a lost note are reported", () => {
    const kept = new Map(after);
    kept.set("projects/Bluebird.md", kept.get(project) ?? "").delete(project);
    expect(violations(kept)).toContain(
      "projects/Bluebird.md was not renamed to projects/Kestrel.md",
    );
    const lost = new Map(after);
    lost.delete("Kestrel/site visit.md");
    expect(violations(lost)).toContain("Kestrel/site visit.md is missing");
  });
});

describe("a rename that does too much", () => {
  test.each([
    ["a code fence", daily, "```\n[[Bluebird]]", "```\n[[Kestrel]]", "11 code changed"],
    ["a heading in a fence", daily, "\n# Bluebird", "\n# Kestrel", "12 code changed"],
    ["inline code", daily, "`[[Bluebird]]", "`[[Kestrel]]", "7 code changed"],
    ["a comment", daily, "<!-- [[Bluebird", "<!-- [[Kestrel", "8 comment changed"],
    ["prose", daily, "Bluebird itself", "Kestrel itself", "7 prose changed"],
    ["a web address", daily, "x.example/Bluebird", "x.example/Kestrel", "7 prose changed"],
    ["shown text of a wikilink", daily, "|Bluebird]]", "|Kestrel]]", "2 shown link text changed"],
    ["shown text of a link", daily, "[Bluebird](", "[Kestrel](", "3 shown link text changed"],
    [
      "a longer name",
      daily,
      "[[Bluebird Annex]]",
      "[[Kestrel Annex]]",
      "5 shown link text changed",
    ],
    ["a longer tag", daily, "#bluebirds", "#kestrels", "6 prose changed"],
    ["a longer slug", daily, "#bluebird-annex", "#kestrel-annex", "6 prose changed"],
    ["a longer alias", project, '"The Bluebird"', '"The Kestrel"', "2 frontmatter changed"],
    ["a longer property tag", project, "- bluebirds", "- kestrels", "5 frontmatter changed"],
    [
      "a longer heading",
      "projects/Bluebird Annex.md",
      "# Bluebird",
      "# Kestrel",
      "1 prose changed",
    ],
    ["a space", daily, "Bluebird itself\n", "Bluebird itself \n", "7 bytes changed"],
    ["a line", daily, "# Tuesday\n", "# Tuesday\n\n", "2 14 lines became 15"],
    ["a line ending", "people/Ines.md", "# Ines\r\n", "# Ines\n", "1 bytes changed"],
    ["a byte order mark", "people/Ines.md", "\uFEFF", "", "1 bytes changed"],
  ])("%s is reported with its line", (_, path, right, wrong, message) => {
    const old = path.replace(/Kestrel/, "Bluebird");
    expect(violations(mistake(path, right, wrong))).toContain(`${old}:${message}`);
  });

  test("a file that is no note and a file that is new are reported", () => {
    expect(violations(mistake("plan.txt", "Bluebird", "Kestrel"))).toContain("plan.txt changed");
    expect(violations(new Map(after).set("log.md", ""))).toContain("log.md was added");
    const doubled = new Map(after).set("projects/Bluebird.md", "");
    expect(violations(doubled)).toContain("projects/Bluebird.md is still there");
  });
});

describe("a rename of a generated vault with one mistake in it", () => {
  const seed = 3;
  const { from, to } = vaultSubject(seed);
  const vault = generateVault({ seed, notes: 60 });
  const right = applyRename(vault, from, to);
  const paths = [...right.keys()];

  test("one changed character anywhere is reported", () => {
    const random = createRandom(1);
    for (let round = 0; round < 40; round++) {
      const path = random.sample(paths) ?? "";
      const text = right.get(path) ?? "";
      if (text === "") continue;
      const at = random.int(text.length);
      const wrong = new Map(right).set(path, `${text.slice(0, at)}~${text.slice(at + 1)}`);
      if (wrong.get(path) === text) continue;
      expect(checkRename(vault, wrong, from, to)).not.toEqual([]);
    }
  });

  test("replacing the name everywhere is reported", () => {
    const blunt = new Map(
      [...vault].map(([path, text]) => [path.replaceAll(from, to), text.replaceAll(from, to)]),
    );
    expect(checkRename(vault, blunt, from, to).length).toBeGreaterThan(100);
  });
});
