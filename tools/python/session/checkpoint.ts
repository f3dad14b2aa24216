import { z } from "zod";

/**
 * What a checkpoint says of itself before its bytes, on one line of JSON. A session stands at exactly one; the first,
 * with no bytes and no `clean`, is the clean point of whatever its image is then.
 */
export const header = z.strictObject({
  is: z.literal("python-checkpoint"),
  version: z.literal(1),
  image: z.string(),
  /** Of the cell that made it: only one with the same can restore it. */
  clean: z.string().nullable(),
  /** Of a session that is to be repeatable. */
  fixed: z.strictObject({ seed: z.int(), epoch: z.number() }).nullable(),
  /** How many programs came before. */
  programs: z.int().nonnegative(),
});

export type CheckpointHeader = z.output<typeof header>;

export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** As the cell made them; none at the clean point. */
  readonly bytes: Uint8Array;
}

const BREAK = 0x0a;

/** The same state in the same session has the same bytes, and so the same hash. */
export function encodeCheckpoint({ header: said, bytes }: Checkpoint): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(said)}\n`), bytes]);
}

/** Null: it is none of ours. */
export function decodeCheckpoint(whole: Uint8Array): Checkpoint | null {
  const end = whole.indexOf(BREAK);
  if (end < 0) return null;
  try {
    const said = header.parse(JSON.parse(new TextDecoder().decode(whole.subarray(0, end))));
    return { header: said, bytes: whole.subarray(end + 1) };
  } catch {
    return null;
  }
}
