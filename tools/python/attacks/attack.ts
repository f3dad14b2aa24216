import type { GivenFile, LimitName, Limits } from "../types.ts";

/** What an attack is after. */
export type Harm =
  | "environment"
  | "file"
  | "process"
  | "network"
  /** The JavaScript world around the interpreter. */
  | "realm"
  /** The frames between the cell and its parent, and the files a run answers. */
  | "protocol"
  /** The interpreter's own memory: from there on, all the code inside belongs to the attacker. */
  | "memory"
  | "exhaustion";

export type Ending =
  | LimitName
  /** It came to its end by itself, well or with an exception. */
  | "end"
  /** The interpreter broke: the cell is thrown away. */
  | "broken";

/** One program that tries to get out, with names such as `@secret@` that stand for what it aims at. */
export interface Attack {
  readonly id: string;
  readonly harm: Harm;
  /** The published hole that it is after; null: it is after none. */
  readonly of: string | null;
  readonly code: string;
  readonly files: readonly GivenFile[];
  /** The program is given tools, so that the device has somebody behind it. */
  readonly hasTools: boolean;
  readonly limits: Partial<Limits>;
  /** How a run may end; empty: anyhow. Only exhaustion cares. */
  readonly endings: readonly Ending[];
  /** What stock Pyodide is spared: it would take the machine along, or wait for ever. */
  readonly isForStock: boolean;
}

export type Details = Partial<Omit<Attack, "id" | "harm" | "code">>;

export function attack(id: string, harm: Harm, code: string, details: Details = {}): Attack {
  return {
    id,
    harm,
    code: dedent(code),
    of: null,
    files: [],
    hasTools: false,
    limits: {},
    endings: [],
    isForStock: true,
    ...details,
  };
}

/** Code stands indented in the catalogue; Python wants it at the margin. */
function dedent(code: string): string {
  const lines = code.split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return lines
    .map((line) => line.slice(Number.isFinite(least) ? least : 0))
    .join("\n")
    .trim();
}
