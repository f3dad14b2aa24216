import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { FROM_RESULTS, ifMatchArg, pathArg } from "./args.ts";
import { syncDirectory } from "./atomic.ts";
import { currentStats, requireMatch } from "./current.ts";
import { EXAMPLES } from "./examples.ts";
import { moveEntry } from "./move-entry.ts";
import { requireSameParent, withParents } from "./parents.ts";
import { explain, quote, Refusal } from "./refusal.ts";
import { locateEntry } from "./root.ts";
import { defineTool, input } from "./tool.ts";

export const filesMove = defineTool({
  name: "files_move",
  title: "Move or rename",
  description: "Moves or renames a file or directory to a name that is free; never overwrites.",
  input: input({
    from: pathArg.describe("File or directory to move, relative to the root"),
    to: pathArg.describe("Its new path, name included, relative to the root; must be free"),
    ifMatch: ifMatchArg,
  }),
  output: z.object({ from: z.string(), to: z.string() }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  effect: "probe",
  expect: [
    {
      probe: { tool: "files_stat", args: { path: "$args.to" } },
      matches: { type: "object", required: ["exists"], properties: { exists: { const: true } } },
    },
    {
      probe: { tool: "files_stat", args: { path: "$args.from" } },
      matches: { type: "object", required: ["exists"], properties: { exists: { const: false } } },
    },
  ],
  paths: ["$args.from", "$args.to"],
  examples: EXAMPLES.move,
  sources: { ifMatch: FROM_RESULTS },
  summary: ({ from, to }) => `Moved ${from} to ${to}`,
  run: ({ from, to, ifMatch }, { root, changes }, signal) =>
    changes(async () => {
      const source = await locateEntry(root, "from", from);
      const target = await locateEntry(root, "to", to);
      const stats = await currentStats(source);
      if (!stats)
        throw new Refusal(
          `from: ${quote(source.path)} does not exist; files_list and files_glob show what does`,
        );
      if (source.real === target.real)
        throw new Refusal(`to: ${quote(target.path)} is where it stands already; name another`);
      if (target.real.startsWith(`${source.real}/`))
        throw new Refusal(`to: ${quote(target.path)} is inside what is moved; name another place`);
      if (ifMatch !== undefined) await requireMatch(source, stats, ifMatch, signal);
      await access(dirname(source.real), constants.W_OK).catch((error: unknown) => {
        throw explain(error, "from", source.path);
      });
      signal.throwIfAborted();
      try {
        await requireSameParent(source);
        await withParents(target, () => moveEntry(source.real, target.real, stats));
        await syncDirectory(dirname(target.real));
        await syncDirectory(dirname(source.real));
      } catch (error) {
        throw explain(error, "to", target.path);
      }
      return { from: source.path, to: target.path };
    }),
});
