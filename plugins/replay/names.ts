import type { Ids } from "../../kernel/ports/ids.ts";

const LIKE_A_NAME = /zz[0-9a-z]{8}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g;

/**
 * Names that the second house gave before anybody knew which recorded name is meant. Each is bound to the recorded one
 * by the first event that has it, and stands for it from then on.
 */
export class Names {
  readonly #given = new Set<string>();
  readonly #bound = new Map<string, string>();
  readonly ids: Ids = {
    event: () => this.#give(Bun.randomUUIDv7()),
    short: () => this.#give(`zz${(this.#given.size + 36 ** 7).toString(36).slice(-8)}`),
    salt: () => crypto.getRandomValues(new Uint8Array(16)),
  };

  #give(name: string): string {
    this.#given.add(name);
    return name;
  }

  /** The recorded name, where it is known by now. */
  recorded(name: string): string {
    return this.#bound.get(name) ?? name;
  }

  bind(names: ReadonlyMap<string, string>): void {
    for (const [name, recorded] of names) this.#bound.set(name, recorded);
  }

  /**
   * Could the text be the recorded one? `trial` holds what the names in it have to stand for, and is added to.
   */
  fits(text: string, recorded: string, trial: Map<string, string>): boolean {
    if (text === recorded) return true;
    if (this.#given.size === 0) return false;
    const names: string[] = [];
    let pattern = "";
    let at = 0;
    for (const { 0: name, index } of text.matchAll(LIKE_A_NAME)) {
      if (!this.#given.has(name)) continue;
      pattern += RegExp.escape(text.slice(at, index));
      const known = trial.get(name) ?? this.#bound.get(name);
      pattern += known === undefined ? "([0-9a-z-]+)" : RegExp.escape(known);
      if (known === undefined) names.push(name);
      at = index + name.length;
    }
    const found = new RegExp(`^${pattern}${RegExp.escape(text.slice(at))}$`, "s").exec(recorded);
    if (!found) return false;
    for (const [index, name] of names.entries()) trial.set(name, found[index + 1]!);
    return true;
  }
}
