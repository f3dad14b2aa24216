import type { Parts } from "../parts.ts";

export interface Engine {
  readonly parts: Parts;
  /** Called before each change of a disk or the ledger, with its name: where a crash is to be tried. */
  reached(point: string): void;
}
