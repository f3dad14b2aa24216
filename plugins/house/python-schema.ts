import { z } from "zod";

/** Of the sandbox for Python. */
export const pythonSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("Offers python_run and its sessions."),
  allowWeak: z
    .boolean()
    .default(false)
    .describe("Run also where a wall of the operating system is missing; every result says so."),
  poolSize: z.number().int().min(1).max(64).optional().describe("Warm interpreters of an image."),
  index: z
    .url({ protocol: /^https?$/, message: "must be an http or https address" })
    .optional()
    .describe("Where packages are looked up, instead of pypi.org."),
  limits: z
    .strictObject({
      seconds: z.number().positive().optional().describe("Wall time; 30 unless given."),
      fuel: z.number().int().positive().optional().describe("Turns of the interpreter's check."),
      memoryMb: z.number().int().min(96).max(4000).optional().describe("512 unless given."),
      outputKb: z.number().positive().optional().describe("Text that it prints; 1024."),
      filesMb: z.number().positive().optional().describe("What its files may take; 64."),
      files: z.number().int().positive().optional().describe("How many there may be; 2000."),
    })
    .prefault({})
    .describe("What one program may use at most."),
});
