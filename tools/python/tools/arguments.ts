import { z } from "zod";

const NO_NUL = /^[^\0]*$/;

/** What every tool that runs a program takes. */
export const programShape = {
  code: z
    .string({ error: "give Python source" })
    .regex(/\S/, "is empty; give Python source")
    .regex(NO_NUL, "holds a NUL byte; leave it out")
    .max(1_000_000, "is too long; a program has at most 1,000,000 characters")
    .describe("Python source. What it prints is answered, and the value of its last expression"),
  files: z
    .record(
      z.string(),
      z.union([z.string(), z.strictObject({ base64: z.base64() })], {
        error: "give each file as text, or as {base64}",
      }),
      { error: "give files as an object of paths and contents" },
    )
    .default({})
    .describe("Files in the program's working folder: paths with their text, or {base64}"),
  inputs: z
    .array(z.string().min(1).max(4096), { error: "give a list of paths" })
    .max(1000)
    .optional()
    .describe("Paths of files of the run's folder to copy into the program's working folder"),
  outputs: z
    .array(z.string().min(1).max(1000), { error: "give a list of patterns such as out/*.csv" })
    .max(100)
    .optional()
    .describe("Patterns of files that are written back to the run's folder when the program is ok"),
  tools: z
    .array(z.string().min(1).max(200), { error: "give a list of names such as files__*" })
    .max(100)
    .optional()
    .describe(
      "Tools the program may call as tools.SERVER.NAME(...): names or patterns such as files__*",
    ),
  stdin: z.string({ error: "give text" }).default("").describe("What input() and sys.stdin read"),
  seconds: z
    .number({ error: "give seconds" })
    .positive("is more than 0")
    .optional()
    .describe("Longest run time; more than the server allows is taken as that"),
  fuel: z
    .int({ error: "give a whole number" })
    .positive("is more than 0")
    .optional()
    .describe("Most steps of the interpreter, in units of about 50 jumps"),
  memoryMb: z
    .int({ error: "give megabytes" })
    .min(64, "is at least 64")
    .optional()
    .describe("Most memory in megabytes"),
} as const;

export const NEEDS = { inputs: "files", outputs: "files", tools: "tools" } as const;

export const imageArg = z
  .string({ error: "give the name of an image, as python_packages lists them" })
  .min(1)
  .max(100)
  .optional()
  .describe("Set of packages to run with, as python_packages lists them");

/** With a seed or an epoch a run is repeatable byte for byte. */
export const fixedShape = {
  seed: z
    .int({ error: "give a whole number" })
    .min(0, "is 0 or more")
    .max(2 ** 32, "is at most 4294967296")
    .optional()
    .describe("Makes the run repeatable: random numbers follow from it, time is virtual"),
  epoch: z.iso
    .datetime({ offset: true, error: "give an ISO time such as 2026-01-01T00:00:00Z" })
    .optional()
    .describe("Makes the run repeatable: its clock begins here"),
} as const;

export const checkpointArg = z
  .string({ error: "give a checkpoint, as a session answers them" })
  .regex(/^[0-9a-f]{64}$/, "give a checkpoint as 64 lowercase hexadecimal digits");

export const sessionArg = z
  .string({ error: "give a session, as python_session_open answers it" })
  .regex(/^[\w.-]{1,64}$/, "is of letters, digits, _, . and -, at most 64")
  .describe("Session, as python_session_open answers it");
