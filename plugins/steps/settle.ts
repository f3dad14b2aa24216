import { type LedgerEvent, text } from "../../kernel/event.ts";
import type { Expectation } from "../../kernel/expectation.ts";
import { OPEN_STEP, type StepState } from "../../kernel/fold/run-state.ts";
import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import { lookForEffect } from "./judge.ts";
import { MOST_TRIES } from "./tries.ts";
import { verdict } from "./verdict.ts";

type Verdict = Payload<"tool.settled">["verdict"];
type Intent = Payload<"tool.intended">;

/** What is settled and why; null: only a person can say. */
interface Settled {
  readonly verdict: Verdict;
  readonly ground: string;
}

/** Finds out what became of a call whose answer never came, each class in its own way; nothing is repeated unasked. */
export async function settle(context: RunContext, step: string, signal: AbortSignal) {
  const { services, draft, state } = context;
  const known = state().plan?.steps[step] ?? OPEN_STEP;
  const intent = known.begun === null ? null : services.ledger.get(known.begun);
  const data = intent?.data as Intent | null | undefined;
  if (!intent || !data) return;
  const call = intent.id;
  const about = { step, purpose: "step" as const, call };
  const write = (settled: Settled, by: string) =>
    services.ledger.append([draft("tool.settled", { ...about, ...settled, by }, call)]);

  const answer = answerOf(context, known);
  if (answer) return write(answer, answer.by);
  if (data.effect === "read" || data.effect === "keyed")
    return write(repeated(known, wordsOf[data.effect]), "kernel");
  // A trace may be that of another call that was just the same.
  if (data.effect === "probe" && !hasTwin(context, intent)) {
    const expected = data.expect as unknown as readonly Expectation[];
    const found = await lookForEffect(context, step, expected, signal);
    if (signal.aborted) return;
    if (found && found.failures.length === 0) {
      const settled = { ...about, verdict: "happened" as const, by: "kernel" };
      const ground = "found: what was expected of it holds";
      return services.ledger.append([
        draft("tool.settled", { ...settled, ground }, call),
        verdict(context, step, found),
      ]);
    }
    if (found && isAsBefore(context, intent))
      return write(repeated(known, `not found: ${found.failures[0]}`), "kernel");
  }
  return askPerson(context, step, data);
}

/** Was the same call made under another effect id before, in whatever plan of the run? */
function hasTwin({ ledger, branch }: RunContext, { id, data, bseq }: LedgerEvent): boolean {
  const own = data?.["key"] || id;
  for (const other of ledger.readBranch(branch, { types: ["tool.intended"], to: bseq })) {
    if (other.data?.["content"] !== data?.["content"] || other.data?.["purpose"] !== "step")
      continue;
    if ((other.data["key"] || other.id) !== own) return true;
  }
  return false;
}

/** Does what was kept before the call still stand at its paths? Somebody else may have been there since. */
function isAsBefore(context: RunContext, { data, bseq }: LedgerEvent): boolean {
  const { ledger, branch, services, state } = context;
  const types = ["workspace.captured"];
  const kept = [...ledger.readBranch(branch, { types, to: bseq })]
    .filter((event) => event.data?.["step"] === data?.["step"])
    .at(-1);
  const before = (kept?.data?.["captures"] ?? []) as unknown as readonly Capture[];
  const paths = before.map(({ path }) => path);
  if (paths.length === 0) return true;
  const now = services.workspace.capture(state().dir, paths, (bytes) => sha256(bytes));
  return now.every((one, at) => one.kind === before[at]!.kind && one.sha256 === before[at]!.sha256);
}

const wordsOf = {
  read: "a read is made again",
  keyed: "it goes out again under the same effect id",
} as const;

/** Once more, unless it has come to nothing too often. */
function repeated({ tries, reason }: StepState, ground: string): Settled {
  return tries < MOST_TRIES ? { verdict: "repeat", ground } : { verdict: "fail", ground: reason };
}

/** What a person has said of it. */
function answerOf({ state }: RunContext, { detail }: StepState): (Settled & { by: string }) | null {
  const answer = state().asks[text(detail?.["ask"])]?.answer;
  if (!answer) return null;
  const said = text(answer.value ?? undefined, "fail") as Verdict;
  return { verdict: said, ground: `${answer.by} says so`, by: answer.by };
}

async function askPerson({ services, draft, state }: RunContext, step: string, intent: Intent) {
  const { server, tool, args, effect } = intent;
  const name = `${server}__${tool}`;
  return services.ledger.append([
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "doubt",
      to: "person",
      question: `Did ${name} take effect? Its answer never came.`,
      schema: { enum: ["happened", "repeat", "fail"] },
      step,
      detail: { tool: name, effect, args, reason: state().plan?.steps[step]?.reason ?? "" },
      expires: null,
    }),
  ]);
}
