import { z } from "zod";
import { pathArg, sha256Out } from "./args.ts";
import { decodeText, readBytes, sha256 } from "./content.ts";
import { EXAMPLES } from "./examples.ts";
import { splitLines } from "./lines.ts";
import { quote, Refusal } from "./refusal.ts";
import { type Located, locate } from "./root.ts";
import { defineTool, input, READ_ONLY } from "./tool.ts";

/** A range of lines may come from a larger file than a whole read; its own text keeps the smaller cap. */
const RANGE_FACTOR = 32;

const lineArg = z.int({ error: "give a whole number, 1 for the first line" });

export const filesRead = defineTool({
  name: "files_read",
  title: "Read a file",
  description: "Reads a text file, whole or a range of lines, with the hash of the whole file.",
  input: input({
    path: pathArg.describe("File to read, relative to the root"),
    startLine: lineArg
      .min(1, "counts from 1; give 1 for the first line")
      .optional()
      .describe("First line to read, counted from 1"),
    endLine: lineArg
      .min(1, "counts from 1; give 1 for the first line")
      .optional()
      .describe("Last line to read, included; past the end means up to the end"),
  }),
  output: z.object({
    path: z.string(),
    text: z.string().describe("A whole file exactly; a range without its last line break"),
    startLine: z.number().describe("0 when the file is empty"),
    endLine: z.number().describe("0 when the file is empty"),
    totalLines: z.number().describe("A line break at the end opens no further line"),
    sha256: sha256Out,
  }),
  annotations: READ_ONLY,
  effect: "read",
  paths: ["$args.path"],
  examples: EXAMPLES.read,
  summary: ({ path, startLine, endLine, totalLines }) =>
    `${path}, lines ${startLine}-${endLine} of ${totalLines}`,
  async run({ path, startLine, endLine }, { root, maxBytes }, signal) {
    const file = await locate(root, "path", path);
    const isWhole = startLine === undefined && endLine === undefined;
    const bytes = await readBytes(file, isWhole ? maxBytes : maxBytes * RANGE_FACTOR, signal);
    const text = decodeText(file, bytes);
    const lines = splitLines(text);
    const range = selectRange(file, startLine, endLine, lines.length);
    const first = lines[range.startLine - 1];
    const last = lines[range.endLine - 1];
    const chosen = isWhole || !first || !last ? text : text.slice(first.start, last.end);
    if (Buffer.byteLength(chosen) > maxBytes)
      throw new Refusal(
        `endLine: these lines hold more than the ${maxBytes} bytes allowed here; ask for fewer`,
      );
    return {
      path: file.path,
      text: chosen,
      ...range,
      totalLines: lines.length,
      sha256: sha256(bytes),
    };
  },
});

function selectRange(file: Located, startLine = 1, endLine = Number.MAX_SAFE_INTEGER, total = 0) {
  if (endLine < startLine)
    throw new Refusal(`endLine: ${endLine} is before startLine ${startLine}; swap the two`);
  if (total === 0 && startLine === 1) return { startLine: 0, endLine: 0 };
  if (startLine > total)
    throw new Refusal(
      `startLine: ${quote(file.path)} has ${total} lines; start at line ${total || 1} or before`,
    );
  return { startLine, endLine: Math.min(endLine, total) };
}
