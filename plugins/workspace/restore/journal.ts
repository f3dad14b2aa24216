import type { z } from "zod";

import type { JsonObject } from "../../../kernel/json.ts";
import type { Operation } from "../../contracts/files.ts";
import type { Parts } from "../parts.ts";
import { RESTORED, restored, RESTORING, restoring, type Restoring } from "./events.ts";

type Restored = z.infer<typeof restored>;

export function noteRestoring(parts: Parts, record: Restoring, actor: string): Promise<void> {
  return parts.note(RESTORING, record as unknown as JsonObject, actor);
}

export function noteRestored(parts: Parts, record: Restored, actor: string): Promise<void> {
  return parts.note(RESTORED, record as unknown as JsonObject, actor);
}

interface Entry {
  readonly begun: Restoring;
  readonly actor: string;
  readonly ended: Restored | null;
  /** Local row of its last event. */
  readonly row: number;
}

/** Restores that were begun by this ledger's own origin: those of other devices happened to other disks. */
function entries(parts: Parts): readonly Entry[] {
  const ledger = parts.ledger();
  const branch = `tenant/${ledger.tenant}@${ledger.origin}`;
  const found = new Map<string, Entry>();
  for (const { type, data, row, actor } of ledger.readBranch(branch, {
    types: [RESTORING, RESTORED],
  })) {
    if (data === null) continue;
    if (type === RESTORING) {
      const begun = restoring.parse(data);
      found.set(begun.operation, { begun, actor, ended: null, row });
      continue;
    }
    const ended = restored.parse(data);
    const entry = found.get(ended.operation);
    if (entry) found.set(ended.operation, { ...entry, ended, row });
  }
  return [...found.values()];
}

/** Begun and not ended: the kernel died, or the disk failed. */
export function pending(parts: Parts): readonly Pick<Entry, "begun" | "actor">[] {
  return entries(parts).filter(({ ended }) => ended === null);
}

/** Restores on record that changed something, oldest first. */
export function operations(parts: Parts): readonly Operation[] {
  const found = entries(parts).flatMap(({ begun, ended, row }) => {
    const names = new Set([...(ended?.restored ?? []), ...(ended?.beside ?? []).map(nameOf)]);
    const items = begun.items.filter(({ to }) => names.has(to.path));
    const { operation, kind, of, dir } = begun;
    return items.length === 0 ? [] : [{ operation, kind, of, dir, items, row }];
  });
  return found.toSorted((one, other) => one.row - other.row);
}

const nameOf = ({ name }: { readonly name: string }) => name;
