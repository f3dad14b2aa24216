import { z } from "zod";

const file = z.object({
  path: z.string().describe("Below the program's working folder"),
  change: z.enum(["created", "changed", "deleted"]),
  before: z.string().nullable().describe("SHA-256 before; null: it was not there"),
  sha256: z.string().nullable().describe("SHA-256 now; null: it is not there"),
  bytes: z.number(),
  mimeType: z.string().optional().describe("Of an image, by its first bytes"),
  text: z.string().optional().describe("What a small text file holds"),
});

const wall = z.object({ name: z.string(), state: z.string(), detail: z.string() });

/** What came of one program, as every tool that runs one answers it. */
export const outcomeShape = {
  ok: z.boolean(),
  message: z.string().optional().describe("Why it is not ok, in one sentence"),
  stdout: z.string(),
  stderr: z.string(),
  value: z
    .object({ repr: z.string(), json: z.unknown().optional() })
    .nullable()
    .describe("Of the last expression"),
  error: z
    .object({ type: z.string(), message: z.string(), traceback: z.string() })
    .nullable()
    .describe("The exception that ended the program"),
  limit: z
    .enum(["wall", "fuel", "memory", "output", "files", "recursion"])
    .nullable()
    .describe("The limit that was reached"),
  violations: z.array(z.string()).describe("What the program tried and the sandbox refused"),
  isCut: z.boolean().describe("Output was left out"),
  files: z.array(file).describe("Files that the program created, changed or deleted"),
  applied: z.array(z.string()).optional().describe("Files that were written back"),
  refused: z
    .array(z.object({ path: z.string(), reason: z.string() }))
    .optional()
    .describe("Files that could not be written back"),
  usage: z.object({
    fuel: z.number(),
    wallMs: z.number(),
    peakMemoryBytes: z.number(),
    calls: z.number(),
  }),
  digest: z.string().describe("SHA-256 of the transcript: equal for an equal run"),
  image: z.string(),
  walls: z.array(wall).optional().describe("Walls of the sandbox that are missing here"),
};

const shape = z.object(outcomeShape);
export type OutcomeView = z.output<typeof shape>;

/** A program has done what it was for when it came to its end. */
export const EXPECTED = {
  type: "object",
  required: ["ok"],
  properties: { ok: { const: true } },
} as const;
