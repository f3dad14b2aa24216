import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { hiddenArg, pathArg } from "./args.ts";
import { EXAMPLES } from "./examples.ts";
import { kindOf, kindSchema } from "./kind.ts";
import { explain } from "./refusal.ts";
import { locate } from "./root.ts";
import { defineTool, input, READ_ONLY } from "./tool.ts";
import { isShown } from "./walk.ts";

const MAX_ENTRIES = 10_000;

const entry = z.object({
  name: z.string(),
  path: z.string().describe("Relative to the root"),
  kind: kindSchema,
  size: z.number().describe("Bytes; 0 for what is not a file"),
});

export const filesList = defineTool({
  name: "files_list",
  title: "List a directory",
  description: "Lists the entries of one directory with their kinds and sizes, sorted by name.",
  input: input({
    path: pathArg.default(".").describe("Directory to list, relative to the root"),
    hidden: hiddenArg,
  }),
  output: z.object({
    path: z.string(),
    entries: z.array(entry),
    truncated: z.boolean().describe(`The directory holds more than ${MAX_ENTRIES} entries`),
  }),
  annotations: READ_ONLY,
  effect: "read",
  paths: ["$args.path"],
  examples: EXAMPLES.list,
  summary: ({ path, entries }) => `${entries.length} entries in ${path}`,
  async run({ path, hidden }, { root }, signal) {
    const directory = await locate(root, "path", path);
    try {
      const names = (await readdir(directory.real)).filter((name) => isShown(name, hidden)).sort();
      const entries: z.output<typeof entry>[] = [];
      for (const name of names.slice(0, MAX_ENTRIES)) {
        signal.throwIfAborted();
        const stats = await lstat(join(directory.real, name)).catch(() => undefined);
        if (!stats) continue; // gone since the directory was read
        entries.push({
          name,
          path: directory.path === "." ? name : `${directory.path}/${name}`,
          kind: kindOf(stats),
          size: stats.isFile() ? stats.size : 0,
        });
      }
      return { path: directory.path, entries, truncated: names.length > MAX_ENTRIES };
    } catch (error) {
      signal.throwIfAborted();
      throw explain(error, "path", directory.path);
    }
  },
});
