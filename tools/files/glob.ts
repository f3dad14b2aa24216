import { stat } from "node:fs/promises";
import { z } from "zod";
import { hiddenArg } from "./args.ts";
import { EXAMPLES } from "./examples.ts";
import { parsePattern } from "./pattern.ts";
import { Refusal } from "./refusal.ts";
import { locate, type Root } from "./root.ts";
import { defineTool, input, READ_ONLY } from "./tool.ts";
import { type Found, walk } from "./walk.ts";

const WALK_MS = 20_000;
const MAX_UNREADABLE = 100;

export const filesGlob = defineTool({
  name: "files_glob",
  title: "Find files by name",
  description: "Finds the files whose path below the root matches a glob pattern, sorted by path.",
  input: input({
    pattern: z
      .string({ error: "give a glob pattern such as **/*.md" })
      .min(1, "is empty; give a glob pattern such as **/*.md")
      .max(500, "is too long; a pattern has at most 500 characters")
      .describe("Glob over paths relative to the root: *, **, ?, [abc], {a,b}"),
    limit: z.int().min(1).max(10_000).default(1000).describe("Most paths to answer with"),
    hidden: hiddenArg,
  }),
  output: z.object({
    paths: z.array(z.string()),
    truncated: z.boolean().describe("There may be more than these"),
    unreadable: z.array(z.string()).describe("Directories this user may not read"),
  }),
  annotations: READ_ONLY,
  effect: "read",
  paths: [],
  examples: EXAMPLES.glob,
  summary: ({ paths, truncated }) => `${paths.length}${truncated ? " or more" : ""} files`,
  async run({ pattern, limit, hidden }, { root }, signal) {
    const { base, matches } = parsePattern(pattern);
    const start = await startOf(root, base);
    const paths: string[] = [];
    const unreadable: string[] = [];
    if (!start) return { paths, truncated: false, unreadable };
    const found = walk({
      start,
      hidden,
      signal,
      deadline: Date.now() + WALK_MS,
      onUnreadable: (path) => unreadable.length < MAX_UNREADABLE && unreadable.push(path),
    });
    for (;;) {
      const { value, done } = await found.next();
      if (done) return { paths, truncated: !value, unreadable };
      if (!matches(value.path) || !(await isFile(root, value))) continue;
      if (paths.length === limit) return { paths, truncated: true, unreadable };
      paths.push(value.path);
    }
  },
});

/** Undefined when it is no directory: then nothing matches. */
async function startOf(root: Root, base: string) {
  const start = await locate(root, "pattern", base || ".");
  const stats = await stat(start.real).catch(() => undefined);
  return stats?.isDirectory() ? start : undefined;
}

/** A symbolic link counts when it leads to a file inside the root. */
async function isFile(root: Root, found: Found): Promise<boolean> {
  if (!found.entry.isSymbolicLink()) return found.entry.isFile();
  try {
    return (await stat((await locate(root, "pattern", found.path)).real)).isFile();
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
