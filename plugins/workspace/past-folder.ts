import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Captured } from "../contracts/captured.ts";
import { captureOf } from "./look.ts";
import { partEntries, partsOf } from "./manifest.ts";
import type { Past } from "./tree.ts";

/** A folder as far as it is asked for: whoever wants one path of thousands reads one part of a manifest. */
export class PastFolder {
  readonly #past: Past;
  /** Hash of the last list of everything; null: there was none. */
  #manifest: string | null = null;
  #parts: readonly (readonly Capture[])[] | null = null;
  /** What was captured since then. */
  #since = new Map<string, Capture>();

  constructor(past: Past) {
    this.#past = past;
  }

  replay({ manifest, captures }: Captured): void {
    if (manifest !== null && this.#past.isKept(manifest)) {
      this.#manifest = manifest;
      this.#parts = null;
      this.#since.clear();
      return;
    }
    for (const one of captures) {
      if (one.path === "." || this.#past.isIgnored(one.path)) continue;
      if (one.kind !== "directory")
        for (const path of this.#since.keys())
          if (path.startsWith(`${one.path}/`)) this.#since.delete(path);
      this.#since.set(one.path, captureOf(one));
    }
  }

  get(path: string): Capture | undefined {
    const since = this.#since.get(path);
    if (since) return since.kind === "absent" ? undefined : since;
    // Nothing is below what is no folder.
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const above = this.#since.get(path.slice(0, at));
      if (above && above.kind !== "directory") return undefined;
    }
    return this.#listed(path);
  }

  #listed(path: string): Capture | undefined {
    if (this.#manifest === null) return undefined;
    const { content, parts: known } = this.#past;
    this.#parts ??= (partsOf(this.#manifest, content) ?? []).flatMap((hash) => {
      const entries = partEntries(hash, content, known);
      return entries ? [entries] : [];
    });
    const part = lastNotAfter(this.#parts, path, (entries) => entries[0]?.path ?? "");
    const found = part && lastNotAfter(part, path, (entry) => entry.path);
    return found?.path === path ? found : undefined;
  }
}

/** The last of a sorted list whose key is not after the wanted one, in code unit order. */
function lastNotAfter<T>(sorted: readonly T[], wanted: string, keyOf: (one: T) => string) {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keyOf(sorted[middle]!) <= wanted) from = middle + 1;
    else to = middle;
  }
  return sorted[from - 1];
}
