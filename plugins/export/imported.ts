import { z } from "zod";

import type { EventTypeParts } from "../../kernel/vocabulary.ts";

export const IMPORTED = "export.imported";

/** On the tenant's stream, one for each signed statement that came with a file. */
export const importedType: EventTypeParts = {
  type: IMPORTED,
  schema: z.object({
    run: z.string(),
    root: z.string(),
    /** `/tenant/origin`, as in the events. */
    origin: z.string(),
    publicKey: z.string(),
    /** The signed note. */
    checkpoint: z.string(),
    /** Blob: JSON `{OSEQ: [base64, …]}`, an audit path for each event. */
    proofs: z.string(),
    events: z.int(),
    /** Blob: JSON list of the contents (SHA-256) that events of the file name and it did not hold. None: nothing. */
    missing: z.string().optional(),
    /** How many of them the file itself said it has not. */
    owned: z.int().optional(),
  }),
  barrier: () => true,
};
