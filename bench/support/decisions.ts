import { expect } from "bun:test";

import type { LedgerEvent } from "../../kernel/event.ts";
import { DECISION, type Decision } from "../../plugins/decision/event.ts";
import { stateHash } from "../../plugins/decision/state-hash.ts";
import type { House } from "./kernel.ts";

/** A decision on record. */
export interface Made extends Decision {
  readonly event: LedgerEvent;
}

export function decisionsOf(house: House, run: string): Made[] {
  return house
    .events(run)
    .filter(({ type }) => type === DECISION)
    .map((event) => ({ ...(event.data as unknown as Decision), event }));
}

/** Everything that a decision says of its place and of the state, looked up and worked out anew. */
export function expectTrue(
  house: House,
  run: string,
  { event, at, change, previous, next, grounds }: Made,
) {
  const caused = house.kernel.ledger.get(change)!;
  expect(caused.cause).toBe(event.id);
  expect(caused.bseq).toBeGreaterThan(event.bseq);
  expect(at).toBe(event.bseq - 1);
  expect(stateHash(house.state(run, at))).toBe(previous);
  expect(stateHash(house.state(run, caused.bseq))).toBe(next);
  expect(previous).not.toBe(next);
  const known = grounds.map((id) => house.kernel.ledger.get(id));
  expect(known.every((ground) => ground !== null && ground.bseq <= at)).toBe(true);
  return caused;
}

export const typesAmong = (house: House, ids: readonly string[]) =>
  ids.map((id) => house.kernel.ledger.get(id)!.type);
