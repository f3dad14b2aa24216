import { z } from "zod";

import type { EventTypeParts } from "../../kernel/vocabulary.ts";

/** On the tenant's stream: from here on the ledger goes on from a backup. */
export const RESTORED: EventTypeParts = {
  type: "backup.restored",
  schema: z.object({
    /** When the backup was made. */
    created: z.string(),
    /** The writer whose chain it held, and that chain's last event then. */
    origin: z.string(),
    head: z.object({ oseq: z.number(), hash: z.string() }),
  }),
  barrier: () => true,
};
