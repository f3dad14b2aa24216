import { z } from "zod";

import { timeOf } from "../../kernel/event.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { divergencesOf } from "./divergences.ts";
import { doubtsOf } from "./doubts.ts";
import { isElsewhere } from "./elsewhere.ts";
import { findRun, labeller, runIds } from "./names.ts";
import { planView } from "./plan-view.ts";
import { standingOf } from "./report.ts";

type Labeller = (run: string) => string;

const LAST_EVENTS = 16;
const objects = z.array(z.custom<JsonObject>(isObject));

export function listVerbs(host: Host) {
  return [
    defineVerb({
      name: "runs.list",
      description: "Lists runs, newest first.",
      input: z.object({ limit: z.number().int().positive().default(50) }),
      output: z.object({ runs: objects }),
      scope: "read",
      async handler(input) {
        const kernel = host.kernel();
        const newest = runIds(kernel).slice(-input.limit).toReversed();
        const label = labeller(kernel);
        return { runs: newest.map((run) => rowOf(kernel, run, label)) };
      },
    }),
    defineVerb({
      name: "status.show",
      description:
        "Shows every unfinished run with what it waits for, and the inbox of open questions. What another device's runs ask is not asked here.",
      input: z.object({}),
      output: z.object({ runs: objects, inbox: objects }),
      scope: "read",
      async handler() {
        const kernel = host.kernel();
        const open = runIds(kernel).filter((run) => !isFinished(kernel, run));
        const label = labeller(kernel);
        return {
          runs: open.map((run) => openRow(kernel, run, label)),
          inbox: open
            .filter((run) => !isElsewhere(kernel, run))
            .flatMap((run) => inboxOf(kernel, run, label)),
        };
      },
    }),
    defineVerb({
      name: "log.read",
      description:
        "Sends events as CloudEvents, of one run or all, from a cursor on, and live when asked to follow.",
      input: z.object({
        run: z.string().optional(),
        after: z.number().int().min(0).default(0),
        limit: z.number().int().positive().optional(),
        follow: z.boolean().default(false),
      }),
      output: z.object({ cursor: z.number(), count: z.number() }),
      scope: "read",
      async handler(input, call) {
        const { ledger } = host.kernel();
        const subject =
          input.run === undefined ? {} : { subject: `run/${findRun({ ledger }, input.run)}` };
        const query = { afterRow: input.after, ...subject };
        const limit = input.limit ?? Number.MAX_SAFE_INTEGER;
        let cursor = input.after;
        let count = 0;
        const events = input.follow
          ? ledger.follow({ ...query, signal: call.signal })
          : ledger.query(query);
        for await (const event of events) {
          if (count >= limit || call.signal.aborted) break;
          cursor = event.row;
          count += 1;
          call.emit({ cursor, event: ledger.toCloudEvent(event) as JsonObject });
        }
        return { cursor, count };
      },
    }),
  ];
}

/** A run's end is among its last events; only where it is not must the run be folded to know. */
export function isFinished({ ledger, runs }: KernelParts, run: string): boolean {
  const head = runs.head(run);
  const from = Math.max(1, (ledger.branch(head)?.length ?? 0) - LAST_EVENTS);
  const [end] = ledger.readBranch(head, { from, types: ["run.finished"] });
  return end !== undefined || runs.state(run).outcome !== null;
}

export function rowOf(kernel: KernelParts, run: string, label: Labeller): JsonObject {
  const state = kernel.runs.state(run);
  return {
    run,
    label: label(run),
    goal: state.goal?.text ?? "",
    dir: state.dir,
    outcome: state.outcome,
    standing: standingOf(kernel, run),
    startedAt: timeOf(state.startedAt),
    updatedAt: timeOf(state.updatedAt),
    checks: state.closed.checks,
    parent: state.parent?.run ?? null,
  };
}

function openRow(kernel: KernelParts, run: string, label: Labeller): JsonObject {
  const state = kernel.runs.state(run);
  const steps = state.plan ? planView(state.plan).steps : [];
  const isOurs = !isElsewhere(kernel, run);
  const doubts = (isOurs ? doubtsOf(kernel, run) : []) as unknown as JsonObject[];
  const diverged = (isOurs ? divergencesOf(kernel, run) : []) as unknown as JsonObject[];
  const done = steps.filter((step) => step.status === "done").length;
  const progress = { done, total: steps.length };
  return { ...rowOf(kernel, run, label), steps: progress, doubts, diverged };
}

function inboxOf(kernel: KernelParts, run: string, label: Labeller): JsonObject[] {
  const asks = Object.entries(kernel.runs.state(run).asks).filter(([, ask]) => ask.answer === null);
  return asks.map(([ask, { kind, question, step, schema, detail, expires }]) => ({
    run,
    label: label(run),
    ask,
    kind,
    question,
    step,
    schema: schema as JsonValue,
    detail,
    expires,
  }));
}
