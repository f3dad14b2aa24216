import { existsSync } from "node:fs";

import { messageOf } from "../../kernel/error.ts";
import { type Content, NOTHING, readContent, withLine } from "./content.ts";
import { digest, hashIn, type Line } from "./line.ts";
import { sealedPath } from "./names.ts";
import { inSlices } from "./slices.ts";

/** What is on record of a sealed segment. */
export interface Recorded {
  readonly segment: string;
  readonly root: string;
  readonly entries: number;
  /** Messages that erasures have taken out of it. */
  readonly blanked: number;
}

/**
 * `missing`: there is no such file. Null: it is as it was sealed. Otherwise what is wrong, as a sentence. However large it
 * is, others may work in between.
 */
export async function verifySegment(
  dir: string,
  recorded: Recorded,
): Promise<"missing" | null | string> {
  const path = sealedPath(dir, recorded.segment);
  if (!existsSync(path)) return "missing";
  let content: Content;
  try {
    content = await readContent(path);
  } catch (error) {
    return existsSync(path) ? `it cannot be read: ${messageOf(error)}` : "missing";
  }
  return inSlices(judging(content, recorded));
}

function* judging({ lines, isTorn }: Content, recorded: Recorded): Generator<void, null | string> {
  if (isTorn) return `it is broken after line ${lines.length}`;
  let [summary, blank] = [NOTHING, 0];
  for (const [at, line] of lines.entries()) {
    if (!isAsHashed(line)) return `message ${at} is another one than its hash says`;
    summary = withLine(summary, line);
    if (isBlank(line)) blank += 1;
    yield;
  }
  const { root, entries } = summary;
  if (entries !== recorded.entries)
    return `it holds ${entries} entries, and ${recorded.entries} were sealed`;
  if (root !== recorded.root) return "its entries are others than were sealed";
  if (blank > recorded.blanked)
    return `${blank} messages are gone from it, and erasures took out ${recorded.blanked}`;
  return null;
}

function isAsHashed({ head, salt, message }: Line): boolean {
  if (salt === null) return true;
  return hashIn(head) === digest(salt, message);
}

function isBlank({ head, salt }: Line): boolean {
  return salt === null && hashIn(head) !== undefined;
}
