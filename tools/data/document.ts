import { createHash } from "node:crypto";
import { z } from "zod";

/** A file as `files_read` answers it. Further fields are accepted and ignored. */
export const documentSchema = z.looseObject({
  path: z.string().min(1).describe("Path of the file, relative to the vault, with /"),
  text: z.string().describe("The whole text of the file, exactly as it is stored"),
  sha256: z.string().optional().describe("SHA-256 of the stored bytes, when the reader knows it"),
});

export const documentsSchema = z.array(documentSchema).describe("The notes to look at");

export type Document = z.infer<typeof documentSchema>;

/** A line without its line break; `start` is its offset in the text. */
export interface SourceLine {
  number: number;
  start: number;
  raw: string;
}

/** Splits at LF and CRLF. A text that ends with a line break has no further empty line. */
export function splitLines(text: string): SourceLine[] {
  const lines: SourceLine[] = [];
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    const crlf = feed !== -1 && end > start && text[end - 1] === "\r";
    lines.push({ number: lines.length + 1, start, raw: text.slice(start, crlf ? end - 1 : end) });
    start = end + 1;
  }
  return lines;
}

/** Hex SHA-256 of the text as UTF-8, a byte order mark included. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Two names are the same name when Obsidian would find the same file for them. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function withoutMd(name: string): string {
  return name.replace(/\.md$/i, "");
}

export function isNote(path: string): boolean {
  return /\.md$/i.test(path);
}
