import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { kept } from "../../bench/support/allowance.ts";
import { foldElsewhere, python } from "../../bench/support/independent-fold.ts";
import { openSqlite } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { canonicalize, type JsonValue } from "../json.ts";
import type { Ledger } from "../ledger/index.ts";
import { accountAt, runStateAt } from "../run/state-at.ts";
import { kernelEventTypes } from "../vocabulary.ts";

// A ledger of six runs, written before calls had effect ids; the first run before drivers had options.
const OLDER = join(import.meta.dir, "fixtures/older.db");
const EXTENSIONS = new Map();

let ledger: Ledger;
let runs: string[];
beforeAll(async () => {
  const dir = temporaryFolder();
  copyFileSync(OLDER, join(dir, "ledger.db"));
  ledger = await openSqlite({ dir });
  runs = ledger.branches({ subjectPrefix: "run/" }).map(({ id }) => id);
});
afterAll(() => ledger.close());

const states = () => runs.map((run) => runStateAt(ledger, run, EXTENSIONS));

describe("a ledger of an older vocabulary", () => {
  test("is whole, and none of its bytes has changed", () => {
    expect(verify(ledger)).toMatchObject({ ok: true, faults: [], erased: 0 });
    const versions = Array.from(ledger.query({}), ({ type, storedVersion }) => [
      type,
      storedVersion,
    ]);
    expect(versions).toContainEqual(["run.started", 1]);
    expect(versions).toContainEqual(["run.started", 2]);
    expect(versions).toContainEqual(["grant.given", 1]);
    expect(versions).toContainEqual(["model.called", 1]);
  });

  test("has payloads that are what the vocabulary of today says, once they are lifted", () => {
    const types = new Map(kernelEventTypes().map((type) => [type.type, type]));
    for (const { type, version, data } of ledger.query({})) {
      expect([type, version]).toEqual([type, types.get(type)!.version]);
      types.get(type)!.check(data!);
    }
  });

  test("folds to the ends that its runs came to", () => {
    const ends = states().map(({ outcome, goal }) => `${outcome}: ${goal!.text}`);
    expect(ends.toSorted()).toEqual([
      "done: How many spoons of salt does the soup need?",
      "done: do as planned",
      "done: the lamp",
      "failed: do as planned",
      "null: do as planned",
      "stopped: do as planned",
    ]);
    const unfinished = states().find(({ outcome }) => outcome === null)!;
    expect(unfinished.plan!.steps).toMatchObject({
      look: { status: "done", key: expect.any(String) },
      w: { status: "running", detail: { at: expect.any(Number) } },
    });
    expect(states().find(({ stop }) => stop !== null)!.stop).toEqual({ by: "person", now: true });
  });

  test("has an account: what was spent, and what was allowed", () => {
    const accounts = runs.map((run) => accountAt(ledger, run));
    expect(accounts.map(({ spent }) => spent.steps > 0 || spent.calls === 0)).not.toContain(false);
    const asked = accounts.filter(({ spent }) => spent.modelCalls > 0);
    expect(asked).toMatchObject([{ spent: { modelCalls: 1 }, thinking: {} }]);
    const allowed = accounts.flatMap(({ grants }) => grants.flatMap(({ allows }) => allows));
    // Who wrote a pattern over the text of the arguments is asked again; a whole tool stays allowed.
    expect(allowed).toEqual([
      kept({ tool: "world__put", args: false }),
      kept({ tool: "world__put", args: true }),
      kept({ tool: "world__*", args: true }),
    ]);
    for (const { open, runs: tree, root } of accounts) {
      expect(open).toEqual({});
      expect(tree[root]!.budget.modelCalls).toBeNull();
    }
  });

  test.skipIf(python === null)(
    "folds to the same by a reader that has nothing of ours",
    async () => {
      for (const [index, run] of runs.entries()) {
        const events = Array.from(ledger.readBranch(run));
        const lines = events.map((event) => JSON.stringify(ledger.toCloudEvent(event)));
        const [state] = await foldElsewhere(lines, []);
        expect(state).toBe(canonicalize(states()[index] as unknown as JsonValue));
      }
    },
  );
});
