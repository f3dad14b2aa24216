import { expect, setDefaultTimeout, test } from "bun:test";

import { openHouse } from "../../bench/support/kernel.ts";
import type { EventDraft, LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

setDefaultTimeout(60_000);

const FORKS = 200;
const EVENTS_OF_EACH = 3;

const fact = (n: number) => ({
  type: "fact.learned",
  data: { name: `f${n % 20}`, value: n, source: "a test", trust: "person" },
});

test("200 nested forks read the same as one flat copy of their events", async () => {
  await using house = await openHouse({ isBare: true });
  const { ledger } = house.kernel;
  const put = (run: string, events: readonly Pick<EventDraft, "type" | "data">[], at?: number) => {
    const parent = at === undefined ? {} : { parent: { branch: forks.at(-1)!, at } };
    return ledger.append(
      events.map((one) => ({ ...one, subject: `run/${run}`, branch: run, actor: "kernel" })),
      [{ id: run, subject: `run/${run}`, root: run === "flat" ? run : "fork0", ...parent }],
    );
  };
  const forks: string[] = [];
  const facts = (from: number) => Array.from({ length: EVENTS_OF_EACH }, (_, n) => fact(from + n));
  await put("fork0", facts(0));
  forks.push("fork0");
  for (let n = 1; n < FORKS; n++) {
    // Each leaves one event before the end of the one before it.
    const at = ledger.branch(forks.at(-1)!)!.length - 1;
    await put(`fork${n}`, facts(n * EVENTS_OF_EACH), at);
    forks.push(`fork${n}`);
  }
  const deepest = forks.at(-1)!;
  const plain = ({ type, data, bseq }: LedgerEvent) => ({ type, data, bseq });
  const nested = [...ledger.readBranch(deepest)].map(plain);
  expect(nested).toHaveLength(FORKS * (EVENTS_OF_EACH - 1) + 1);
  await put(
    "flat",
    nested.map(({ type, data }) => ({ type, data: data! })),
  );
  expect([...ledger.readBranch("flat")].map(plain)).toEqual(nested);

  for (const n of [1, 2, 57, 200, nested.length]) {
    const stateOf = async (run: string) => {
      const { state } = await house.call<{ state: JsonObject }>("run.show", { run: `${run}@${n}` });
      const { run: _, root: __, startedAt: ___, updatedAt: ____, ...rest } = state;
      return rest as JsonValue;
    };
    expect(await stateOf(deepest)).toEqual(await stateOf("flat"));
  }
  const [a, b] = [`${deepest}@${nested.length}`, `flat@${nested.length}`];
  expect(await house.call("run.diff", { a, b })).toMatchObject({ same: true, shared: 0 });
  expect(await house.call("run.diff", { a, b: `${forks.at(-2)}` })).toMatchObject({
    shared: nested.length - EVENTS_OF_EACH,
  });
});
