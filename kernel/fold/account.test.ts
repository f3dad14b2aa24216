import { expect, test } from "bun:test";
import fc from "fast-check";

import { eraseAll, RANDOM_TYPES, randomHistory } from "../../bench/support/random-events.ts";
import type { FoldEvent } from "../event.ts";
import { canonicalize, type JsonValue } from "../json.ts";
import { ACCOUNT_TYPES, type AccountState, foldAccount, initialAccount } from "./account.ts";

function fold(events: readonly FoldEvent[], from: AccountState = initialAccount("r")) {
  return events.reduce(foldAccount, from);
}

function bytes(state: AccountState): string {
  return canonicalize(state as unknown as JsonValue);
}

test("the account fold makes the same state of the same events, byte for byte", () => {
  fc.assert(
    fc.property(randomHistory(), (events) => {
      const copy = JSON.parse(JSON.stringify(events)) as FoldEvent[];
      expect(bytes(fold(copy))).toBe(bytes(fold(events)));
    }),
  );
});

test("the account fold comes to the same state from a snapshot taken anywhere", () => {
  fc.assert(
    fc.property(randomHistory(), fc.nat(), (events, random) => {
      const cut = random % (events.length + 1);
      const snapshot = JSON.parse(JSON.stringify(fold(events.slice(0, cut)))) as AccountState;
      expect(bytes(fold(events.slice(cut), snapshot))).toBe(bytes(fold(events)));
    }),
  );
});

test("the types that the account fold names are all that it looks at", () => {
  fc.assert(
    fc.property(randomHistory(), (events) => {
      const seen = events.filter((event) => ACCOUNT_TYPES.includes(event.type));
      expect(bytes(fold(seen))).toBe(bytes(fold(events)));
    }),
  );
});

test("the account fold goes on when payloads are erased, whichever they are", () => {
  fc.assert(
    fc.property(randomHistory(), fc.subarray([...RANDOM_TYPES]), (events, types) => {
      expect(fold(eraseAll(events, types)).root).toBe("r");
    }),
  );
});

test("what was spent never goes back, and every effect is open until its result is in", () => {
  fc.assert(
    fc.property(randomHistory(), (events) => {
      let before = initialAccount("r");
      for (const event of events) {
        const after = foldAccount(before, event);
        expect(after.spent.calls).toBeGreaterThanOrEqual(before.spent.calls);
        expect(after.spent.steps).toBeGreaterThanOrEqual(before.spent.steps);
        expect(after.spent.tokens).toBeGreaterThanOrEqual(before.spent.tokens);
        expect(after.grants.length).toBeGreaterThanOrEqual(before.grants.length);
        before = after;
      }
      const closed = Object.values(before.effects).reduce((sum, count) => sum + count, 0);
      expect(closed + Object.keys(before.open).length).toBe(before.spent.calls);
    }),
  );
});
