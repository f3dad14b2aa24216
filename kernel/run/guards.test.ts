import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { type Patch, playElsewhere } from "../../bench/support/schedules/play-elsewhere.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(60_000);

const FOLD = "kernel/fold/run.ts";
const POLICY = "kernel/reflex/policy.ts";
const CALL = "plugins/steps/call.ts";
const SETTLE = "plugins/steps/settle.ts";

/** What the schedules find when one guard is taken away. */
const guards: readonly (Patch & { readonly guard: string; readonly found: RegExp })[] = [
  {
    guard: "a claim marks calls under way as doubts: if it leaves them, their steps never end",
    file: FOLD,
    from: '{ ...step, status: "doubt" as const } : step',
    to: "step : step",
    found: /does not end|nothing is under way/,
  },
  {
    guard: "and if it opens them again, effects happen twice",
    file: FOLD,
    from: '{ ...step, status: "doubt" as const } : step',
    to: "OPEN_STEP : step",
    found: /happened 2 times|left 2 times/,
  },
  {
    guard: "a call that is made again goes out under its effect id",
    file: "kernel/fold/steps.ts",
    from: "return { ...OPEN_STEP, key, content, tries: before + tries };",
    to: "return { ...OPEN_STEP, content, tries: before + tries };",
    found: /happened 2 times|was used \d times/,
  },
  {
    guard: "the fold knows nothing but its events",
    file: FOLD,
    from: "next.updatedAt = event.hlc;",
    to: "next.updatedAt = performance.now();",
    found: /the fold is another state/,
  },
  {
    guard: "a step waits for those that it comes after",
    file: "kernel/decide.ts",
    from: " || !step.after.every(done)",
    to: "",
    found: /began before/,
  },
  {
    guard: "a grant counts",
    file: POLICY,
    from: "used + taken >= count",
    to: "used + taken < 0",
    found: /was used \d times of/,
  },
  {
    guard: "and calls on their way count too",
    file: POLICY,
    from: "used + taken >= count",
    to: "used >= count",
    found: /was used \d times of/,
  },
  {
    guard: "a budget counts calls on their way",
    file: "kernel/reflex/budget.ts",
    from: "overBudget(account, wanted, call.inFlight, call.now)",
    to: "overBudget(account, wanted, [], call.now)",
    found: /\d+ steps of \d+/,
  },
  {
    guard: "nothing is changed that no grant covers",
    file: POLICY,
    from: "if (grantFor(call, state, account) !== null) return null;",
    to: "return null;",
    found: /without a grant/,
  },
  {
    guard: "what comes from outside is shown to a person before it reaches an effect",
    file: POLICY,
    from: "if (risks.length > 0) return",
    to: "if (risks.length < 0) return",
    found: /took what nobody has seen/,
  },
  {
    guard: "an intent is on the disk before its call leaves",
    file: CALL,
    from: "id = (await services.ledger.append([...kept, intent])).at(-1)!.id;",
    to: 'id = "e0"; void services.ledger.append([...kept, intent]).catch(() => {});',
    found: /without an intent/,
  },
  {
    guard: "a once in doubt is a person's to decide",
    file: SETTLE,
    from: 'data.effect === "keyed"',
    to: 'data.effect !== "probe"',
    found: /left 2 times/,
  },
  {
    guard: "a probe in doubt is decided by what can be seen",
    file: SETTLE,
    from: "found && found.failures.length === 0",
    to: "found && found.failures.length < 0",
    found: /happened 2 times/,
  },
  {
    guard: "an append of an epoch that is over is refused",
    file: "bench/support/schedules/store.ts",
    from: "this.#store.epoch !== this.epoch",
    to: "this.#store.epoch < this.epoch",
    found: /was written by kernel|left kernel/,
  },
];

describe("ten thousand schedules would not pass without it:", () => {
  for (const { guard, found, ...patch } of guards) {
    test(guard, async () => {
      const { faults } = await playElsewhere(0, 2000, patch);
      expect(faults.join("\n")).toMatch(found);
    });
  }
});
