import { describe, expect, test } from "bun:test";

import { kept } from "../../bench/support/allowance.ts";
import { account, flight, NO_LIMITS, pending, run } from "../../bench/support/pending-call.ts";
import type { RunState } from "../fold/run-state.ts";
import { policyReflex } from "./policy.ts";
import type { Limits, PendingCall } from "./reflex.ts";

const granted = (
  allow: Parameters<typeof kept>[0] = {},
  of = "r",
  expires: string | null = null,
) => {
  const allows = [kept({ tool: "mail__*", ...allow })];
  return account({ grants: [{ grant: "g", run: of, expires, allows }] });
};

const planCalled = (event: string): NonNullable<RunState["plan"]> => ({
  event,
  ground: { kind: "model", name: "", hash: "", slots: {} },
  tainted: false,
  definition: { steps: [], expect: [] },
  tools: {},
  steps: {},
  goal: { judged: false, checks: 0, failures: [] },
});

describe("policy", () => {
  const passes = (call: Partial<PendingCall>, given = account(), state = run()) =>
    policyReflex(pending(call), state, given) === null;

  test("lets every read pass, in any run", () => {
    expect(passes({ effect: "read" }, account(), run({ access: "read" }))).toBe(true);
    expect(passes({ effect: "read" })).toBe(true);
  });

  test("lets nothing else pass in a run that may only read, whatever was granted", () => {
    for (const effect of ["keyed", "probe", "once"] as const) {
      const veto = policyReflex(pending({ effect }), run({ access: "read" }), granted());
      expect(veto).toMatchObject({ rule: "policy", fault: "error" });
      expect(veto!.reason).toEndWith("this run may only read");
    }
  });

  test("lets nothing pass that the configuration forbids, reads neither, whatever was granted", () => {
    const forbidden = (limits: Partial<Limits>) =>
      policyReflex(
        pending({ effect: "read", limits: { ...NO_LIMITS, ...limits } }),
        run(),
        granted(),
      );
    expect(forbidden({ deny: ["mail__*"] })).toEqual({
      rule: "policy",
      fault: "error",
      reason: "the configuration forbids mail__send",
    });
    expect(forbidden({ allow: ["files__*"] })).toMatchObject({ fault: "error" });
    expect(forbidden({ allow: ["files__*", "mail__send"] })).toBeNull();
    expect(forbidden({ allow: ["mail__*"], deny: ["mail__send"] })).toMatchObject({
      fault: "error",
    });
  });

  test("asks about a change that no grant covers", () => {
    expect(policyReflex(pending(), run(), account())).toEqual({
      rule: "policy",
      fault: "ask",
      reason: "no approval covers mail__send with these arguments",
    });
  });

  test("lets a change pass that a grant covers, by tool, by run and by arguments", () => {
    expect(passes({}, granted())).toBe(true);
    expect(passes({}, granted({ tool: "mail__send" }))).toBe(true);
    expect(passes({}, granted({ tool: "mail__sen" }))).toBe(false);
    expect(passes({}, granted({ args: false }))).toBe(false);
    expect(passes({}, granted({}, "another"))).toBe(false);
  });

  test("lets it pass for the step and the plan that it was given for, if it was given for some", () => {
    expect(passes({ step: "a" }, granted({ step: "a" }))).toBe(true);
    expect(passes({ step: "a.7" }, granted({ step: "a" }))).toBe(true);
    expect(passes({ step: "b" }, granted({ step: "a" }))).toBe(false);
    expect(passes({}, granted({ plan: "p" }))).toBe(false);
    expect(passes({}, granted({ plan: "p" }), run({ plan: planCalled("p") }))).toBe(true);
    expect(passes({}, granted({ plan: "p" }), run({ plan: planCalled("p2") }))).toBe(false);
  });

  test("lets it pass for the definition that was shown, if one was", () => {
    const shown = (definition: string) => granted({ definitions: { mail__send: definition } });
    expect(passes({ definition: "d1" }, shown("d1"))).toBe(true);
    expect(passes({ definition: "d2" }, shown("d1"))).toBe(false);
  });

  test("lets it pass as often as the grant says, calls on their way among them", () => {
    const twice = granted({ count: 2, used: 1 });
    expect(passes({}, twice)).toBe(true);
    expect(passes({ inFlight: [flight({ grant: "g#0" })] }, twice)).toBe(false);
    expect(passes({ inFlight: [flight({ grant: "g#1" }), flight()] }, twice)).toBe(true);
    expect(passes({}, granted({ count: 2, used: 2 }))).toBe(false);
  });

  test("lets a call go out again under its effect id: it was counted", () => {
    expect(passes({ key: "e1" }, granted({ count: 1, used: 1 }))).toBe(true);
  });

  test("lets nothing pass by a grant whose time is over", () => {
    const until = (milliseconds: number) =>
      passes({ now: 10_000 }, granted({}, "r", new Date(milliseconds).toISOString()));
    expect([until(10_001), until(10_000)]).toEqual([true, false]);
  });

  test("lets only what can be undone pass by a grant for that", () => {
    expect(passes({}, granted({ undoable: true }))).toBe(false);
    expect(passes({ undoable: true }, granted({ undoable: true }))).toBe(true);
  });

  test("asks about arguments from outside even inside a grant, unless it was given in view of them", () => {
    const tainted = { risks: ["to of mail__send comes from outside"] };
    expect(policyReflex(pending(tainted), run(), granted())).toMatchObject({
      fault: "ask",
      reason: "to of mail__send comes from outside",
    });
    expect(passes(tainted, granted({ seen: true }))).toBe(true);
  });

  test("asks before a once is made whose like came to an unknown end, unless it was given in view of it", () => {
    const unsettled = run({ unsettled: { c: "e1" } });
    // It goes out under the effect id that its like had: that alone is no answer.
    for (const key of ["", "e1"])
      expect(policyReflex(pending({ key }), unsettled, granted())).toMatchObject({ fault: "ask" });
    expect(passes({}, granted({ seen: true }), unsettled)).toBe(true);
    expect(passes({ effect: "keyed" }, granted(), unsettled)).toBe(true);
    expect(passes({ content: "other" }, granted(), unsettled)).toBe(true);
  });
});
