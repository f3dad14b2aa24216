import type { JsonObject } from "../../../kernel/json.ts";
import { namedIn } from "../named-contents.ts";

/** Which of a file's contents events of this home will name. */
export interface Wanted {
  readonly blobs: ReadonlySet<string>;
  readonly contents: ReadonlySet<string>;
}

const LIST = 0x5b;
const HASH = /"([0-9a-f]{64})"/g;

/** Gathers them: what only erased events name stays out, and so does what nobody names. */
export class WantedParts {
  readonly #blobs = new Set<string>();
  readonly #contents = new Set<string>();
  /** What lists of folders name: they are contents too, JSON arrays of lists and of files with their hashes. */
  readonly #lists = new Map<string, readonly string[]>();
  readonly #brought = new Set<string>();

  name(type: string, data: JsonObject): void {
    const { blobs, contents } = namedIn(type, data);
    for (const hash of blobs) this.#blobs.add(hash);
    for (const hash of contents) this.#contents.add(hash);
  }

  bring(kind: "blob" | "content", hash: string, bytes: Buffer): void {
    this.#brought.add(`${kind} ${hash}`);
    if (kind === "blob" || bytes[0] !== LIST) return;
    const named = new Set(
      bytes
        .toString()
        .matchAll(HASH)
        .map(([, one]) => one!),
    );
    if (named.size > 0) this.#lists.set(hash, [...named]);
  }

  /** What the file names and does not hold, besides what only lists name. */
  missing(): string[] {
    const blobs = [...this.#blobs].filter((hash) => !this.#brought.has(`blob ${hash}`));
    const contents = [...this.#contents].filter((hash) => !this.#brought.has(`content ${hash}`));
    return [...blobs, ...contents];
  }

  all(): Wanted {
    const contents = new Set(this.#contents);
    // A set that grows while it is gone through is gone through to its end.
    for (const hash of contents) for (const one of this.#lists.get(hash) ?? []) contents.add(one);
    return { blobs: this.#blobs, contents };
  }
}
