import { millisecondsOf } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { labelOf } from "./names.ts";
import { budgetOf } from "./budget-view.ts";
import { divergencesOf } from "./divergences.ts";
import { settledIn } from "./doubts.ts";
import { isElsewhere } from "./elsewhere.ts";
import { openAsks, waitsBelow } from "./tree.ts";

const UNFINISHED = {
  reason: "",
  missing: [],
  answer: "",
  proof: "",
  citations: [],
  checks: 0,
  evidence: [],
};

/** Where a run stands, what it answered, with which proof and at what price. */
export function reportOf(kernel: KernelParts, run: string): JsonObject {
  const { runs, ledger } = kernel;
  const state = runs.state(run);
  const account = runs.account(state.root);
  const standing = runs.standing(run);
  const end = [...ledger.readBranch(runs.head(run), { types: ["run.finished"] })].at(-1);
  const said = (end?.data as Payload<"run.finished"> | null | undefined) ?? UNFINISHED;
  const { outcome: _, ...answer } = { outcome: null, ...said };
  const asks = openAsks(kernel, run).map((one) => {
    const { run: asker, ask, kind, question, schema, step, detail, expires } = one;
    return { run: asker, ask, kind, question, schema, step, detail, expires };
  });
  return {
    run,
    label: labelOf(kernel, run),
    goal: state.goal?.text ?? "",
    dir: state.dir,
    outcome: state.outcome,
    standing: standingOf(kernel, run),
    ...answer,
    asks,
    settled: settledIn(kernel, run),
    diverged: divergencesOf(kernel, run),
    budget: budgetOf(
      account,
      run,
      standing?.kind === "running" ? runs.services.clock.now() : account.last,
    ),
    price: {
      tokens: account.spent.tokens,
      usd: account.spent.usd,
      hosts: account.hosts,
      steps: account.spent.steps,
      calls: account.spent.calls,
      seconds: (millisecondsOf(state.updatedAt) - millisecondsOf(state.startedAt)) / 1000,
    },
    ...(standing?.kind === "halted" ? { error: errorOf(standing.error) } : {}),
  } as unknown as JsonObject;
}

/**
 * `interrupted`: nobody works on it and it can be resumed; `waiting`: a person's answer is wanted; `elsewhere`: it is
 * another device's, as far as it had come when it was imported.
 */
export function standingOf(kernel: KernelParts, run: string): string {
  const { runs } = kernel;
  const standing = runs.standing(run);
  const waits = () => waitsBelow(kernel, run, (child) => standingOf(kernel, child));
  if (standing?.kind === "halted" && standing.error.code === "unavailable") return "interrupted";
  if (standing) return standing.kind === "running" && waits() ? "waiting" : standing.kind;
  const state = runs.state(run);
  if (state.outcome !== null) return "finished";
  if (isElsewhere(kernel, run)) return "elsewhere";
  const asked = Object.values(state.asks).some((ask) => ask.answer === null);
  return asked ? "waiting" : "interrupted";
}

function errorOf(error: { code: string; message: string; hint: string | undefined }): JsonObject {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
