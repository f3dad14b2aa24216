import { describe, expect, test } from "bun:test";

import { verify } from "../../bench/support/verify.ts";
import { foldElsewhere, python } from "../../bench/support/independent-fold.ts";
import { newHome } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import {
  asksAbout,
  historyOf,
  interrupted,
  NEW_SCHEMA,
  ofType,
  opened,
  packed,
  PLAN,
  say,
  Shop,
} from "../../bench/support/shop.ts";
import { canonicalize, type JsonValue } from "../../kernel/json.ts";

describe("a tool that changed while a run was interrupted", () => {
  test("makes it go on beside what it was, with all that has happened", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await interrupted(home.path, shop);
    const before = [...shop.calls];
    const changed = shop.server({ pack: NEW_SCHEMA });
    await opened({ home: home.path, servers: [changed] }, async (house) => {
      const at = house.events(run).length;
      const steps = house.state(run).plan!.steps;
      await say(house, run, "question", "Ines");
      const report = await house.settled(run);

      const branch = house.kernel.runs.head(run);
      expect(branch).not.toBe(run);
      const [diverged] = ofType(historyOf(house, run), "run.diverged");
      expect(diverged).toMatchObject({ run, from: run, at, changes: ["the tool shop__pack"] });
      expect(house.state(run).plan!.steps["order"]).toEqual(steps["order"]!);
      expect(shop.calls).toEqual(before);
      expect(house.events(run)).toHaveLength(at);

      // What was allowed was another tool: a person is asked about this one, and about no other.
      expect(report.standing).toBe("waiting");
      expect(report.asks).toMatchObject([asksAbout("pack")]);
      await say(house, run, "approval", true);
      expect((await house.settled(run)).outcome).toBe("done");
      expect(shop.calls).toHaveLength(2);
      expect(verify(house.kernel.ledger).ok).toBe(true);
    });
  });

  test("is asked about even though the whole plan was approved", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await opened({ home: home.path, servers: [shop.server()] }, async (house) => {
      const started = await house.start(PLAN);
      await house.settled(started);
      await say(house, started, "approval", true);
      await house.settled(started);
      return started;
    });
    const changed = shop.server({ pack: NEW_SCHEMA });
    await opened({ home: home.path, servers: [changed] }, async (house) => {
      await say(house, run, "question", "Ines");
      expect((await house.settled(run)).asks).toMatchObject([asksAbout("pack")]);
      await say(house, run, "approval", true);
      expect((await house.settled(run)).outcome).toBe("done");
      expect(shop.calls).toHaveLength(2);
    });
  });

  test.skipIf(python === null)(
    "folds to the same by a reader that has nothing of ours",
    async () => {
      using home = newHome();
      const shop = new Shop();
      const run = await interrupted(home.path, shop);
      const changed = shop.server({ pack: NEW_SCHEMA });
      await opened({ home: home.path, servers: [changed] }, async (house) => {
        await house.call("run.resume", { run });
        const { ledger } = house.kernel;
        const lines = historyOf(house, run).map((one) => JSON.stringify(ledger.toCloudEvent(one)));
        const [folded] = await foldElsewhere(lines, []);
        expect(folded).toBe(
          canonicalize({ ...house.state(run), extensions: {} } as unknown as JsonValue),
        );
      });
    },
  );

  test("is not called when the person says no", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await interrupted(home.path, shop);
    const changed = shop.server({ pack: NEW_SCHEMA });
    await opened({ home: home.path, servers: [changed] }, async (house) => {
      await say(house, run, "question", "Ines");
      await house.settled(run);
      await say(house, run, "approval", false);
      expect((await house.settled(run)).outcome).toBe("denied");
      expect(shop.calls).toHaveLength(1);
    });
  });

  test("may change again: each time another branch, and still nothing is done twice", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await interrupted(home.path, shop);
    const branches: string[] = [run];
    for (const description of ["packs", "packs well", "packs best"]) {
      const changed = shop.server({ pack: { description } });
      await opened({ home: home.path, servers: [changed] }, async (house) => {
        await house.call("run.resume", { run });
        expect((await house.settled(run)).standing).toBe("waiting");
        branches.push(house.kernel.runs.head(run));
      });
    }
    expect(new Set(branches).size).toBe(4);
    const last = shop.server({ pack: { description: "packs best" } });
    await opened({ home: home.path, servers: [last] }, async (house) => {
      await say(house, run, "question", "Ines");
      await house.settled(run);
      // The definition is the one that this branch has: nothing more diverges.
      expect(house.kernel.runs.head(run)).toBe(branches.at(-1)!);
      await say(house, run, "approval", true);
      expect((await house.settled(run)).outcome).toBe("done");
      const diverged = ofType(historyOf(house, run), "run.diverged");
      expect(diverged.map(({ from }) => from)).toEqual(branches.slice(0, 3));
      const { steps } = house.kernel.runs.account(run).runs[run]!.spent;
      expect([steps, shop.calls.length]).toEqual([2, 2]);
    });
  });

  test("and was in doubt goes out under the effect id that it had, once somebody agrees to it", async () => {
    using home = newHome();
    const shop = new Shop();
    shop.hangNext("pack");
    const run = await opened({ home: home.path, servers: [shop.server()] }, async (house) => {
      const started = await house.start(
        { steps: [{ ...packed, after: [] }] },
        { allow: ["shop__*"] },
      );
      while (shop.calls.length === 0) await Bun.sleep(1);
      return started;
    });
    const changed = shop.server({ pack: NEW_SCHEMA });
    await opened({ home: home.path, servers: [changed] }, async (house) => {
      await house.call("run.resume", { run });
      const report = await house.settled(run);
      expect(report.asks).toMatchObject([asksAbout("pack")]);
      await say(house, run, "approval", true);
      expect((await house.settled(run)).outcome).toBe("done");
    });
    expect(shop.calls).toHaveLength(2);
    expect(shop.calls[1]).toBe(shop.calls[0]!);
  });
});

describe("a tool that is gone", () => {
  test("fails its own step, and what was done stays done", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await interrupted(home.path, shop);
    const changed = shop.server({ pack: null });
    await opened({ home: home.path, servers: [changed] }, async (house) => {
      await say(house, run, "question", "Ines");
      const report = await house.settled(run);
      expect([report.outcome, report.reason]).toEqual([
        "failed",
        "step pack: the tool shop__pack is not there any more",
      ]);
      const ends = ofType(historyOf(house, run), "expect.met").map(({ step }) => step);
      expect(ends).toEqual(["order"]);
      expect(house.kernel.runs.head(run)).toBe(run);
    });
  });

  test("and was in doubt is asked about; whatever is said, the run comes to its end", async () => {
    for (const value of ["happened", "repeat", "fail"]) {
      using home = newHome();
      const shop = new Shop();
      shop.hangNext("send");
      const send = call("send", "shop__send", { item: "soap" });
      const run = await opened({ home: home.path, servers: [shop.server()] }, async (house) => {
        const started = await house.start({ steps: [send] }, { allow: ["shop__*"] });
        while (shop.calls.length === 0) await Bun.sleep(1);
        return started;
      });
      const changed = shop.server({ send: null });
      await opened({ home: home.path, servers: [changed] }, async (house) => {
        await house.call("run.resume", { run });
        expect((await house.settled(run)).asks).toMatchObject([{ kind: "doubt", step: "send" }]);
        await house.call("run.answer", { run, value });
        const { outcome } = await house.settled(run);
        // Nobody has checked what it did.
        expect(outcome).toBe(value === "happened" ? "incomplete" : "failed");
      });
      expect(shop.calls).toHaveLength(1);
    }
  });
});
