import { z } from "zod";

import { conflict, KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type VerbCall } from "../../kernel/verb.ts";
import type { Allowance } from "../contracts/approvals.ts";
import { assertOpen } from "./elsewhere.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { findRun } from "./names.ts";
import { type OpenAsk, openAsks } from "./tree.ts";

const input = z.object({
  run: z.string(),
  ask: z.string().optional(),
  value: z.custom<JsonValue>((value) => value !== undefined, "is missing"),
  /** RFC 3339: until when a yes counts. */
  expires: z.iso.datetime({ offset: true }).optional(),
});

export function answerVerb(host: Host) {
  /** Asks whose answer is on its way into the ledger. */
  const underWay = new Set<string>();
  return defineVerb({
    name: "run.answer",
    description:
      "Answers what a run asks a person: an approval with true, false or the steps of a plan that are approved, a question with its value.",
    input,
    output: z.object({ run: z.string(), ask: z.string() }),
    scope: "person",
    async handler(given, call) {
      const run = findRun(host.kernel(), given.run);
      return { run, ask: await answer(host, run, { ...given, underWay }, call) };
    },
  });
}

/** One answer wins. An approval that is given becomes a grant for just what was asked. */
async function answer(
  host: Host,
  run: string,
  { ask: name, value, expires, underWay }: z.output<typeof input> & { underWay: Set<string> },
  call: VerbCall,
): Promise<string> {
  const kernel = host.kernel();
  assertOpen(kernel, run);
  const open = openAsks(kernel, run);
  const found =
    name === undefined && open.length === 1 ? open[0] : open.find((one) => one.ask === name);
  if (!found) {
    const answeredBy = kernel.runs.state(run).asks[name ?? ""]?.answer?.by;
    throw unknownAsk(run, name, answeredBy, open);
  }
  const { run: asker, ask, kind, schema } = found;
  const mismatch = host.needs("validator").mismatch(schema as JsonSchema, value);
  if (mismatch !== null)
    throw usage(
      `the answer does not fit: ${mismatch}`,
      `what is asked for is ${JSON.stringify(schema)}`,
    );
  const allows = kind === "approval" ? allowedBy(value, found) : [];
  const until = expires === undefined ? null : expiryOf(expires, allows, kernel.runs.services);
  const draft = kernel.runs.draft(asker, call.actor);
  const drafts = [draft("ask.answered", { ask, value, by: call.actor, via: call.via })];
  if (allows.length > 0) {
    const ground = `approved by ${call.actor}`;
    const given = { grant: ask, run: asker, by: call.actor, ground, allows, expires: until };
    // The grant first: the answer lets the run go on.
    drafts.unshift(draft("grant.given", given));
  }
  if (underWay.has(ask)) throw conflict(`${ask} is being answered already`);
  underWay.add(ask);
  try {
    await lifecycleOf(host).append(asker, drafts);
  } finally {
    underWay.delete(ask);
  }
  return ask;
}

/** What a yes covers: all that was asked for, or the steps that are named. */
function allowedBy(value: JsonValue, { detail, ask }: OpenAsk): Allowance[] {
  const asked = (detail["allows"] ?? []) as unknown as readonly Allowance[];
  if (value === true) return [...asked];
  if (!isObject(value)) return [];
  const steps = value["steps"] as readonly string[];
  const known = [...new Set(asked.flatMap(({ step }) => step ?? []))];
  const unknown = steps.find((step) => !known.includes(step));
  if (unknown !== undefined)
    throw usage(
      `ask ${ask} is not about a step ${unknown}${didYouMean(unknown, known)}`,
      `it is about ${known.join(", ")}`,
    );
  return asked.filter(({ step }) => step !== null && steps.includes(step));
}

function expiryOf(
  expires: string,
  allows: readonly Allowance[],
  { clock }: { readonly clock: { now(): number } },
): string {
  if (allows.length === 0)
    throw usage("expires: only a yes to an approval can expire", "leave it out");
  const at = Date.parse(expires);
  if (at <= clock.now()) throw usage(`expires: ${expires} is over`, "name a time to come");
  return new Date(at).toISOString();
}

function unknownAsk(
  run: string,
  name: string | undefined,
  answeredBy: string | undefined,
  open: readonly OpenAsk[],
): KernelError {
  if (answeredBy !== undefined)
    return new KernelError("conflict", `${name} was answered by ${answeredBy} already`);
  if (open.length === 0)
    return new KernelError("not_found", `run ${run} asks nothing`, {
      hint: "glassbox status shows what waits",
    });
  const asks = open.map(({ ask }) => ask).join(", ");
  return new KernelError("not_found", `run ${run} asks nothing called ${name ?? "that"}`, {
    hint: `it asks ${asks}`,
  });
}
