import { z } from "zod";

import type { EventTypeParts } from "../../kernel/vocabulary.ts";

/** A segment is complete; from here on nobody can change what it holds unseen. */
export const SEALED = "wire.segment.sealed";
/** Whole segments are let go. On record before they are. */
export const RELEASED = "wire.segment.released";
/** Messages of erased runs were taken out of a segment. */
export const BLANKED = "wire.segment.blanked";

export const EVENT_TYPES: readonly EventTypeParts[] = [
  {
    type: SEALED,
    schema: z.object({
      segment: z.string(),
      root: z.string(),
      entries: z.int(),
      dropped: z.int(),
      /** ISO 8601 of the first and the last message, "" where there is none. */
      from: z.string(),
      to: z.string(),
      bytes: z.int(),
    }),
  },
  {
    type: RELEASED,
    schema: z.object({
      segments: z.array(z.string()),
      bytes: z.int(),
      reason: z.enum(["age", "size"]),
    }),
    barrier: () => true,
  },
  { type: BLANKED, schema: z.object({ segment: z.string(), messages: z.int() }) },
];
