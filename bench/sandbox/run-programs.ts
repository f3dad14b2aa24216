import type { Fixed } from "../../tools/python/types.ts";
import type { Ran, Sandbox } from "./sandbox.ts";
import type { StoredProgram } from "./stored-programs.ts";

/** One after the other, each in a clean interpreter. */
export async function runPrograms(
  sandbox: Sandbox,
  programs: readonly StoredProgram[],
  { fixed, tenant }: { readonly fixed: Fixed | null; readonly tenant: string },
): Promise<ReadonlyMap<string, Ran>> {
  const runs = new Map<string, Ran>();
  for (const { name, code } of programs) runs.set(name, await sandbox.run(code, { fixed }, tenant));
  return runs;
}

/** Null when a program came to its end as it should, else what happened instead. */
export function shortfall(
  { outcome }: Pick<Ran, "outcome">,
  silence: "must print" | "may be silent" = "must print",
): string | null {
  const { ok, error, limit, violations, stdout } = outcome;
  if (limit !== null) return `it ran into its limit of ${limit}`;
  // What was refused with an error that the program met is no fault of the program.
  if (!ok && violations.length > 0) return `it tried ${violations.join(", ")}`;
  if (!ok) return error?.traceback ?? "it failed without an error";
  return silence === "must print" && stdout.trim() === "" ? "it printed nothing" : null;
}
