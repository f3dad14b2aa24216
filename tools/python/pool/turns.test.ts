import { expect, test } from "bun:test";
import fc from "fast-check";
import { createTurns } from "./turns.ts";

/** Who is served in which order when one is served after every `every` who come. */
function serve(comers: readonly string[], every: number): string[] {
  const turns = createTurns();
  let waiting: { tenant: string; turn: number }[] = [];
  const order: string[] = [];
  const next = () => {
    const [first, ...rest] = waiting.toSorted((a, b) => a.turn - b.turn);
    if (first === undefined) return;
    waiting = waiting.filter((waiter) => waiter !== first && rest.includes(waiter));
    turns.served(first.turn);
    order.push(first.tenant);
  };
  comers.forEach((tenant, index) => {
    waiting.push({ tenant, turn: turns.next(tenant) });
    if (index % every === every - 1) next();
  });
  while (waiting.length > 0) next();
  return order;
}

test("who asks once is served before anybody is for the second time after that", () => {
  const crowd = Array.from({ length: 20 }, () => "crowd");
  const order = serve([...crowd, "late", ...crowd], 1000);
  expect(order.indexOf("late")).toBeLessThanOrEqual(1);
});

test("everybody is served, and nobody is passed by one tenant more often than twice", () => {
  const comers = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(comers, (tenants) => {
      const order = serve(tenants, 1000);
      expect(order.toSorted()).toEqual(tenants.toSorted());
      const counts = new Map<string, number>();
      for (const tenant of order) {
        const others = [...new Set(tenants)].filter((other) => other !== tenant);
        const count = counts.get(tenant) ?? 0;
        for (const other of others) {
          const left = tenants.filter((each) => each === other).length - (counts.get(other) ?? 0);
          if (left > 0) expect(count).toBeLessThanOrEqual((counts.get(other) ?? 0) + 1);
        }
        counts.set(tenant, count + 1);
      }
    }),
  );
});
