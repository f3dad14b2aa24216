import type { JsonObject } from "../../../kernel/json.ts";
import type { Operation } from "../../contracts/files.ts";
import type { Parts } from "../parts.ts";
import {
  RESTORED,
  restored,
  type RestoredRecord,
  RESTORING,
  restoring,
  type Restoring,
  SYNCED,
  synced,
  type Synced,
} from "./events.ts";

export function noteRestoring(parts: Parts, record: Restoring, actor: string): Promise<void> {
  return parts.note(RESTORING, record as unknown as JsonObject, actor);
}

export function noteRestored(parts: Parts, record: RestoredRecord, actor: string): Promise<void> {
  return parts.note(RESTORED, record as unknown as JsonObject, actor);
}

export function noteSynced(parts: Parts, record: Synced, actor: string): Promise<void> {
  return parts.note(SYNCED, record as unknown as JsonObject, actor);
}

export interface Entry {
  readonly begun: Restoring;
  readonly actor: string;
  readonly ended: RestoredRecord | null;
  readonly isSynced: boolean;
  /** Local row of what ended it, or began it. */
  readonly row: number;
}

/** Restores that were begun by this ledger's own origin: those of other devices happened to other disks. */
function entries(parts: Pick<Parts, "ledger">): readonly Entry[] {
  const ledger = parts.ledger();
  const branch = `tenant/${ledger.tenant}@${ledger.origin}`;
  const found = new Map<string, Entry>();
  for (const { type, data, row, actor } of ledger.readBranch(branch, {
    types: [RESTORING, RESTORED, SYNCED],
  })) {
    if (data === null) continue;
    if (type === RESTORING) {
      const begun = restoring.parse(data);
      found.set(begun.operation, { begun, actor, ended: null, isSynced: false, row });
      continue;
    }
    if (type === SYNCED) {
      const { operation } = synced.parse(data);
      const entry = found.get(operation);
      if (entry) found.set(operation, { ...entry, isSynced: true });
      continue;
    }
    const ended = restored.parse(data);
    const entry = found.get(ended.operation);
    if (entry) found.set(ended.operation, { ...entry, ended, row });
  }
  return [...found.values()];
}

/** Begun and not ended, or not known to be on the disk: the kernel died, or the disk failed. */
export function pending(parts: Pick<Parts, "ledger">): readonly Entry[] {
  return entries(parts).filter(({ begun, ended, isSynced }) => {
    if (ended === null) return true;
    // What is taken back is on the disk before that is on record.
    return begun.boot !== null && ended.outcome === "done" && !isSynced;
  });
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
