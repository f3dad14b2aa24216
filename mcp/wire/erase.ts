import { type Content, readContent, writerOf } from "./content.ts";
import { type Head, type Line, parseHead } from "./line.ts";
import { segmentsIn } from "./names.ts";
import { traceOf } from "./read.ts";
import { textOf, writeSealed } from "./seal.ts";

/** Whose messages are to go. */
export interface Forgotten {
  readonly runs: ReadonlySet<string>;
  /** Trace ids, 32 hexadecimal digits. */
  readonly traces: ReadonlySet<string>;
}

export interface Blanked {
  readonly segment: string;
  /** Messages that this erasure has taken out of it. */
  readonly messages: number;
}

/**
 * Blanks every message that belongs to the runs, that names one of them, or that is the other half of such a one: a
 * client's request holds the goal, and only its answer the run's id. The heads stay, and with them the chain.
 */
export async function blankRuns(dir: string, forgotten: Forgotten): Promise<readonly Blanked[]> {
  const words = [...forgotten.runs, ...forgotten.traces];
  if (words.length === 0) return [];
  const sealed = segmentsIn(dir).filter(({ isOpen }) => !isOpen);
  const halves = new Set<string>();
  const writers = new Set<string>();
  for (const { path } of sealed) {
    const content = await readContent(path);
    const own = halvesIn(content, words, forgotten);
    if (own.size > 0) writers.add(writerOf(content));
    for (const half of own) halves.add(half);
  }
  const blanked: Blanked[] = [];
  for (const { id, path } of sealed) {
    if (writers.size === 0) break;
    const content = await readContent(path);
    const writer = writerOf(content);
    // The two halves of a pair may stand in different segments of one process.
    if (!writers.has(writer)) continue;
    const lines = content.lines.map((line) =>
      line.salt !== null && isMeant(line, writer, words, forgotten, halves) ? blank(line) : line,
    );
    const messages = lines.filter((line, at) => line !== content.lines[at]).length;
    if (messages === 0) continue;
    await writeSealed(dir, id, textOf({ lines }));
    blanked.push({ segment: id, messages });
  }
  return blanked;
}

function blank({ head }: Line): Line {
  return { head, salt: null, message: "null" };
}

/** Pairs of which one half is meant; a message without a pair stands for itself. */
function halvesIn(content: Content, words: readonly string[], forgotten: Forgotten): Set<string> {
  const writer = writerOf(content);
  const halves = new Set<string>();
  for (const line of content.lines) {
    if (!namesOne(line, words)) continue;
    const head = parseHead(line.head);
    if (head && belongs(head, line, forgotten)) halves.add(pairOf(head, writer));
  }
  return halves;
}

function isMeant(
  line: Line,
  writer: string,
  words: readonly string[],
  forgotten: Forgotten,
  halves: ReadonlySet<string>,
): boolean {
  const head = parseHead(line.head);
  if (head === undefined) return false;
  if (head.id !== null && halves.has(pairOf(head, writer))) return true;
  return namesOne(line, words) && belongs(head, line, forgotten);
}

function namesOne({ head, message }: Line, words: readonly string[]): boolean {
  return words.some((word) => head.includes(word) || message.includes(word));
}

function belongs(head: Head, { message }: Line, { runs, traces }: Forgotten): boolean {
  return (
    runs.has(head.run) ||
    head.during.some((run) => runs.has(run)) ||
    traces.has(traceOf(head.traceparent)) ||
    [...runs].some((run) => message.includes(run))
  );
}

/** The same for a request and its answer, and for nothing else of that process. */
function pairOf({ hop, peer, connection, direction, kind, id, n }: Head, writer: string): string {
  if (id === null) return JSON.stringify([writer, n]);
  const asked = kind === "response" ? (direction === "in" ? "out" : "in") : direction;
  return JSON.stringify([writer, hop, connection, hop === "hub" ? peer : "", asked, id]);
}
