import { z } from "zod";

import type { EventTypeParts } from "../../../kernel/vocabulary.ts";
import type { Restored, RestoreItem } from "../../contracts/files.ts";

export const RESTORING = "workspace.restoring";
export const RESTORED = "workspace.restored";
export const SYNCED = "workspace.synced";

const capture = z.object({
  path: z.string(),
  kind: z.enum(["file", "directory", "symlink", "absent", "other"]),
  sha256: z.string().nullable(),
  kept: z.boolean(),
  mode: z.number(),
  size: z.number(),
});
const skipped = z.array(z.object({ path: z.string(), reason: z.string() })).readonly();
const beside = z.array(z.object({ path: z.string(), name: z.string() })).readonly();

/** What a restore is about to do: on disk before it touches anything. */
export const restoring = z.object({
  operation: z.string(),
  kind: z.string(),
  of: z.string(),
  dir: z.string(),
  onConflict: z.enum(["skip", "both", "force"]),
  /**
   * The boot of the machine in which files are moved into place before their contents are on the disk: until `SYNCED`, another
   * boot may find torn ones. Null: what was moved was on the disk, and `RESTORED` ends it.
   */
  boot: z.string().nullable().default(null),
  /** `from` is what is there, `to` what is to be there; with `both` a new name is an item of its own. */
  items: z.array(z.object({ from: capture, to: capture })).readonly(),
  skipped,
  beside,
});

/** What became of it. `back`: it could not be completed, and what it had done was taken back. */
export const restored = z.object({
  operation: z.string(),
  outcome: z.enum(["done", "back"]),
  restored: z.array(z.string()).readonly(),
  skipped,
  beside,
});

/** All of it is on the disk now. */
export const synced = z.object({
  operation: z.string(),
  /** Paths that a power cut had left half done. */
  mended: z.array(z.string()).readonly(),
  /** What was found at such a path, and could not be told from what somebody needs: its name now. */
  aside: beside,
});

export type Synced = z.infer<typeof synced>;
export type RestoredRecord = z.infer<typeof restored>;
export type Restoring = z.infer<typeof restoring>;
export type Skipped = Restored["skipped"][number];
export type Beside = Restored["beside"][number];
export type Item = RestoreItem;

export const RESTORE_EVENTS: readonly EventTypeParts[] = [
  { type: RESTORING, schema: restoring, barrier: () => true },
  // Lost in a power cut it is written again at the next start: what is done is found to be done.
  { type: RESTORED, schema: restored },
  // On disk at once: an edit that somebody makes from here on is never taken for a torn file.
  { type: SYNCED, schema: synced, barrier: () => true },
];
