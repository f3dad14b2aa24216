import { z } from "zod";

const text = z.string();
const count = z.number().int().nonnegative();
const sha256 = text.regex(/^[0-9a-f]{64}$/);
/** Below the backup's folder, with `/`, and never out of it. */
const name = text.refine(
  (path) => path !== "" && !path.split("/").some((part) => ["", ".", ".."].includes(part)),
  "must be a path inside the backup",
);

const entry = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["file", "database"]), name, bytes: count, sha256, mode: count }),
  z.strictObject({ kind: z.literal("link"), name, to: text }),
]);

const tenant = z.strictObject({
  name: text,
  origin: text,
  events: count,
  /** The last event of the origin's own chain. */
  head: z.strictObject({ oseq: count, hash: sha256 }),
  /** The private key of the origin is in it. */
  hasKey: z.boolean(),
});

export const manifestSchema = z.strictObject({
  format: z.literal("glassbox-backup"),
  version: z.literal(1),
  program: text,
  /** RFC 3339. */
  created: text,
  /** The home it was made of. */
  home: text,
  secrets: z.boolean(),
  tenants: z.array(tenant),
  /** Settings and files that are no part of it because they are secrets. */
  withheld: z.array(text),
  /** Other things of the home that it does not hold. */
  leftOut: z.array(text),
  entries: z.array(entry),
});

/** What a backup says of itself. It is written last: a folder without it is no backup. */
export type Manifest = z.infer<typeof manifestSchema>;
export type Entry = Manifest["entries"][number];
export type TenantState = Manifest["tenants"][number];

export const MANIFEST = "manifest.json";
/** Stands in the folder from the first byte until the manifest is there. */
export const UNFINISHED = "INCOMPLETE";
/** Where the entries lie. */
export const CONTENTS = "home";
export const CHECKPOINTS = "checkpoints";
