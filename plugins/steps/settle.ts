import { text } from "../../kernel/event.ts";
import type { Expectation } from "../../kernel/expectation.ts";
import { OPEN_STEP, type StepState } from "../../kernel/fold/run-state.ts";
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
  if (data.effect === "probe") {
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
    if (found) return write(repeated(known, `not found: ${found.failures[0]}`), "kernel");
  }
  return askPerson(context, step, data);
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
