import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { findRun, labelOf, runIds } from "./names.ts";
import { standingOf } from "./report.ts";
import { openAsks, unfinishedBelow } from "./tree.ts";

const named = z.object({ run: z.string() });
const anyJson = z.custom<JsonValue>((value) => value !== undefined, "is missing");

export function controlVerbs(host: Host) {
  return [
    defineVerb({
      name: "run.stop",
      description: "Stops a run; what was under way is cancelled and on record.",
      input: named,
      output: named,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const run = findRun(kernel, input.run);
        // What a run has begun ends with it, in one transaction: nobody sees a child fail and its parent go on.
        const all = [run, ...unfinishedBelow(kernel, run)];
        for (const one of all) await kernel.runs.resume(one);
        const by = call.actor;
        await kernel.ledger.append(all.map((one) => drafting(one, by)("stop.requested", { by })));
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
        const open = runIds(kernel).filter((run) => standingOf(kernel, run) === "interrupted");
        // A run takes up those that it began.
        const isRoot = (run: string) => kernel.runs.state(run).parent === null;
        const last = open.findLast(isRoot) ?? open.at(-1);
        if (input.run === undefined && last === undefined) {
          throw new KernelError("not_found", "no run was interrupted", {
            hint: "glassbox status shows what is open",
          });
        }
        const run = input.run === undefined ? last! : findRun(kernel, input.run);
        await kernel.runs.resume(run);
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
  const draft = drafting(asker, call.actor);
  const drafts = [draft("ask.answered", { ask, value, by: call.actor, via: call.via })];
  if (kind === "approval" && value === true) {
    const effects = Array.isArray(detail["effects"]) ? detail["effects"] : [];
    const tools = effects.filter(isObject).map((effect) => String(effect["tool"]));
    const ground = `approved by ${call.actor}`;
    drafts.push(
      draft("grant.given", { grant: ask, tools, args: null, run: asker, by: call.actor, ground }),
    );
  }
  await kernel.runs.append(asker, drafts);
  return ask;
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
