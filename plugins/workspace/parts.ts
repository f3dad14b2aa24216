import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";

/** What the halves of this plugin share. Made by `index.ts`; nothing is opened before it is used. */
export interface Parts {
  /** Folder of the tenant inside the home. */
  readonly tenantDir: string;
  /** Null: never kept, released or erased. Throws `ledger` for bytes that are not what their hash says. */
  content(sha256: string): Uint8Array | null;
  /** Many questions in a row, without asking the file each time whether it has changed. Keeps nothing meanwhile. */
  reading<T>(work: () => T): T;
  /** Is it there? */
  has(sha256: string): boolean;
  /** Is it there, and to be there for whoever is about to name it? */
  hold(sha256: string): boolean;
  /** Is it on record as the content of a secret file, which nobody keeps? */
  isSecret(sha256: string): boolean;
  /** Keeps bytes for good (fsync) before it returns; answers their SHA-256. */
  keep(bytes: Uint8Array): string;
  /** What stands at each path and at what it leads to, not below it; nothing is kept. */
  look(dir: string, paths: readonly string[]): readonly Capture[];
  /** The same, and contents are kept for good before it returns. Call it again after changing files: the index follows. */
  capture(dir: string, paths: readonly string[]): readonly Capture[];
  /** The index follows what was put there, without reading it; answers the paths at which something else stands. */
  put(dir: string, captures: readonly Capture[]): readonly string[];
  /** Appends one event (of a type registered by this plugin) to the tenant's own stream. */
  note(type: string, data: JsonObject, actor: string): Promise<void>;
  ledger(): Ledger;
}
