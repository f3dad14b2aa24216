import type { Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { z } from "zod";
import { pathArg } from "./args.ts";
import { hashFile } from "./content.ts";
import { EXAMPLES } from "./examples.ts";
import { kindOf, kindSchema } from "./kind.ts";
import { errorCode, explain, Refusal } from "./refusal.ts";
import { type Located, locate, locateEntry, type Root } from "./root.ts";
import { defineTool, input, READ_ONLY } from "./tool.ts";

const output = z.object({
  path: z.string(),
  exists: z.boolean(),
  kind: kindSchema.optional().describe("symlink only for a link that leads nowhere"),
  size: z.number().optional().describe("Bytes; only for a file"),
  sha256: z.string().optional().describe("Only for a file that this user may read"),
  modified: z.string().optional().describe("ISO 8601"),
});

export const filesStat = defineTool({
  name: "files_stat",
  title: "Look at a file's state",
  description: "Says whether a path exists and what it is, with size, SHA-256 and time of change.",
  input: input({ path: pathArg.describe("File or directory, relative to the root") }),
  output,
  annotations: READ_ONLY,
  effect: "read",
  paths: ["$args.path"],
  examples: EXAMPLES.stat,
  summary: ({ path, exists, kind }) => (exists ? `${path} is a ${kind}` : `${path} does not exist`),
  async run({ path }, { root }, signal) {
    const found = await find(root, path);
    if (!found.stats) return { path: found.located.path, exists: false };
    const { located, stats } = found;
    return {
      path: located.path,
      exists: true,
      kind: kindOf(stats),
      ...(stats.isFile() && { size: stats.size, ...(await hash(located, signal)) }),
      modified: stats.mtime.toISOString(),
    };
  },
});

/** A link that leads nowhere exists: only its name is looked at. */
async function find(root: Root, path: string): Promise<{ located: Located; stats?: Stats }> {
  const entry = path === "." ? undefined : await linkEntry(root, path);
  if (entry) return entry;
  const located = await locate(root, "path", path);
  try {
    return { located, stats: await stat(located.real) };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { located };
    throw explain(error, "path", located.path);
  }
}

async function linkEntry(root: Root, path: string) {
  const located = await locateEntry(root, "path", path).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined; // `locate` says why
    throw error;
  });
  if (!located) return undefined;
  const stats = await lstat(located.real).catch(() => undefined);
  if (!stats?.isSymbolicLink()) return undefined;
  const leadsSomewhere = await stat(located.real).catch(() => undefined);
  return leadsSomewhere ? undefined : { located, stats };
}

/** An unreadable file exists without a hash: what needs the hash then fails, what needs the file does not. */
async function hash(located: Located, signal: AbortSignal): Promise<{ sha256?: string }> {
  try {
    return { sha256: await hashFile(located, signal) };
  } catch (error) {
    if (error instanceof Refusal) return {};
    throw error;
  }
}
