import type { Parts } from "../parts.ts";
import type { MachineBoot } from "./machine-boot.ts";

export interface Engine {
  readonly parts: Parts;
  readonly boot: MachineBoot | null;
  /** Called before each change of a disk or the ledger, with its name: where a crash is to be tried. */
  reached(point: string): void;
}
