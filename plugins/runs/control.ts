import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { findRun, labelOf, runIds } from "./names.ts";
import { standingOf } from "./report.ts";
import { openAsks, unfinishedBelow } from "./tree.ts";

const named = z.object({ run: z.string() });
const anyJson = z.custom<JsonValue>((value) => value !== undefined, "is missing");

export function controlVerbs(host: Host) {
  return [
    defineVerb({
      name: "run.stop",
      description:
        "Stops a run once what is under way has been heard out; now: cancels and abandons that too.",
      input: named.extend({ now: z.boolean().default(false) }),
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        // What a run has begun ends with it, in one transaction: nobody sees a child fail and its parent go on.
        const all = [run, ...unfinishedBelow(kernel, run)];
        for (const one of all) await lifecycleOf(host).resume(one);
        const stop = { by: call.actor, now: input.now };
        await kernel.ledger.append(
          all.map((one) => kernel.runs.draft(one, call.actor)("stop.requested", stop)),
        );
        return { run };
      },
    }),
    defineVerb({
      name: "run.pause",
      description: "Lets a run come to rest where it can be resumed: nothing new is begun.",
      input: named,
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        const reason = `${call.actor} interrupted the run`;
        for (const one of [...unfinishedBelow(kernel, run), run]) kernel.runs.pause(one, reason);
        return { run };
      },
    }),
    defineVerb({
      name: "run.resume",
      description: "Goes on with a run whose kernel stopped; without a name, with the last one.",
      input: z.object({ run: z.string().optional() }),
      output: z.object({ run: z.string(), label: z.string() }),
      scope: "write",
      async handler(input) {
        const kernel = host.kernel();
        const open = runIds(kernel).filter((run) =>
          ["interrupted", "halted"].includes(standingOf(kernel, run)),
        );
        // A run takes up those that it began.
        const isRoot = (run: string) => kernel.runs.state(run).parent === null;
        const last = open.findLast(isRoot) ?? open.at(-1);
        if (input.run === undefined && last === undefined) {
          throw new KernelError("not_found", "no run was interrupted", {
            hint: "glassbox status shows what is open",
          });
        }
        const run = input.run === undefined ? last! : findRun(kernel, input.run);
        await lifecycleOf(host).resume(run);
        return { run, label: labelOf(kernel, run) };
      },
    }),
    defineVerb({
      name: "run.answer",
      description:
        "Answers what a run asks a person: an approval with true or false, a question with its value.",
      input: z.object({ run: z.string(), ask: z.string().optional(), value: anyJson }),
      output: z.object({ run: z.string(), ask: z.string() }),
      scope: "person",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        const ask = await answer(host, run, input.ask, input.value, call);
        return { run, ask };
      },
    }),
    defineVerb({
      name: "runs.remove",
      description: "Takes a finished run off the lists; its events stay in the chain.",
      input: named,
      output: named,
      scope: "write",
      async handler(input, call) {
        const { runs, ledger } = host.kernel();
        const run = findRun({ ledger }, input.run);
        if (runs.state(run).outcome === null) {
          throw new KernelError("conflict", `run ${run} is not over`, {
            hint: `stop it first: glassbox stop ${run}`,
          });
        }
        const tenant = `tenant/${ledger.tenant}`;
        const branch = `${tenant}@${ledger.origin}`;
        await ledger.append([
          { subject: tenant, branch, type: "run.removed", actor: call.actor, data: { run } },
        ]);
        return { run };
      },
    }),
  ];
}

/** One answer wins. An approval that is given becomes a grant for just this plan's tools. */
async function answer(
  host: Host,
  run: string,
  name: string | undefined,
  value: JsonValue,
  call: { actor: string; via: string },
): Promise<string> {
  const kernel = host.kernel();
  const { asks, outcome } = kernel.runs.state(run);
  if (outcome !== null) throw new KernelError("conflict", `run ${run} is over: ${outcome}`);
  const open = openAsks(kernel, run);
  const found =
    name === undefined && open.length === 1 ? open[0] : open.find((one) => one.ask === name);
  if (!found)
    throw unknownAsk(
      run,
      name,
      asks[name ?? ""]?.answer?.by,
      open.map((one) => one.ask),
    );
  const { run: asker, ask, kind, schema, detail } = found;
  const mismatch = host.needs("validator").mismatch(schema as JsonSchema, value);
  if (mismatch !== null)
    throw usage(
      `the answer does not fit: ${mismatch}`,
      `what is asked for is ${JSON.stringify(schema)}`,
    );
  const draft = kernel.runs.draft(asker, call.actor);
  const drafts = [draft("ask.answered", { ask, value, by: call.actor, via: call.via })];
  const allows = kind === "approval" ? allowedBy(value, detail) : [];
  if (allows.length > 0) {
    const ground = `approved by ${call.actor}`;
    const given = { grant: ask, run: asker, by: call.actor, ground, allows, expires: null };
    // The grant first: the answer lets the run go on.
    drafts.unshift(draft("grant.given", given));
  }
  await lifecycleOf(host).append(asker, drafts);
  return ask;
}

type Allows = Payload<"grant.given">["allows"];

/** What a yes covers: all that was asked for, or the steps that are named. */
function allowedBy(value: JsonValue, detail: JsonObject): Allows {
  const asked = (detail["allows"] ?? []) as unknown as (Allows[number] & { step?: string })[];
  const steps = isObject(value) ? (value["steps"] as readonly string[]) : null;
  const wanted = asked.filter(({ step }) => steps === null || steps.includes(step ?? ""));
  if (value !== true && steps === null) return [];
  return wanted.map(({ step: _step, ...allow }) => allow);
}

function unknownAsk(
  run: string,
  name: string | undefined,
  answeredBy: string | undefined,
  open: readonly string[],
): KernelError {
  if (answeredBy !== undefined)
    return new KernelError("conflict", `${name} was answered by ${answeredBy} already`);
  if (open.length === 0)
    return new KernelError("not_found", `run ${run} asks nothing`, {
      hint: "glassbox status shows what waits",
    });
  return new KernelError("not_found", `run ${run} asks nothing called ${name ?? "that"}`, {
    hint: `it asks ${open.join(", ")}`,
  });
}
