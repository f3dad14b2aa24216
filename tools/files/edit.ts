import { z } from "zod";
import { FROM_RESULTS, ifMatchArg, pathArg, sha256Arg, sha256Out } from "./args.ts";
import { writeAtomically } from "./atomic.ts";
import { decodeText, readBytes, sha256 } from "./content.ts";
import { replaceable, requireSame } from "./current.ts";
import { applyEdits } from "./edits.ts";
import { EXAMPLES } from "./examples.ts";
import { withParents } from "./parents.ts";
import { explain, quote, Refusal } from "./refusal.ts";
import { locate } from "./root.ts";
import { defineTool, input } from "./tool.ts";

const MAX_BYTES = 16 * 1024 * 1024;

const editArg = z.strictObject({
  line: z
    .int({ error: "give a whole number, 1 for the first line" })
    .min(1, "counts from 1; give 1 for the first line")
    .optional()
    .describe("Line the old text begins on, counted from 1; needed when it is there twice"),
  oldText: z
    .string({ error: "give the text to replace" })
    .describe("Text to replace, exactly as it is in the file"),
  newText: z.string({ error: "give the text to put there" }).describe("Text to put in its place"),
});

export const filesEdit = defineTool({
  name: "files_edit",
  title: "Edit a file",
  description: "Replaces quoted passages of a text file, all of them or none, in one atomic step.",
  input: input({
    path: pathArg.describe("File to edit, relative to the root"),
    edits: z
      .array(editArg, { error: "give a list of {oldText, newText}" })
      .min(1, "is empty; give at least one edit")
      .max(1000, "is too long; give at most 1000 edits")
      .describe("Replacements, each matched against the file as it is now, not overlapping"),
    ifMatch: ifMatchArg,
    newSha256: sha256Arg
      .optional()
      .describe("SHA-256 the file will have; with another outcome nothing is written"),
  }),
  output: z.object({
    path: z.string(),
    sha256: sha256Out,
    previousSha256: sha256Out,
    edits: z.number().describe("How many edits were made"),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: false,
  },
  effect: "probe",
  expect: [
    {
      probe: { tool: "files_stat", args: { path: "$args.path" } },
      matches: {
        type: "object",
        required: ["sha256"],
        properties: { sha256: { const: "$args.newSha256" } },
      },
    },
    {
      probe: { tool: "files_stat", args: { path: "$args.path" } },
      matches: {
        type: "object",
        required: ["sha256"],
        properties: { sha256: { not: { const: "$args.ifMatch" } } },
      },
    },
  ],
  paths: ["$args.path"],
  examples: EXAMPLES.edit,
  sources: { ifMatch: FROM_RESULTS, newSha256: FROM_RESULTS },
  summary: ({ path, edits }) => `${edits} edits in ${path}`,
  run: ({ path, edits, ifMatch, newSha256 }, { root, changes }, signal) =>
    changes(async () => {
      const file = await locate(root, "path", path);
      const previous = await replaceable(file);
      const before = await readBytes(file, MAX_BYTES, signal);
      const previousSha256 = sha256(before);
      if (ifMatch !== undefined) requireSame(file, previousSha256, ifMatch);
      const outcome = applyEdits(decodeText(file, before), edits);
      if (!outcome.ok)
        throw new Refusal(
          `edits: edit ${outcome.edit} ${outcome.reason}; nothing was written to ${quote(file.path)}`,
        );
      const after = encode(outcome.text);
      const newHash = sha256(after);
      if (newHash === previousSha256)
        throw new Refusal(`edits: they change nothing in ${quote(file.path)}; leave the call out`);
      if (newSha256 !== undefined && newHash !== newSha256)
        throw new Refusal(
          `newSha256: the edits would give ${newHash}; nothing was written, ` +
            "work the edits out again from the file as it is",
        );
      try {
        await withParents(file, () => writeAtomically(file.real, after, previous, signal));
      } catch (error) {
        signal.throwIfAborted();
        throw explain(error, "path", file.path);
      }
      return { path: file.path, sha256: newHash, previousSha256, edits: edits.length };
    }),
});

function encode(text: string): Buffer {
  if (!text.isWellFormed()) throw new Refusal("edits: leave half a surrogate pair; mend the text");
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new Refusal(`edits: the file would have more than ${MAX_BYTES} bytes; split it into files`);
}
