import type { Attack } from "./attack.ts";
import type { Outcome, ToolRequest } from "../types.ts";

/** What one attack left behind, as far as its own process tells. */
export interface Trace {
  /** All that came out, in one text. */
  readonly text: string;
  /** Null of stock Pyodide, which has no outcomes. */
  readonly outcome: Outcome | null;
  /** It ended well by its own account. */
  readonly isOk: boolean;
  /** Bytes beside the protocol. */
  readonly stray: string;
  readonly calls: readonly ToolRequest[];
  /** Nothing ended it but our own patience. */
  readonly isStuck: boolean;
}

/** Something that runs attacks. */
export interface Subject {
  play(attack: Attack, code: string): Promise<Trace>;
  close(): Promise<void>;
}
