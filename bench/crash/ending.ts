import { z } from "zod";

/** How a run ended, as its last life tells it. */
export const endingSchema = z.object({
  outcome: z.string(),
  reason: z.string(),
  /** Events that the run had after each commit of the last life. */
  commits: z.array(z.int()),
  /** Steps that a person was asked about. */
  doubts: z.array(z.string()),
  /** Steps of intents that no result came for. */
  open: z.array(z.string()),
  /** The ledger's chains hold. */
  isIntact: z.boolean(),
});
export type Ending = z.infer<typeof endingSchema>;
