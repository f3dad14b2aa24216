import { rmdir, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { FROM_RESULTS, ifMatchArg, pathArg } from "./args.ts";
import { syncDirectory } from "./atomic.ts";
import { currentStats, requireMatch } from "./current.ts";
import { EXAMPLES } from "./examples.ts";
import { kindOf, kindSchema } from "./kind.ts";
import { requireSameParent } from "./parents.ts";
import { explain, quote, Refusal } from "./refusal.ts";
import { locateEntry } from "./root.ts";
import { defineTool, input } from "./tool.ts";

export const filesDelete = defineTool({
  name: "files_delete",
  title: "Delete a file",
  description: "Deletes one file, or one directory that is empty.",
  input: input({
    path: pathArg.describe("File or empty directory to delete, relative to the root"),
    ifMatch: ifMatchArg,
  }),
  output: z.object({ path: z.string(), kind: kindSchema }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: false,
  },
  effect: "probe",
  expect: [
    {
      probe: { tool: "files_stat", args: { path: "$args.path" } },
      matches: { type: "object", required: ["exists"], properties: { exists: { const: false } } },
    },
  ],
  paths: ["$args.path"],
  examples: EXAMPLES.delete,
  sources: { ifMatch: FROM_RESULTS },
  summary: ({ path }) => `Deleted ${path}`,
  run: ({ path, ifMatch }, { root, changes }, signal) =>
    changes(async () => {
      const target = await locateEntry(root, "path", path);
      const stats = await currentStats(target);
      if (!stats)
        throw new Refusal(
          `path: ${quote(target.path)} does not exist; files_list and files_glob show what does`,
        );
      if (ifMatch !== undefined) await requireMatch(target, stats, ifMatch, signal);
      signal.throwIfAborted();
      try {
        await requireSameParent(target);
        await (stats.isDirectory() ? rmdir(target.real) : unlink(target.real));
        await syncDirectory(dirname(target.real));
      } catch (error) {
        throw explain(error, "path", target.path);
      }
      return { path: target.path, kind: kindOf(stats) };
    }),
});
