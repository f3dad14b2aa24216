import fc from "fast-check";

import type { EventDraft, LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger, NewBranch } from "../../kernel/ledger/index.ts";
import { randomHistory } from "./random-events.ts";

type Thought = Pick<EventDraft, "type" | "data">;

/** How a history grows by one branch: it leaves an earlier one, and may do for a while what that one did. */
export interface Growth {
  readonly kind: "rewind" | "diverge" | "fork";
  /** Which of the branches so far, and at which of its events: taken modulo what there is. */
  readonly from: number;
  readonly at: number;
  /** Events that it repeats of those that followed there. */
  readonly copies: number;
  readonly events: readonly Thought[];
}

export interface GrownBranch {
  readonly id: string;
  readonly run: string;
  /** Its name in an address: `RUN.K`. */
  readonly name: string;
  /** Everything on it, what it shares included, in one plain list. */
  readonly events: readonly LedgerEvent[];
}

/** What only begins a branch, and what is a plugin's own. */
const LEFT_OUT = ["run.rewound", "run.forked", "workspace.captured"];

const thoughts = (most: number) =>
  randomHistory(most).map((events) =>
    events.flatMap(({ type, data }): Thought[] =>
      data && !LEFT_OUT.includes(type) ? [{ type, data }] : [],
    ),
  );

/** A first branch of a run, and what came of it. */
export const randomGrowth = (mostBranches = 4, mostEvents = 12) =>
  fc.tuple(
    thoughts(mostEvents).filter((events) => events.length > 0),
    fc.array(
      fc.record({
        kind: fc.constantFrom("rewind", "diverge", "fork"),
        from: fc.nat(),
        at: fc.nat(),
        copies: fc.nat({ max: 4 }),
        events: thoughts(5),
      }),
      { maxLength: mostBranches },
    ),
  );

/** Writes such a history by hand, with events and branch rows as the kernel makes them. */
export async function grow(
  ledger: Ledger,
  run: string,
  first: readonly Thought[],
  growths: readonly Growth[],
): Promise<readonly GrownBranch[]> {
  const put = (
    of: string,
    branch: string,
    events: readonly Thought[],
    parent?: NewBranch["parent"],
  ) => {
    const subject = `run/${of}`;
    // A branch belongs to who has claimed it, and only this writer is there.
    const claim = { origin: ledger.origin, epoch: ledger.epoch };
    return ledger.append(
      events.map(({ type, data }) => {
        const own = type === "run.claimed" ? claim : data;
        return { type, data: own, subject, branch, actor: "kernel" };
      }),
      [{ id: branch, subject, root: run, ...(parent ? { parent } : {}) }],
    );
  };
  const grown: GrownBranch[] = [
    { id: run, run, name: `${run}.1`, events: await put(run, run, first) },
  ];
  for (const [index, { kind, from, at: wanted, copies, events }] of growths.entries()) {
    const source = grown[from % grown.length]!;
    const at = 1 + (wanted % source.events.length);
    const id = `b${index + 2}of${run}`;
    const own = kind === "fork" ? id : source.run;
    const number = grown.filter((branch) => branch.run === own).length + 1;
    const left = { run: own, from: source.id, at, by: "person" };
    const repeated = source.events
      .slice(at, at + copies)
      .map(({ type, data }) => ({ type, data: data! }));
    const written = await put(own, id, [opening(kind, left), ...repeated, ...events], {
      branch: source.id,
      at,
    });
    const all = [...source.events.slice(0, at), ...written];
    grown.push({ id, run: own, name: `${own}.${number}`, events: all });
  }
  return grown;
}

function opening(kind: Growth["kind"], left: JsonObject): Thought {
  if (kind === "rewind") return { type: "run.rewound", data: { ...left, undo: false } };
  if (kind === "diverge") {
    const { by: _, ...rest } = left;
    return { type: "run.diverged", data: { ...rest, changes: [], tools: {} } };
  }
  const budget = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
  const kept = { driver: null, plan: null, fresh: false, budget, limits: {} };
  return { type: "run.forked", data: { ...left, ...kept } };
}
