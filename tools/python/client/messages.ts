import { z } from "zod";

const path = z.string().min(1).max(4096);

/** What a client answers to our requests; it is parsed like everything that comes over a boundary. */
export const listedTools = z.object({
  tools: z
    .array(
      z.object({
        tool: z.string().min(1).max(200),
        description: z.string().max(100_000).default(""),
        inputSchema: z.unknown(),
        outputSchema: z.unknown().optional(),
      }),
    )
    .max(1000),
});

export const calledTool = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), message: z.string().max(100_000) }),
]);

export const readFiles = z.object({
  files: z.array(z.object({ path, base64: z.base64() })).max(10_000),
});

export const appliedFiles = z.object({
  applied: z.array(path),
  refused: z.array(z.object({ path, reason: z.string().max(2000) })),
});

export type AppliedFiles = z.output<typeof appliedFiles>;
