import { stat } from "node:fs/promises";
import { decodeText, readBytes } from "./content.ts";
import { Refusal } from "./refusal.ts";
import type { Located } from "./root.ts";
import { type Walk, walk } from "./walk.ts";

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface TextWalk extends Walk {
  readonly maxBytes: number;
  /** Told of each file that was passed over because it may not be read or is too large. */
  readonly onSkipped: (path: string) => unknown;
}

/** The text files at or below `start`, in order of their paths. Answers whether it came to the end. */
export async function* texts(options: TextWalk): AsyncGenerator<TextFile, boolean> {
  const { start } = options;
  if ((await stat(start.real).catch(() => undefined))?.isFile()) {
    const file = await readText(options, start);
    if (file) yield file;
    return true;
  }
  const found = walk(options);
  for (;;) {
    const { value, done } = await found.next();
    if (done) return value;
    if (!value.entry.isFile()) continue;
    const file = await readText(options, { argument: "path", path: value.path, real: value.real });
    if (file) yield file;
  }
}

async function readText(options: TextWalk, file: Located): Promise<TextFile | undefined> {
  const bytes = await readBytes(file, options.maxBytes, options.signal).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    options.onSkipped(file.path);
    return undefined;
  });
  if (!bytes) return undefined;
  try {
    return { path: file.path, text: decodeText(file, bytes) };
  } catch (error) {
    if (error instanceof Refusal) return undefined; // not a text, so not searched
    throw error;
  }
}
