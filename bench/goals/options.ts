import { parseArgs } from "node:util";

import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";

export const USAGE =
  "bun bench/goals.ts [--quick] [FILE.jsonl] [--part dev|report|all] [--only single|multi] " +
  "[--no-examples] [--verbose]";

const schema = z.object({
  file: z.string().optional(),
  part: z.enum(["dev", "report", "all"]).default("all"),
  only: z.enum(["single", "multi"]).optional(),
  examples: z.boolean(),
  verbose: z.boolean().default(false),
});

export type GoalsOptions = z.output<typeof schema>;

/** Splits what belongs to this bench from what every bench takes. Throws `usage`. */
export function parseOptions(args: readonly string[]): {
  readonly options: GoalsOptions;
  readonly rest: readonly string[];
} {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: {
      part: { type: "string" },
      only: { type: "string" },
      verbose: { type: "boolean" },
      "no-examples": { type: "boolean" },
    },
  });
  const { part, only, verbose, "no-examples": without } = values;
  const [file, another] = positionals;
  if (another !== undefined) throw usage(`one file of goals, not also ${another}`, USAGE);
  const parsed = schema.safeParse({ file, part, only, verbose, examples: without !== true });
  if (parsed.error) throw usage(`--${firstIssue(parsed.error)}`, USAGE);
  const own = new Set(["part", "only", "verbose", "no-examples"]);
  const rest = tokens.flatMap((token) =>
    token.kind === "option" && !own.has(token.name) ? [token.rawName] : [],
  );
  return { options: parsed.data, rest };
}
