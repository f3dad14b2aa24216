import { type LedgerEvent, text, timeOf } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Place } from "../contracts/addresses.ts";
import { type Difference, differences } from "./compare.ts";
import { Renaming } from "./renaming.ts";

/** Where two histories part: the first events that are not alike. */
export interface FirstDifference {
  /** Null: this side has ended. */
  readonly a: EventView | null;
  readonly b: EventView | null;
  /** What is not alike: one side `ended`, the `type`, the `step`, or the `payload` at `path`. */
  readonly what: "end" | "type" | "step" | "payload";
  readonly at: Difference | null;
}

export interface EventView extends JsonObject {
  readonly n: number;
  readonly id: string;
  readonly type: string;
  readonly step: string;
  readonly time: string;
}

const HASH = /^[0-9a-f]{64}$/;

type Side = Pick<Place, "branch" | "at">;

/** They say where a branch left and who works on it, not what is thought or done. */
const BOOKKEEPING = new Set(["run.claimed", "run.diverged", "run.rewound", "run.forked"]);
/** What a branch is told when it begins: of its folder, and of what the world has seen. */
const TOLD = "time.told";

/** Times, places in the chain, and hashes over ids: never the same twice. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  "ask.opened": ["expires"],
  "decision.made": ["at", "previous", "next"],
  "grant.given": ["expires"],
  "model.answered": ["milliseconds"],
  "plan.closed": ["digest"],
  "step.started": ["detail.at"],
  "tool.finished": ["milliseconds"],
};

/** Compares by type, step and payload, ids renamed and times left out, from the event after `shared` on. */
export function firstDifference(
  ledger: Ledger,
  a: Side,
  b: Side,
  shared: number,
): FirstDifference | null {
  const renaming = new Renaming();
  using sideA = eventsOf(ledger, a, shared);
  using sideB = eventsOf(ledger, b, shared);
  for (;;) {
    const [one, other] = [sideA.next().value ?? null, sideB.next().value ?? null];
    if (!one && !other) return null;
    const views = { a: one && viewOf(one), b: other && viewOf(other) };
    if (!one || !other) return { ...views, what: "end", at: null };
    if (one.type !== other.type) return { ...views, what: "type", at: null };
    if (views.a?.step !== views.b?.step) return { ...views, what: "step", at: null };
    const found = payloadDifference(one, other, renaming);
    if (found) return { ...views, what: "payload", at: found };
  }
}

function* eventsOf(
  ledger: Ledger,
  { branch, at }: Side,
  shared: number,
): Generator<LedgerEvent, null> {
  let before: LedgerEvent | null = null;
  for (const event of ledger.readBranch(branch, { from: shared + 1, to: at })) {
    const isThought = !BOOKKEEPING.has(event.type) && !isTold(event, before);
    before = event;
    if (isThought) yield event;
  }
  return null;
}

function isTold({ type, data }: LedgerEvent, before: LedgerEvent | null): boolean {
  if (type === TOLD) return true;
  const isFirst = before !== null && BOOKKEEPING.has(before.type);
  if (type === "workspace.captured") return isFirst && data?.["step"] === "";
  return type === "fact.learned" && before?.type === TOLD;
}

function payloadDifference(
  a: LedgerEvent,
  b: LedgerEvent,
  renaming: Renaming,
): Difference | undefined {
  // Of a look at a whole folder the list of everything says all; what is new in it depends on the look before.
  const isWhole = a.data?.["manifest"] != null && b.data?.["manifest"] != null;
  const ignored = isWhole ? ["captures"] : (IGNORED[a.type] ?? []);
  if (!renaming.bind(a.id, b.id)) return { path: "id", a: a.id, b: b.id };
  const leniency = {
    same: (one: string, other: string, path: string) => renaming.same(one, other, path),
    isIgnored: (path: string) => ignored.includes(path),
  };
  const found = [...differences(a.data, b.data, leniency)];
  // A hash says only that something else differs too.
  return found.find(({ a: one }) => !HASH.test(String(one))) ?? found[0];
}

function viewOf(event: LedgerEvent): EventView {
  const { bseq: n, id, type, data, hlc } = event;
  return { n, id, type, step: text(data?.["step"]), time: timeOf(hlc) };
}
