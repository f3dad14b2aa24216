import { open, readFile, rename, rm, writeFile } from "node:fs/promises";

import { type Content, readContent, summaryOf, type Summary } from "./content.ts";
import { lineText } from "./line.ts";
import { openPath, sealedPath, sizeOf } from "./names.ts";

/** A segment that nobody writes to any more. */
export interface Sealed extends Summary {
  readonly segment: string;
  /** On disk, compressed. */
  readonly bytes: number;
}

/** Compresses a segment in the place of its open form. Can be done again after a crash. */
export async function seal(dir: string, id: string, summary: Summary): Promise<Sealed> {
  const from = openPath(dir, id);
  await writeSealed(dir, id, await readFile(from));
  await rm(from, { force: true });
  return { segment: id, ...summary, bytes: sizeOf(sealedPath(dir, id)) };
}

/** The same for one that a process left open when it died: a torn end is cut off. Undefined: nothing was in it. */
export async function salvage(dir: string, id: string): Promise<Sealed | undefined> {
  const from = openPath(dir, id);
  const content = await readContent(from);
  if (content.lines.length <= 1) {
    await rm(from, { force: true });
    return undefined;
  }
  if (content.isTorn) await writeFile(from, textOf(content));
  return seal(dir, id, summaryOf(content));
}

/** The same for one that is sealed already: what it comes to. */
export async function resummarize(dir: string, id: string): Promise<Sealed> {
  const path = sealedPath(dir, id);
  return { segment: id, ...summaryOf(await readContent(path)), bytes: sizeOf(path) };
}

export function textOf({ lines }: Pick<Content, "lines">): Buffer {
  return Buffer.from(lines.map((line) => `${lineText(line)}\n`).join(""));
}

/** In one step: whoever looks finds the old form or the whole new one. */
export async function writeSealed(dir: string, id: string, text: Uint8Array): Promise<void> {
  const path = sealedPath(dir, id);
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(await Bun.zstdCompress(text));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
