import { z } from "zod";

import type { EventDraft } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";

const text = z.string();

export const GIVEN = "python.files.given";
export const KEPT = "python.content.kept";

/** Files of the run's folder that a program was given, on the stream of the run that began it. */
export const givenSchema = z.object({
  effect: text,
  files: z.array(z.object({ path: text, sha256: text, size: z.number() })),
});
export type Given = z.output<typeof givenSchema>;

/** Contents that the arguments of a program's call name, on the stream of the program's run. */
export const keptSchema = z.object({ effect: text, key: text, contents: z.array(text) });

/** What a program tried and the walls refused. */
export const VIOLATION = "python.violation.seen";
export const violationSchema = z.object({
  effect: text,
  step: text,
  tool: text,
  violations: z.array(text),
});

/** A program ran where walls of the operating system are missing, because the configuration allows it. */
export const WEAK = "python.weak.used";
export const weakSchema = z.object({ effect: text, step: text, missing: z.array(text) });

/** A Python session stands at a checkpoint, on this branch of the run. `from` null: it was opened. */
export const ADVANCED = "python.session.advanced";
export const advancedSchema = z.object({
  session: text,
  effect: text,
  from: text.nullable(),
  checkpoint: text,
});
export type Advanced = z.output<typeof advancedSchema>;

/** Puts an event of ours on the branch that a run is on. */
export async function note(host: Host, run: string, type: string, data: JsonObject): Promise<void> {
  const { ledger, runs } = host.kernel();
  const branch = runs.head(run);
  const draft: EventDraft = { subject: `run/${run}`, branch, type, actor: "kernel", data };
  await ledger.append([draft]);
}
