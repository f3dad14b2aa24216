import { z } from "zod";

import type { EventDraft, LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { EventTypes, type EventType, type Ledger, openLedger } from "../../kernel/ledger/index.ts";
import type { NewBranch } from "../../kernel/ledger/index.ts";
import type { Clock } from "../../kernel/ports/clock.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { defineEventType, kernelEventTypes } from "../../kernel/vocabulary.ts";

/** Types that no plugin has: `test.noted` takes any object, `test.sealed` is the same as a barrier. */
export const noted = defineEventType({ type: "test.noted", schema: z.looseObject({}) });
export const sealed = defineEventType({
  type: "test.sealed",
  schema: z.looseObject({}),
  barrier: () => true,
});
/** A type with a field that can be wrong. */
export const counted = defineEventType({
  type: "test.counted",
  schema: z.strictObject({ count: z.number() }),
});

export function typesWith(...types: readonly EventType[]): EventTypes {
  return new EventTypes([...kernelEventTypes(), ...types]);
}

export const testTypes = () => typesWith(noted, sealed, counted);

export interface Place {
  readonly dir: string;
  readonly types?: EventTypes;
  readonly clock?: Clock;
}

/** How a suite opens the implementation it tests; the same `dir` again is the same ledger. */
export type OpenLedger = (place: Place) => Promise<Ledger>;

export const openSqlite: OpenLedger = ({ dir, types = testTypes(), clock = systemClock }) =>
  openLedger({
    dir,
    types,
    clock,
    ids: randomIds,
    publicKey: originPublicKey,
    tenant: "home",
  });

export function run(id: string, parent?: NewBranch["parent"]): NewBranch {
  return { id, subject: "run/r", root: "r", ...(parent ? { parent } : {}) };
}

export function note(branch: string, data: JsonObject = {}, type = "test.noted"): EventDraft {
  return { subject: "run/r", branch, type, data, actor: "kernel" };
}

export function seal(branch: string, data: JsonObject = {}): EventDraft {
  return note(branch, data, "test.sealed");
}

/** A run `r` with events numbered 1 to `count` in `data.n`. */
export async function writeRun(
  ledger: Ledger,
  count: number,
  id = "r",
): Promise<readonly LedgerEvent[]> {
  const drafts = Array.from({ length: count }, (_, index) => note(id, { n: index + 1 }));
  return ledger.append(drafts, [run(id)]);
}

export function numbers(events: Iterable<LedgerEvent>): unknown[] {
  return Array.from(events, (event) => event.data?.["n"]);
}

/** The export form, one event a line, as it leaves the machine. */
export function exported(ledger: Ledger): string {
  const lines = Array.from(ledger.query({}), (event) => JSON.stringify(ledger.toCloudEvent(event)));
  return `${lines.join("\n")}\n`;
}

export async function codeOf(outcome: Promise<unknown>): Promise<string> {
  return outcome.then(
    () => "no error",
    (error: { code?: string }) => error.code ?? String(error),
  );
}
