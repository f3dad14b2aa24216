import { z } from "zod";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256");
const place = z.int().min(0);

/** `decision.made`: why something was done, and what it made of the run's state. */
export const decision = z.object({
  kind: z.string(),
  choice: z.string(),
  rationale: z.string(),
  alternatives: z.array(
    z.object({ choice: z.string(), reason: z.string(), score: z.number().nullable() }),
  ),
  confidence: z.number().min(0).max(1).nullable(),
  grounds: z.array(z.string()),
  /** Number of the last event that it took into account. */
  at: place,
  /** Id of the event that it caused. */
  change: z.string(),
  /** Version of the fold that both hashes are made with. */
  fold: z.string(),
  /** State hash at `at`, and after everything from the decision to the change on top of that. */
  previous: hash,
  next: hash,
});

export type Decision = z.infer<typeof decision>;

export const DECISION = "decision.made";
