import { z } from "zod";

import { type LedgerEvent, text } from "../../kernel/event.ts";
import { textIn } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";

const SHOWN = 200;

/** As far as a reader needs it: what another version adds is passed over. */
const recorded = z.looseObject({
  kind: z.string(),
  choice: z.string(),
  rationale: z.string(),
  alternatives: z.array(
    z.looseObject({ choice: z.string(), reason: z.string(), score: z.number().nullable() }),
  ),
  confidence: z.number().nullable(),
  grounds: z.array(z.string()),
  at: z.number(),
  change: z.string(),
  previous: z.string(),
  next: z.string(),
});

export type DecisionView = ReturnType<typeof viewOf>;

/** The decision that led to an event, or that it is itself; null: nobody has decided it, or the decision is erased. */
export function decisionBehind(ledger: Ledger, event: LedgerEvent | null): DecisionView | null {
  const cause = event?.cause ?? null;
  const decision = event?.type === TYPE ? event : cause === null ? null : ledger.get(cause);
  if (decision?.type !== TYPE || decision.data === null) return null;
  const parsed = recorded.safeParse(decision.data);
  return parsed.success ? viewOf(ledger, decision, parsed.data) : null;
}

const TYPE = "decision.made";

function viewOf(
  ledger: Ledger,
  event: LedgerEvent,
  { grounds, ...said }: z.infer<typeof recorded>,
) {
  const change = ledger.get(said.change);
  const root = ledger.branch(event.branch)?.root;
  // An id leads anywhere; what other runs say is none of this one's grounds.
  const own = grounds.map((id) => {
    const found = ledger.get(id);
    return found && ledger.branch(found.branch)?.root === root ? found : null;
  });
  return {
    n: event.bseq,
    id: event.id,
    by: event.actor,
    kind: said.kind,
    choice: said.choice,
    rationale: said.rationale,
    alternatives: said.alternatives.map(({ choice, reason, score }) => ({ choice, reason, score })),
    confidence: said.confidence,
    grounds: own.map((ground, index) => ({ id: grounds[index]!, ...groundView(ground) })),
    change: { id: said.change, n: change?.bseq ?? null, type: change?.type ?? null },
    at: said.at,
    previous: said.previous,
    next: said.next,
  };
}

function groundView(event: LedgerEvent | null) {
  if (!event) return { n: null, type: null, what: "it is not here", source: null };
  const { bseq: n, type, data } = event;
  if (data === null) return { n, type, what: "erased", source: null };
  return { n, type, what: shortened(wordsOf(event)), source: sourceOf(event) };
}

/** What an event adds to a decision, in words. */
function wordsOf({ type, data }: LedgerEvent): string {
  const { name, value, model, answer, step, view, failures } = data!;
  if (type === "goal.set") return text(data!["text"]);
  if (type === "fact.learned") return `${text(name)} = ${JSON.stringify(value)}`;
  if (type === "model.answered") return `${text(model)}: ${answerIn(answer)}`;
  if (type === "expect.violated") return ((failures ?? []) as readonly string[]).join("; ");
  if (type === "tool.intended")
    return `${text(data!["server"])}__${text(data!["tool"])} in step ${text(step)}`;
  if (type === "tool.finished" && data!["ok"] === false)
    return `step ${text(step)}: ${textIn(view ?? null)}`;
  if (type === "tool.finished") return `step ${text(step)} was answered`;
  return text(data!["reason"]) || type;
}

function answerIn(answer: unknown): string {
  const { text: said, error } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  return typeof said === "string" ? said : `no answer, ${String(error ?? "")}`;
}

/** Where a fact is from: who is trusted for it, and the event that says it. */
function sourceOf({ type, data }: LedgerEvent): { trust: string; event: string } | null {
  if (type !== "fact.learned") return null;
  return { trust: text(data!["trust"]), event: text(data!["source"]) };
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).toWellFormed()}…`;
}
