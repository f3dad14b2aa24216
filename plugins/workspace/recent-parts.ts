import type { Capture } from "../../kernel/ports/workspace.ts";

const MOST = 256;
const FORGET_MS = 30_000;

/** Parts of manifests that were read lately: neighbouring events share nearly all of theirs. An idle kernel holds none. */
export class RecentParts extends Map<string, readonly Capture[]> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  override set(hash: string, entries: readonly Capture[]): this {
    super.delete(hash);
    super.set(hash, entries);
    for (const oldest of this.keys()) {
      if (this.size <= MOST) break;
      super.delete(oldest);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), FORGET_MS);
    this.#timer.unref();
    return this;
  }
}
