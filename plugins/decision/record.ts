import { RUN_REDUCER } from "../../kernel/fold/run.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { EventTypes } from "../../kernel/ledger/event-types.ts";
import type { Ids } from "../../kernel/ports/ids.ts";
import type { Decisions, Reasons } from "../contracts/decisions.ts";
import { DECISION, decision } from "./event.ts";
import { foresee } from "./foresee.ts";
import { type StateTree, stateTree } from "./state-hash.ts";

interface Parts {
  readonly ids: Ids;
  readonly types: EventTypes;
}

/** Longer texts are cut: a model may go on and on. */
const LONGEST = 2000;
const MOST_ALTERNATIVES = 16;
const MOST_GROUNDS = 50;

/** `parts` are asked for at each decision: the kernel is up by then. */
export function createDecisions(parts: () => Parts): Decisions {
  const trees = new WeakMap<object, StateTree>();
  return {
    record({ state, before = [], drafts, reasons, actor, of = state }) {
      const { ids, types } = parts();
      const id = ids.event();
      const named = drafts.map((draft) => ({ ...draft, id: draft.id ?? ids.event() }));
      const change = named.at(-1);
      if (!change) throw new Error("a decision that changes nothing was to be recorded");
      const decided = foresee(state, before, types);
      const previous = stateTree(decided, trees.get(of) ?? null);
      const next = stateTree(foresee(decided, named, types), previous);
      trees.set(of, next);
      const { subject, branch, cause } = change;
      const data = decision.parse({
        ...statementOf(reasons),
        at: decided.bseq,
        change: change.id,
        fold: RUN_REDUCER,
        previous: previous.root,
        next: next.root,
      }) as unknown as JsonObject;
      const made = { id, subject, branch, type: DECISION, actor, data };
      return [
        cause === undefined ? made : { ...made, cause },
        ...named.slice(0, -1),
        { ...change, cause: id },
      ];
    },
  };
}

function statementOf({ kind, choice, rationale, alternatives, confidence, grounds }: Reasons) {
  return {
    kind,
    choice: cut(choice),
    rationale: cut(rationale),
    alternatives: alternatives.slice(0, MOST_ALTERNATIVES).map((one) => ({
      choice: cut(one.choice),
      reason: cut(one.reason),
      score: one.score === null ? null : Math.round(one.score * 1000) / 1000,
    })),
    confidence,
    grounds: [...new Set(grounds)].slice(-MOST_GROUNDS),
  };
}

function cut(text: string): string {
  const whole = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return whole.toWellFormed();
}
