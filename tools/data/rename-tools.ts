import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Document, documentsSchema, sha256 } from "./document.ts";
import { InputError } from "./error.ts";
import { filesSchema } from "./read-tools.ts";
import { type NoteEdits, byLine, noteEdits } from "./rename/change.ts";
import { parseRenaming } from "./rename/name.ts";
import { type RenamePlan, planRename, requireFound } from "./rename/rename.ts";
import { countChanges, leftAloneText, summarize } from "./rename/report.ts";
import { addTool, FROM_GOAL, FROM_RESULTS } from "./tool.ts";
import { brokenLinks } from "./vault.ts";

const input = z.object({
  documents: documentsSchema,
  from: z.string().describe("The present name, such as Bluebird; with # a tag alone"),
  to: z.string().describe("The new name, such as Kestrel; with # a tag"),
  files: filesSchema,
});

const sources = { documents: FROM_RESULTS, files: FROM_RESULTS, from: FROM_GOAL, to: FROM_GOAL };

const left = z.object({
  path: z.string().describe("The note as it is called after the rename"),
  line: z.int().min(1),
  kind: z.enum(["code", "comment", "math", "frontmatter", "url", "prose"]),
  text: z.string(),
});

const place = z.object({
  path: z.string(),
  line: z.int().min(1),
  kind: z.enum(["link", "tag", "heading", "alias", "file"]),
});

const noteEdit = z.object({
  path: z.string().describe("The note as it is called before the moves"),
  ifMatch: z.string().describe("SHA-256 of its text now"),
  newSha256: z.string().describe("SHA-256 of its text afterwards"),
  edits: z.array(z.object({ line: z.int().min(1), oldText: z.string(), newText: z.string() })),
});

const count = z.int().min(0);

export function addRenameTools(server: McpServer): void {
  addTool(server, {
    name: "data_rename",
    title: "Plan a rename through a vault",
    description:
      "Computes every edit and move that renames a thing in a vault (links, tags, headings, aliases, files, folders), keeps all links whole, and lists what is left alone; changes nothing itself.",
    input,
    output: z.object({
      edits: z.array(noteEdit).describe("For files_edit, before the moves"),
      moves: z.array(z.object({ from: z.string(), to: z.string() })).describe("For files_move"),
      leftAlone: z.array(left),
      counts: z.object({
        links: count,
        tags: count,
        headings: count,
        aliases: count,
        files: count,
        notes: count,
      }),
      summary: z.string(),
      leftAloneText: z.string(),
      brokenBefore: count.describe("Broken links before the rename"),
    }),
    sources,
    run: ({ documents, from, to, files }) => {
      const renaming = parseRenaming(from, to);
      const plan = planRename(documents, renaming, files);
      requireFound(plan, renaming);
      const counts = countChanges(plan);
      return {
        edits: editsOf(plan, documents),
        moves: plan.moves,
        leftAlone: plan.leftAlone,
        counts,
        summary: summarize(counts),
        leftAloneText: leftAloneText(plan.leftAlone),
        brokenBefore: brokenLinks(plan.vault).length,
      };
    },
    text: (output) => `${output.summary}\n${output.leftAloneText}`,
  });

  addTool(server, {
    name: "data_mentions",
    title: "What a rename would still change",
    description:
      "Counts the places that a rename would still change and lists those it leaves alone: the check that a rename is complete.",
    input,
    output: z.object({
      places: z.array(place),
      count: count.describe("Places and file names that still have the old name"),
      leftAlone: z.array(left),
      leftAloneCount: count,
    }),
    sources,
    run: ({ documents, from, to, files }) => {
      const plan = planRename(documents, parseRenaming(from, to), files);
      const places = placesOf(plan);
      const { leftAlone } = plan;
      return { places, count: places.length, leftAlone, leftAloneCount: leftAlone.length };
    },
    text: (output) => `${output.count} places, ${output.leftAloneCount} left alone`,
  });
}

function editsOf({ vault, changes }: RenamePlan, documents: readonly Document[]): NoteEdits[] {
  const known = new Map(documents.map((document) => [document.path, document]));
  return [...changes].flatMap(([path, list]) => {
    const note = vault.notes.get(path);
    const stored = known.get(path)?.sha256;
    if (note && stored !== undefined && stored !== sha256(note.text))
      throw new InputError(
        `documents: the text of ${path} is not the whole file (its SHA-256 differs); read it whole and anew.`,
      );
    return (note && noteEdits(path, note, list)) ?? [];
  });
}

function placesOf({ vault, changes, moves }: RenamePlan): z.output<typeof place>[] {
  const inText = [...changes].flatMap(([path, list]) => {
    const note = vault.notes.get(path);
    const lines = note ? [...byLine(note, list)] : [];
    return lines.flatMap(([line, found]) => found.map(({ what }) => ({ path, line, kind: what })));
  });
  return [...inText, ...moves.map((move) => ({ path: move.from, line: 1, kind: "file" as const }))];
}
