import { z } from "zod";

/** Where the entries lie. */
export const CONTENTS = "home";
export const CHECKPOINTS = "checkpoints";

const text = z.string();
const count = z.number().int().nonnegative();
const sha256 = text.regex(/^[0-9a-f]{64}$/);
/** One part of a path. */
const word = text.regex(/^(?!\.\.?$)[^/\0]+$/);
/** Below the backup's folder, with `/`, and never out of it: in the copied home, or one file of checkpoints. */
const name = text.refine((path) => {
  const [top, ...rest] = path.split("/");
  const isWhole = rest.length > 0 && rest.every((part) => word.safeParse(part).success);
  return isWhole && (top === CONTENTS || (top === CHECKPOINTS && rest.length === 1));
}, `must be a path in ${CONTENTS}/ or a file in ${CHECKPOINTS}/`);

const entry = z.strictObject({
  kind: z.enum(["file", "database"]),
  name,
  bytes: count,
  sha256,
  /** For the owner only. */
  mode: count.refine((mode) => (mode & ~0o700) === 0, "must be for the owner only"),
});

const tenant = z.strictObject({
  name: word,
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
