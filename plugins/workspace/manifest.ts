import { KernelError } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";

const KINDS = new Set(["file", "directory", "symlink", "other"]);
/** Told by hand: there are many, and they are read often. */
const HASHES = /^(?:[0-9a-f]{64},?)*$/;

/** On average; where one begins depends on the paths alone, so a change makes one or two new parts. */
const PART_ENTRIES = 64;

type Content = (sha256: string) => Uint8Array | null;

/**
 * Everything in a folder, by path in code unit order, as texts that are kept under their hashes: parts (JSON arrays of
 * `[path, kind, mode, size, sha256, kept]`, one a line), and last the manifest, the JSON array of the parts' hashes.
 */
export function manifestOf(
  sorted: readonly Capture[],
  keep: (text: string) => string,
  before: PartsBefore = new PartsBefore(),
): string {
  const parts: Part[] = [];
  let lines: Line[] = [];
  const finish = () => {
    const hash = before.hashOf(lines) ?? keep(`[${lines.map(({ text }) => text).join(",\n")}]`);
    parts.push({ lines, hash });
    lines = [];
  };
  for (const one of sorted) {
    const line = lineOf(one);
    if (line.isFirst && lines.length > 0) finish();
    lines.push(line);
  }
  if (lines.length > 0) finish();
  before.become(parts);
  return keep(JSON.stringify(parts.map(({ hash }) => hash)));
}

interface Part {
  readonly lines: readonly Line[];
  readonly hash: string;
}

/** The parts of the manifest before, which are kept: those in which nothing has changed are not made again. */
export class PartsBefore {
  readonly #byFirst = new Map<Line, Part>();
  readonly #touch: (hash: string) => void;

  /** `touch`: a part that was kept before is about to be named again. */
  constructor(touch: (hash: string) => void = () => {}) {
    this.#touch = touch;
  }

  hashOf(lines: readonly Line[]): string | null {
    const part = this.#byFirst.get(lines[0]!);
    if (part?.lines.length !== lines.length) return null;
    if (part.lines.some((line, at) => line !== lines[at])) return null;
    this.#touch(part.hash);
    return part.hash;
  }

  become(parts: readonly Part[]): void {
    this.clear();
    for (const part of parts) this.#byFirst.set(part.lines[0]!, part);
  }

  clear(): void {
    this.#byFirst.clear();
  }
}

/** Equal trees have equal ones. */
export function digestOf(sorted: readonly Capture[]): string {
  return manifestOf(sorted, sha256);
}

/** Hashes of a manifest's parts; null: it is not kept any more. */
export function partsOf(manifest: string, content: Content): readonly string[] | null {
  const list = content(manifest);
  if (list === null) return null;
  const hashes: unknown = JSON.parse(Buffer.from(list).toString());
  if (!Array.isArray(hashes) || !HASHES.test(hashes.join())) throw malformed();
  return hashes as string[];
}

/** Null: it, or one of its parts, is not kept any more. `known`: parts that were read for another one. */
export function entriesOf(
  manifest: string,
  content: Content,
  known: Map<string, readonly Capture[]> = new Map(),
): Map<string, Capture> | null {
  const entries = new Map<string, Capture>();
  for (const part of partsOf(manifest, content) ?? [null]) {
    if (part === null) return null;
    const here = partEntries(part, content, known);
    if (!here) return null;
    for (const one of here) entries.set(one.path, one);
  }
  return entries;
}

/** Null: it is not kept any more. */
export function partEntries(
  part: string,
  content: Content,
  known: Map<string, readonly Capture[]>,
): readonly Capture[] | null {
  const entries = known.get(part) ?? entriesIn(content(part));
  if (entries) known.set(part, entries);
  return entries;
}

function entriesIn(part: Uint8Array | null): readonly Capture[] | null {
  if (!part) return null;
  const lines: unknown = JSON.parse(Buffer.from(part).toString());
  if (!Array.isArray(lines)) throw malformed();
  return lines.map(entryOf);
}

/** By hand: there are thousands, and a schema takes ten times as long. */
function entryOf(line: unknown): Capture {
  if (!Array.isArray(line)) throw malformed();
  const [path, kind, mode, size, hash, kept] = line as unknown[];
  const isEntry =
    typeof path === "string" &&
    KINDS.has(kind as string) &&
    typeof mode === "number" &&
    typeof size === "number" &&
    (hash === null || typeof hash === "string") &&
    typeof kept === "boolean";
  if (!isEntry) throw malformed();
  return { path, kind: kind as Capture["kind"], mode, size, sha256: hash, kept };
}

function malformed(): KernelError {
  return new KernelError("ledger", "a list of files is not one");
}

/** What an entry contributes to a manifest; it stays the same as long as the entry does. */
interface Line {
  readonly text: string;
  /** A part begins with it. */
  readonly isFirst: boolean;
}

const known = new WeakMap<Capture, Line>();

export function forgetLine(changed: Capture): void {
  known.delete(changed);
}

function lineOf(one: Capture): Line {
  const before = known.get(one);
  if (before) return before;
  const { path, kind, mode, size, sha256: hash, kept } = one;
  const text = JSON.stringify([path, kind, mode, size, hash, kept]);
  const line = { text, isFirst: Bun.hash.crc32(path) % PART_ENTRIES === 0 };
  known.set(one, line);
  return line;
}
