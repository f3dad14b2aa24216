import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Document } from "../document.ts";
import { allLinks, brokenLinks, openVault } from "../vault.ts";
import { applied, rename } from "../testing.ts";
import { movedPath } from "./move.ts";
import { parseRenaming } from "./name.ts";
import { requireFound } from "./rename.ts";

const folders = ["", "projects/", "Bluebird/", "area/Bluebird/", "area/deep/", "z/"];
const names = ["Bluebird", "Bluebird Annex", "Bluebirds", "Index", "Plan (old)", "bluebird-notes"];
const headings = ["Bluebird", "Plan", "Status of [[Bluebird]]", "Bluebird Annex", "**Bluebird**"];
const subpaths = ["", "", "", "#Bluebird", "#Plan", "#Status of Bluebird", "#^block", "#Gone"];

const target = fc
  .tuple(fc.constantFrom(...folders, "../", "./", "Bluebird/../"), fc.constantFrom(...names))
  .map(([folder, name]) => folder + name);
const link = fc
  .tuple(target, fc.constantFrom(...subpaths), fc.constantFrom(0, 1, 2, 3, 4, 5, 6))
  .map(([path, subpath, shape]) => {
    const encoded = encodeURI(path).replace(/[()]/g, (mark) => (mark === "(" ? "%28" : "%29"));
    const plain = subpath.replaceAll(" ", "%20");
    return [
      `[[${path}${subpath}]]`,
      `[[${path}${subpath}|Bluebird]]`,
      `![[${path}.md${subpath}]]`,
      `[Bluebird](${encoded}.md${plain})`,
      `[x](<${path}.md${subpath}> "Bluebird")`,
      `[[${path.toLowerCase()}${subpath.toUpperCase()}]]`,
      `[[${subpath || "#Plan"}]]`,
    ][shape];
  });
const inline = fc.oneof(
  { weight: 4, arbitrary: link },
  fc.constantFrom(
    "Bluebird",
    "#bluebird",
    "#area/Bluebird/urgent",
    "#bluebirds",
    "`[[Bluebird]] #bluebird`",
    "%% [[Bluebird]] %%",
    "https://example.org/Bluebird#bluebird",
    "<!-- #bluebird -->",
    "`open",
    "é🐦",
  ),
);
const text = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));
const block = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 2, arbitrary: text.map((line) => `- [ ] ${line}`) },
  { weight: 3, arbitrary: fc.constantFrom(...headings).map((heading) => `## ${heading}`) },
  text.map((line) => `> [!note] ${line}`),
  text.map((line) => `\`\`\`md\n${line} KEEP\n# Bluebird\n\`\`\``),
  text.map((line) => ` ~~~~\n${line} KEEP\n~~~\n~~~~`),
  fc.constant("- \n  > ````\n  > [[Bluebird]] ``` #bluebird KEEP"),
  fc.constant("%%\n[[Bluebird]] #bluebird KEEP\n\n# Bluebird KEEP\n%%"),
  fc.constant("<!--\n[[Bluebird]] #bluebird KEEP\n-->"),
  fc.constant("$$\n[[Bluebird]] KEEP\n$$"),
  text.map((line) => `| a | b |\n|---|---|\n| ${line.replaceAll("|", "\\|")} | c |`),
  fc.constantFrom("", "a block ^block", "Bluebird\n====", "# Bluebird ##"),
);
const properties = fc.constantFrom(
  "",
  '---\naliases: [Bluebird, BB]\ntags: [bluebird, "area/bluebird"]\nup: "[[Bluebird]]"\n---\n',
  "---\ntags: bluebird, other #bluebird\nrelated:\n  - '[[Bluebird#Plan|x]]'\n---\n",
  "---\ntags:\n- Bluebird # Bluebird\ntitle: Bluebird\nbroken: [\n---\n",
);
const body = fc
  .tuple(properties, fc.array(block, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([front, blocks, eol, ended]) =>
    (front + blocks.join("\n\n") + (ended ? "\n" : "")).replaceAll("\n", eol),
  );
const vault = fc
  .dictionary(
    fc.tuple(fc.constantFrom(...folders), fc.constantFrom(...names)).map((parts) => parts.join("")),
    body,
    { minKeys: 1, maxKeys: 7, noNullPrototype: true },
  )
  .map((notes): Document[] =>
    Object.entries(notes).map(([path, content]) => ({ path: `${path}.md`, text: content })),
  );
const newName = fc.constantFrom(
  "Kestrel",
  "Red Kite (big)",
  "K",
  "Bluebird Two",
  "bluebird",
  "100% é",
);

describe("a rename over generated vaults", () => {
  test("keeps every link on its note, breaks none, and leaves no place with the old name", () => {
    fc.assert(
      fc.property(vault, newName, (documents, to) => {
        const files = [...documents.map(({ path }) => path), "Bluebird/photo.png", "Bluebird.png"];
        const plan = rename(documents, "Bluebird", to, files);
        const renaming = parseRenaming("Bluebird", to);
        const after = applied(documents, plan.edits, plan.moves);
        const newFiles = files.map((path) => movedPath(path, renaming));

        const [old, next] = [openVault(documents, files), openVault(after, newFiles)];
        const before = allLinks(old);
        const links = allLinks(next);
        expect(links.length).toBe(before.length);
        before.forEach(({ source, link: was }, index) => {
          const led = old.resolve(was.path, source, was.syntax);
          const now = links[index];
          if (!led || !now) return;
          const leads = next.resolve(now.link.path, now.source, now.link.syntax);
          expect(leads).toBe(movedPath(led, renaming));
        });
        const lines = (vaultNow: typeof old): string[] =>
          brokenLinks(vaultNow).map(({ path, line }) => `${path}:${line}`);
        const was = brokenLinks(old).map(
          ({ path, line }) => `${movedPath(path, renaming)}:${line}`,
        );
        for (const line of lines(next)) expect(was).toContain(line);
        expect(lines(next).length).toBeLessThanOrEqual(was.length);

        const again = rename(after, "Bluebird", to, newFiles);
        expect([again.edits, again.moves]).toEqual([[], []]);
        expect(again.leftAlone).toEqual(plan.leftAlone);
      }),
      { numRuns: 300 },
    );
  });

  test("keeps code, comments and prose byte for byte", () => {
    const parts = (documents: Document[]): string[] =>
      documents.flatMap(({ text: content }) => content.match(/.*KEEP.*/g) ?? []);
    fc.assert(
      fc.property(vault, (documents) => {
        const plan = rename(documents, "Bluebird", "Kestrel");
        fc.pre(plan.changes.size > 0);
        requireFound(plan, parseRenaming("Bluebird", "Kestrel"));
        expect(parts(applied(documents, plan.edits, plan.moves))).toEqual(parts(documents));
      }),
      { numRuns: 200 },
    );
  });
});
