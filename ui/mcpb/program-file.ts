import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An installed Glassbox. */
export interface Installed {
  /** What runs it: a Bun, or a Node. */
  readonly runner: string;
  readonly launcher: string;
}

/** Where a home says which program it belongs to: for those who find no kernel and have no PATH. */
export function programFile(home: string): string {
  return join(home, "program.json");
}

export function recordProgram(home: string, program: Installed): void {
  const file = programFile(home);
  writeFileSync(`${file}.new`, `${JSON.stringify(program, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
