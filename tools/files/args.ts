import { z } from "zod";

// Arguments that several tools share.

export const pathArg = z
  .string({ error: "give a path relative to the root, such as notes/today.md" })
  .max(4096, "is too long; a path has at most 4096 characters");

export const hiddenArg = z
  .boolean()
  .default(false)
  .describe("Also look into .git, node_modules, .obsidian and .trash");

export const sha256Arg = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "give a SHA-256 as 64 lowercase hexadecimal digits, as files_stat does");

export const ifMatchArg = sha256Arg
  .optional()
  .describe("SHA-256 the file must have now; with another content nothing is done");

export const sha256Out = z.string().describe("SHA-256 of the whole file's bytes, in hexadecimal");

/** A hash is what a tool answered; in a goal it would be a guess. */
export const FROM_RESULTS = { from: ["results"] } as const;
