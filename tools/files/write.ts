import { z } from "zod";
import { FROM_RESULTS, pathArg, sha256Out } from "./args.ts";
import { writeAtomically } from "./atomic.ts";
import { sha256 } from "./content.ts";
import { replaceable, requireMatch } from "./current.ts";
import { EXAMPLES } from "./examples.ts";
import { withParents } from "./parents.ts";
import { explain, quote, Refusal } from "./refusal.ts";
import { locate } from "./root.ts";
import { defineTool, input } from "./tool.ts";

const IF_MATCH = 'give "absent" or the SHA-256 that files_read or files_stat answered';
const MAX_BYTES = 16 * 1024 * 1024;

export const filesWrite = defineTool({
  name: "files_write",
  title: "Write a file",
  description: "Creates or replaces a text file in one atomic step, with the directories above it.",
  input: input({
    path: pathArg.describe("File to write, relative to the root"),
    content: z
      .string({ error: "give the whole new text of the file" })
      .describe("Whole new text of the file, written as UTF-8"),
    encoding: z
      .enum(["utf8", "base64"], {
        error: 'give "base64" for bytes that are no text, or leave it out',
      })
      .optional()
      .describe("How content is written: base64 for bytes that are no text"),
    ifMatch: z
      .string()
      .regex(/^(?:absent|[0-9a-f]{64})$/, IF_MATCH)
      .optional()
      .describe('SHA-256 the file must have now, or "absent"; otherwise nothing is written'),
  }),
  output: z.object({
    path: z.string(),
    sha256: sha256Out,
    size: z.number().describe("Bytes"),
    created: z.boolean().describe("There was no such file before"),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: true,
    openWorldHint: false,
  },
  effect: "probe",
  expect: [
    {
      probe: { tool: "files_stat", args: { path: "$args.path" } },
      matches: {
        type: "object",
        required: ["sha256"],
        properties: { sha256: { const: "$sha256(args.content, args.encoding)" } },
      },
    },
  ],
  paths: ["$args.path"],
  examples: EXAMPLES.write,
  sources: { ifMatch: FROM_RESULTS, encoding: FROM_RESULTS },
  summary: ({ path, size, created }) =>
    `${created ? "Created" : "Replaced"} ${path}, ${size} bytes`,
  run: ({ path, content, encoding, ifMatch }, { root, changes }, signal) =>
    changes(async () => {
      const bytes = encoding === "base64" ? decode(content) : encode(content);
      const file = await locate(root, "path", path);
      const previous = await replaceable(file);
      if (previous && ifMatch === "absent")
        throw new Refusal(
          `ifMatch: ${quote(file.path)} exists already; read it and give its SHA-256`,
        );
      if (!previous && ifMatch !== undefined && ifMatch !== "absent")
        throw new Refusal(`ifMatch: ${quote(file.path)} does not exist; give "absent"`);
      if (previous && ifMatch !== undefined) await requireMatch(file, previous, ifMatch, signal);
      try {
        await withParents(file, () => writeAtomically(file.real, bytes, previous, signal));
      } catch (error) {
        signal.throwIfAborted();
        throw explain(error, "path", file.path);
      }
      const size = bytes.length;
      return { path: file.path, sha256: sha256(bytes), size, created: !previous };
    }),
});

function encode(content: string): Buffer {
  if (!content.isWellFormed())
    throw new Refusal("content: holds half a surrogate pair; mend the text");
  return notTooLarge(Buffer.from(content));
}

/** Only what is written back as the same text: what a decoder would pass over in silence is a fault of the caller's. */
function decode(content: string): Buffer {
  const bytes = Buffer.from(content, "base64");
  if (bytes.toString("base64") === content) return notTooLarge(bytes);
  throw new Refusal("content: is no base64 with its padding, as encoding says; mend one of them");
}

function notTooLarge(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new Refusal(
    `content: has ${bytes.length} bytes, at most ${MAX_BYTES} are written; split it into files`,
  );
}
