import type { EventDraft } from "../../kernel/event.ts";
import type { Expectation } from "../../kernel/expectation.ts";
import type { JsonSchema, JsonValue } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";

export interface Judgement {
  checks: number;
  readonly failures: string[];
  readonly observed: string[];
}

/** The verdict on expectations that all look at the step's own answer; none when some need a probe. */
export function ownVerdict(
  context: RunContext,
  step: string,
  expect: readonly Expectation[],
  view: JsonValue,
  call: string,
): EventDraft[] {
  if (expect.length === 0 || expect.some((one) => one.probe)) return [];
  const judgement: Judgement = { checks: 0, failures: [], observed: [call] };
  for (const one of expect) weigh(context, judgement, one.matches, view, "the answer");
  return [verdict(context, step, judgement)];
}

export function weigh(
  { services }: RunContext,
  judgement: Judgement,
  schema: JsonSchema,
  view: JsonValue,
  where: string,
) {
  const mismatch = services.validator.mismatch(schema, view);
  if (mismatch === null) judgement.checks += 1;
  else judgement.failures.push(`${where}: ${mismatch}`);
}

export function verdict(
  { draft }: RunContext,
  step: string | null,
  { checks, failures, observed }: Judgement,
): EventDraft {
  const cause = observed.at(-1);
  if (failures.length === 0) return draft("expect.met", { step, checks, observed }, cause);
  return draft(
    "expect.violated",
    { step, checks, failures: failures.slice(0, 10), observed },
    cause,
  );
}
