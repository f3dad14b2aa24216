import { z } from "zod";

import type { EventTypeParts } from "../../../kernel/vocabulary.ts";
import type { Restored, RestoreItem } from "../../contracts/files.ts";

export const RESTORING = "workspace.restoring";
export const RESTORED = "workspace.restored";

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

export type Restoring = z.infer<typeof restoring>;
export type Skipped = Restored["skipped"][number];
export type Beside = Restored["beside"][number];
export type Item = RestoreItem;

export const RESTORE_EVENTS: readonly EventTypeParts[] = [
  { type: RESTORING, schema: restoring, barrier: () => true },
  // Lost in a power cut it is written again at the next start: what is done is found to be done.
  { type: RESTORED, schema: restored },
];
