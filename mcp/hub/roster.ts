import { nameProblem, sameSpec } from "./spec.ts";
import type { ServerSpec } from "./spec.ts";

export interface Change {
  /** Servers that are not as they were, or not there any more: as they were. */
  readonly left: readonly ServerSpec[];
  readonly names: readonly string[];
}

export interface RosterOptions {
  servers(): readonly ServerSpec[];
  /** Told once, not on every reading. */
  refused(spec: ServerSpec, reason: string): void;
  changed(change: Change): void;
}

/** The servers as the configuration has them; what cannot be offered is refused. */
export class Roster {
  readonly #options: RosterOptions;
  #seen: readonly ServerSpec[] = [];
  #refused: ReadonlyMap<string, string> = new Map();
  #specs: ReadonlyMap<string, ServerSpec> = new Map();

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return this.#specs.has(name);
  }

  get(name: string): ServerSpec | undefined {
    return this.#specs.get(name);
  }

  /** By name, in the order of the configuration. A spec that says the same is the same object. */
  read(): ReadonlyMap<string, ServerSpec> {
    const next = this.#options.servers();
    const seen = this.#seen;
    if (next.length === seen.length && next.every((spec, index) => spec === seen[index])) {
      return this.#specs;
    }
    this.#seen = [...next];
    const before = this.#specs;
    this.#specs = this.#accept(next, before);
    const left = [...before.values()].filter((spec) => this.#specs.get(spec.name) !== spec);
    const added = [...this.#specs.keys()].filter((name) => !before.has(name));
    const names = [...left.map(({ name }) => name), ...added];
    if (names.length > 0) this.#options.changed({ left, names });
    return this.#specs;
  }

  #accept(
    next: readonly ServerSpec[],
    before: ReadonlyMap<string, ServerSpec>,
  ): Map<string, ServerSpec> {
    const accepted = new Map<string, ServerSpec>();
    const refused = new Map<string, string>();
    for (const spec of next) {
      const problem = accepted.has(spec.name)
        ? `Two servers are called "${spec.name}"; the first one counts. Rename one of them.`
        : nameProblem(spec.name);
      if (problem === undefined) {
        const known = before.get(spec.name);
        accepted.set(spec.name, known !== undefined && sameSpec(known, spec) ? known : spec);
        continue;
      }
      refused.set(spec.name, problem);
      if (this.#refused.get(spec.name) !== problem) this.#options.refused(spec, problem);
    }
    this.#refused = refused;
    return accepted;
  }
}
