import { expect, test } from "bun:test";
import fc from "fast-check";

import { verify } from "../../bench/support/verify.ts";
import { codeOf, note, openSqlite, run, seal } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { LedgerEvent } from "../event.ts";
import type { Ledger } from "./index.ts";

type Move =
  | {
      readonly kind: "append";
      readonly branch: number;
      readonly events: number;
      readonly wait: boolean;
    }
  | { readonly kind: "fork"; readonly parent: number; readonly at: number }
  | { readonly kind: "fail"; readonly branch: number }
  | { readonly kind: "clock"; readonly by: number }
  | { readonly kind: "reopen" };

const branch = fc.nat({ max: 6 });
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      branch,
      events: fc.nat({ max: 4 }),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("fork" as const),
      parent: branch,
      at: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), branch }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      by: fc.integer({ min: -9e9, max: 9e9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
);

/** Plays the moves; appends that nobody waits for share groups with those that come after them. */
async function play(
  ledger: Ledger,
  moves: readonly Move[],
  clock: { now: number },
  open: () => Promise<Ledger>,
) {
  const branches = ["r"];
  const pending: Promise<unknown>[] = [ledger.append([], [run("r")])];
  let current = ledger;
  for (const one of moves) {
    const at = "branch" in one ? branches[one.branch % branches.length]! : "";
    if (one.kind === "clock") clock.now += one.by;
    if (one.kind === "fail") pending.push(codeOf(current.append([note(at), note("nowhere")])));
    if (one.kind === "append") {
      const drafts = Array.from({ length: one.events }, (_, n) => (n === 2 ? seal(at) : note(at)));
      pending.push(current.append(drafts));
      if (one.wait) await Promise.all(pending.splice(0));
    }
    if (one.kind === "fork") {
      await Promise.all(pending.splice(0));
      const parent = branches[one.parent % branches.length]!;
      const id = `f${branches.length}`;
      const forked = await codeOf(
        current.append([note(id)], [run(id, { branch: parent, at: one.at })]),
      );
      expect(forked).toBe(one.at <= current.branch(parent)!.length ? "no error" : "usage");
      if (forked === "no error") branches.push(id);
    }
    if (one.kind === "reopen") {
      await current.close();
      current = await open();
    }
  }
  await Promise.all(pending);
  return { ledger: current, branches };
}

const steps = (events: readonly LedgerEvent[], of: (event: LedgerEvent) => number) =>
  events.slice(1).map((event, index) => of(event) - of(events[index]!));

test("any interleaving keeps chain and branches without gaps and the clock growing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 30 }), async (moves) => {
      const dir = temporaryFolder();
      const time = { now: Date.UTC(2026, 10, 21) };
      const clock = { now: () => time.now, after: () => () => {} };
      const open = () => openSqlite({ dir, clock });
      const { ledger, branches } = await play(await open(), moves, time, open);

      const chain = [...ledger.query({})];
      expect(chain[0]?.oseq).toBe(1);
      expect(steps(chain, (event) => event.oseq).every((step) => step === 1)).toBe(true);
      expect(steps(chain, (event) => event.hlc).every((step) => step > 0)).toBe(true);
      expect(new Set(chain.map((event) => event.id)).size).toBe(chain.length);
      for (const id of branches) {
        const read = [...ledger.readBranch(id)];
        expect(read.map((event) => event.bseq)).toEqual(read.map((_, index) => index + 1));
        expect(read).toHaveLength(ledger.branch(id)!.length);
        const { parent, at } = ledger.branch(id)!;
        const shared = parent === null ? [] : [...ledger.readBranch(parent, { to: at })];
        expect(read.slice(0, at)).toEqual(shared);
        expect(read.slice(at).every((event) => event.branch === id)).toBe(true);
      }
      expect([...ledger.readTree("r")]).toEqual(chain.filter((event) => event.subject === "run/r"));
      expect(verify(ledger)).toMatchObject({ ok: true, events: chain.length });
      await ledger.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);
