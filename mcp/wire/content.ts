import { readFile } from "node:fs/promises";

import { isObject } from "../../kernel/json.ts";
import { chained, type Line, membersOf, splitLine, timeIn } from "./line.ts";
import { inSlices } from "./slices.ts";

/** What stands in a segment, as far as it is whole. */
export interface Content {
  /** The first one says which segment it is. */
  readonly lines: readonly Line[];
  /** Bytes after the last whole line: what a process that died was writing. */
  readonly isTorn: boolean;
}

/** What a segment comes to. */
export interface Summary {
  readonly root: string;
  /** Messages and gaps. */
  readonly entries: number;
  /** Messages that are not in it because there were too many, or the disk would not take them. */
  readonly dropped: number;
  /** ISO 8601; of the first and the last message, "" where there is none. */
  readonly from: string;
  readonly to: string;
}

export async function readContent(path: string): Promise<Content> {
  const bytes = await readFile(path);
  return inSlices(reading(path.endsWith(".zst") ? await Bun.zstdDecompress(bytes) : bytes));
}

/** Lines between two places where others may go on. */
const PACE = 100;

function* reading(bytes: Uint8Array): Generator<void, Content> {
  const texts = new TextDecoder().decode(bytes).split("\n");
  const rest = texts.pop() ?? "";
  const lines: Line[] = [];
  for (const text of texts) {
    const line = splitLine(text);
    if (line === undefined) return { lines, isTorn: true };
    if (lines.push(line) % PACE === 0) yield;
  }
  return { lines, isTorn: rest !== "" };
}

export const NOTHING: Summary = { root: "", entries: -1, dropped: 0, from: "", to: "" };

/** The first line of a segment is none of its entries, and stands in the chain. */
export function withLine({ root, entries, dropped, from, to }: Summary, { head }: Line): Summary {
  const at = timeIn(head);
  return {
    root: chained(root, head),
    entries: entries + 1,
    dropped: dropped + droppedIn(head),
    from: from || at,
    to: at || to,
  };
}

export function summaryOf({ lines }: Content): Summary {
  return lines.reduce(withLine, NOTHING);
}

export function gapHead(n: number, at: number, dropped: number): object {
  return { n, at: new Date(at).toISOString(), dropped };
}

/** How many messages a gap stands for; 0: the line is no gap. */
export function droppedIn(head: string): number {
  if (!head.includes('"dropped":')) return 0;
  const members = membersOf(head);
  const dropped = isObject(members) ? members["dropped"] : undefined;
  return typeof dropped === "number" ? dropped : 0;
}

/** Of the process that wrote it: ids of connections and requests mean something within it only. */
export function writerOf({ lines: [first] }: Content): string {
  const members = first === undefined ? undefined : membersOf(first.head);
  const writer = isObject(members) ? members["writer"] : undefined;
  return typeof writer === "string" ? writer : "";
}
