import { probe } from "./probe.ts";

/** A stretch of text, end exclusive. */
export type Span = { start: number; end: number };

/** A note cut into its properties and the Markdown after them. Offsets count from the file start. */
export type Note = { text: string; properties?: Span; bodyStart: number; body: string };

export function readNote(text: string): Note {
  const head = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(text);
  if (!head || head.index !== 0) {
    const bodyStart = text.startsWith("\uFEFF") ? 1 : 0;
    return { text, bodyStart, body: text.slice(bodyStart) };
  }
  const bodyStart = head[0].length;
  const start = head[0].indexOf("\n") + 1;
  const properties = { start, end: start + (head[1] ?? "").length };
  return { text, properties, bodyStart, body: text.slice(bodyStart) };
}

/** Line number of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** Obsidian's own comments, `%% … %%`, as spans of the body. */
export function percentComments(body: string): Span[] {
  const offsets = [...body.matchAll(/%%/g)].map((match) => match.index);
  const places = probe(body, offsets);
  const live = offsets.filter((_, index) => places[index]?.kind === "text");
  const spans: Span[] = [];
  for (let i = 0; i < live.length; i += 2) {
    const start = live[i];
    if (start !== undefined) spans.push({ start, end: (live[i + 1] ?? body.length) + 2 });
  }
  return spans;
}

export function within(spans: readonly Span[], offset: number): boolean {
  return spans.some((span) => span.start <= offset && offset < span.end);
}
