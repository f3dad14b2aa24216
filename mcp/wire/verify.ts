import { existsSync } from "node:fs";

import { messageOf } from "../../kernel/error.ts";
import { type Content, readContentSync, summaryOf } from "./content.ts";
import { digest, hashIn, type Line } from "./line.ts";
import { sealedPath } from "./names.ts";

/** What is on record of a sealed segment. */
export interface Recorded {
  readonly segment: string;
  readonly root: string;
  readonly entries: number;
  /** Messages that erasures have taken out of it. */
  readonly blanked: number;
}

/** `missing`: there is no such file. Null: it is as it was sealed. Otherwise what is wrong, as a sentence. */
export function verifySegment(dir: string, recorded: Recorded): "missing" | null | string {
  const path = sealedPath(dir, recorded.segment);
  if (!existsSync(path)) return "missing";
  let content: Content;
  try {
    content = readContentSync(path);
  } catch (error) {
    return `it cannot be read: ${messageOf(error)}`;
  }
  if (content.isTorn) return `it is broken after line ${content.lines.length}`;
  const changed = content.lines.findIndex((line) => !isAsHashed(line));
  if (changed >= 0) return `message ${changed} is another one than its hash says`;
  const { root, entries } = summaryOf(content);
  if (entries !== recorded.entries)
    return `it holds ${entries} entries, and ${recorded.entries} were sealed`;
  if (root !== recorded.root) return "its entries are others than were sealed";
  const blank = content.lines.filter(isBlank).length;
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
