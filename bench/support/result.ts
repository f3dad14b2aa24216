import { z } from "zod";

/** The last line that every bench prints on standard output. */
export const resultSchema = z.object({
  bench: z.string().regex(/^[a-z]+$/),
  quick: z.boolean(),
  figures: z.record(z.string(), z.number()),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGb: z.number(),
    system: z.string(),
    bun: z.string(),
  }),
  /** Peers that could not be installed: their figures are absent, never guessed. */
  missing: z.array(z.string()),
});

export type Result = z.infer<typeof resultSchema>;

export function parseResult(output: string): Result {
  return resultSchema.parse(JSON.parse(output.trimEnd().split("\n").at(-1) ?? ""));
}
