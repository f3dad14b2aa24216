import { readSync } from "node:fs";

import { usage } from "../../../kernel/error.ts";

const CHUNK = 256 * 1024;
/** A captured file has at most 10 MiB; the result of a tool may be larger. */
const LONGEST = 256 * 1024 * 1024;
const END = 0x0a;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** SHA-256, hex, of all lines before this one with their ends. */
  digestBefore(): string;
}

/** The lines of an open file from its beginning, one in memory at a time. Bytes after the last end of line are an error. */
export function* readLines(file: number): Generator<TextLine> {
  const hasher = new Bun.CryptoHasher("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = Buffer.alloc(CHUNK);
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  for (let at = 0; ;) {
    const read = readSync(file, buffer, 0, CHUNK, at);
    if (read === 0) break;
    at += read;
    for (let from = 0; from < read;) {
      const end = buffer.subarray(0, read).indexOf(END, from);
      const part = Buffer.from(buffer.subarray(from, end < 0 ? read : end));
      parts.push(part);
      size += part.length;
      from = end < 0 ? read : end + 1;
      if (size > LONGEST) throw usage(`line ${number + 1} is longer than 256 MiB`, "no export is");
      if (end < 0) continue;
      const bytes = Buffer.concat(parts);
      number += 1;
      yield { number, text: textOf(decoder, bytes, number), digestBefore: () => digest(hasher) };
      hasher.update(bytes).update("\n");
      parts = [];
      size = 0;
    }
  }
  if (size > 0) throw usage(`line ${number + 1} has no end: the file is cut off`, AGAIN);
}

const AGAIN = "export the run again and copy the whole file";

function digest(hasher: Bun.CryptoHasher): string {
  return hasher.copy().digest("hex");
}

function textOf(decoder: TextDecoder, bytes: Buffer, number: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw usage(`line ${number} is not UTF-8`, "name a file that glassbox runs export wrote");
  }
}
