import { LOG_LEVELS } from "../../log-levels.ts";

const severities: readonly string[] = LOG_LEVELS;

/** Of callers that came and went; the oldest is forgotten. */
const maxCallers = 1000;

/** Which log messages each caller of a connection wants: the server knows one level, for all of them. */
export class LogLevels {
  readonly #levels = new Map<string, string>();

  set(caller: string, level: string): void {
    this.#levels.delete(caller);
    this.#levels.set(caller, level);
    const [oldest] = this.#levels.keys();
    if (this.#levels.size > maxCallers && oldest !== undefined) this.#levels.delete(oldest);
  }

  of(caller: string): string | undefined {
    return this.#levels.get(caller);
  }

  forget(caller: string): void {
    this.#levels.delete(caller);
  }

  /** The level that leaves nobody without what it wants. */
  lowest(): string | undefined {
    let lowest: string | undefined;
    for (const level of this.#levels.values()) {
      if (lowest === undefined || isBelow(level, lowest)) lowest = level;
    }
    return lowest;
  }
}

export function isBelow(level: string, other: string): boolean {
  return severities.indexOf(level) < severities.indexOf(other);
}
