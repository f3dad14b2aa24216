/** Secrets of a home by name. Provided as `secrets`, named `home`. Values never reach the ledger, the wire or a log. */
export interface Secrets {
  /** Undefined: there is none of this name. Throws `unavailable` when the store cannot be opened. */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False: there was none. */
  remove(name: string): Promise<boolean>;
  names(): Promise<readonly string[]>;
  /** A text with every known value (of six characters or more) replaced by `[secret NAME]`. Synchronous and quick. */
  redact(text: string): string;
}
