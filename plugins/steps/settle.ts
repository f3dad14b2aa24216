import { type EventDraft, type LedgerEvent, text } from "../../kernel/event.ts";
import type { Expectation } from "../../kernel/expectation.ts";
import { OPEN_STEP, type StepState } from "../../kernel/fold/run-state.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Captured } from "../contracts/captured.ts";
import { after } from "./captured.ts";
import { decided } from "./decided.ts";
import { lookForEffect } from "./judge.ts";
import { type Settled, settleReasons } from "./settle-reasons.ts";
import { MOST_TRIES } from "./tries.ts";
import { verdict } from "./verdict.ts";

type Intent = Payload<"tool.intended">;

/** Finds out what became of a call whose answer never came, each class in its own way; nothing is repeated unasked. */
export async function settle(context: RunContext, step: string, signal: AbortSignal) {
  const { services, draft, state } = context;
  const known = state().plan?.steps[step] ?? OPEN_STEP;
  const intent = known.begun === null ? null : services.ledger.get(known.begun);
  const data = intent?.data as Intent | null | undefined;
  if (!intent || !data) return;
  const call = intent.id;
  const about = { step, purpose: "step" as const, call };
  const settled = (what: Settled, by = "kernel") =>
    draft("tool.settled", { ...about, ...what, by }, call);
  // A person's word is on record as an answer; what the kernel finds for itself is its own decision.
  const write = async (
    what: Settled,
    observed: readonly string[],
    ...next: readonly EventDraft[]
  ) => {
    const before = await after(context, step, data);
    const reasons = settleReasons(what, data.effect, known, call, observed);
    const drafts = decided(context, [settled(what)], reasons, { actor: "kernel", before });
    return services.ledger.append([...before, ...drafts, ...next]);
  };

  const answer = answerOf(context, known);
  if (answer) {
    const left = await after(context, step, data);
    return services.ledger.append([...left, settled(answer, answer.by)]);
  }
  if (data.effect === "read" || data.effect === "keyed")
    return write(repeated(known, wordsOf[data.effect]), []);
  // A trace may be that of another call that was just the same.
  if (data.effect === "probe" && !hasTwin(context, intent)) {
    const expected = data.expect as unknown as readonly Expectation[];
    const found = await lookForEffect(context, step, expected, signal);
    if (signal.aborted) return;
    if (found && found.failures.length === 0) {
      const happened = { verdict: "happened" as const, ground: TRACE_FOUND };
      return write(happened, found.observed, verdict(context, step, found));
    }
    if (found && isAsBefore(context, intent))
      return write(repeated(known, `not found: ${found.failures[0]}`), found.observed);
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
function isAsBefore({ ledger, branch, services, state }: RunContext, intent: LedgerEvent): boolean {
  const { data, bseq } = intent;
  const kept = [...ledger.readBranch(branch, { types: ["workspace.captured"], to: bseq })].findLast(
    (event) => event.data?.["step"] === data?.["step"] && event.data?.["at"] === "before",
  );
  const before = ((kept?.data ?? { captures: [] }) as unknown as Captured).captures;
  if (before.length === 0) return true;
  const paths = before.map(({ path }) => path);
  const found = services.workspace.capture(state().dir, paths, "look");
  const now = new Map(found.map((one) => [one.path, one]));
  // Older captures say nothing of what is below a folder.
  const isWhole = kept?.storedVersion === 1 || before.length === found.length;
  return isWhole && before.every((one) => isAlike(one, now.get(one.path)));
}

function isAlike(one: Capture, other: Capture | undefined): boolean {
  return one.kind === other?.kind && one.sha256 === other.sha256;
}

const TRACE_FOUND = "found: what was expected of it holds";

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
  const said = text(answer.value ?? undefined, "fail") as Settled["verdict"];
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
