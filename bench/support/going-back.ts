import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { canonicalize, type JsonValue } from "../../kernel/json.ts";
import type { GivenBack } from "../../plugins/time/give-back.ts";
import type { House } from "./kernel.ts";
import { call } from "./plan.ts";
import { createWorld, type World } from "./world-server.ts";

/** What suites about rewind, undo and fork have in common. */
export interface Undone {
  readonly kind: string;
  readonly files: GivenBack;
  readonly tree: { readonly equal: boolean; readonly others: readonly string[] } | null;
}

export interface Forked {
  readonly run: string;
  readonly told: number;
}

export const WRITES = { allow: ["files__*"] };
export const RINGS = { allow: ["world__*"] };

export const write = (id: string, path: string, content: string, after: string[] = []) =>
  call(id, "files__files_write", { path, content }, { after });

export const TWO_FILES = {
  steps: [write("s1", "a.md", "one\n"), write("s2", "b.md", "two\n", ["s1"])],
};

/** A world with a bell: ringing it cannot be taken back. */
export function worldWithBell(): World {
  return createWorld({ ring: { effect: "once", run: async () => ({ ok: true }) } });
}

/** Null: it is not there. */
export function textIn(house: House, name: string): string | null {
  const path = join(house.dir, name);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** Of the branch that the run is on. */
export function lastOf(house: House, run: string, type: string) {
  const { ledger, runs } = house.kernel;
  return [...ledger.readBranch(runs.head(run))].findLast((event) => event.type === type)!;
}

/** Says yes until nothing is asked any more. */
export async function approved(house: House, run: string) {
  for (;;) {
    const report = await house.settled(run);
    if (report.standing !== "waiting") return report;
    await house.call("run.answer", { run, value: true, ask: String(report.asks[0]!["ask"]) });
  }
}

/** What a run thinks, without where it stands in the record. */
export function thought(house: House, run: string): string {
  const state = { ...house.state(run), bseq: 0, updatedAt: 0 };
  return canonicalize(state as unknown as JsonValue);
}
