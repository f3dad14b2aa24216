import fc from "fast-check";

import type { FoldEvent } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";

const STEPS = ["a", "b", "fan"] as const;
const step = fc.constantFrom("a", "b", "fan", "fan.0", "fan.1", "fan.2", "fan.70", "gone");
const owner = fc.option(step, { nil: null });
const word = fc.string({ maxLength: 8 });
const few = fc.nat({ max: 3 });
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<never>;
const purpose = fc.constantFrom("step", "step", "step", "probe");
const effect = fc.constantFrom("read", "keyed", "probe", "once");
const content = fc.constantFrom("", "c1", "c2", "c3");
const grant = fc.constantFrom("g1", "g2");
const moment = fc.option(fc.constant("2026-11-20T09:00:00Z"), { nil: null });
const tools = fc.record({ s__t: fc.record({ effect, hash: word, paths: fc.constant([]) }) });
const allow = fc.record({
  tool: fc.constantFrom("s__t", "s__*", "x__y"),
  args: fc.constantFrom(true, { required: ["to"] }),
  count: fc.option(few, { nil: null }),
  undoable: fc.boolean(),
  seen: fc.boolean(),
  step: fc.constantFrom(null, "a", "fan"),
  plan: fc.constantFrom(null, "event-4"),
  definitions: fc.constantFrom(null, { s__t: "h" }),
});

const plan = fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 3 }).map((ids) => ({
  steps: [...new Set(ids)].map((id) => ({
    id,
    intent: "",
    do: { tool: { server: "s", name: "t", args: {} } },
    after: [],
    expect: id === "b" ? [{ matches: { required: ["ok"] } }] : [],
    learn: {},
    ...(id === "fan" ? { each: "$a.items" } : {}),
  })),
  expect: [],
}));

const budget = fc.record({
  steps: fc.option(few, { nil: null }),
  seconds: fc.constant(null),
  modelCalls: fc.option(few, { nil: null }),
  tokens: fc.constant(null),
  usd: fc.constant(null),
});

/** A payload of each kernel type that a run's stream may hold; `earlier` are ids of events before it. */
const payload: Readonly<Record<string, (earlier: fc.Arbitrary<string>) => fc.Arbitrary<unknown>>> =
  {
    "run.started": () =>
      fc.record({
        run: fc.constant("r"),
        root: fc.constant("r"),
        parent: fc.constant(null),
        dir: word,
        driver: fc.record({ name: word, hash: word, options: fc.constant({}) }),
        access: fc.constantFrom("read", "write"),
        budget,
      }),
    "run.claimed": () => fc.record({ origin: word, epoch: few }),
    "run.diverged": () =>
      fc.record({
        run: fc.constant("r"),
        from: fc.constant("r"),
        at: few,
        changes: fc.array(word, { maxLength: 2 }),
        tools,
      }),
    "run.rewound": () =>
      fc.record({
        run: fc.constant("r"),
        from: fc.constant("r"),
        at: few,
        by: word,
        undo: fc.boolean(),
      }),
    "run.forked": () =>
      fc.record({
        run: fc.constantFrom("r", "f"),
        from: fc.constant("r"),
        at: few,
        by: word,
        driver: fc.constant(null),
        plan: fc.option(fc.record({ plan, tools, keeps: fc.array(step, { maxLength: 2 }) })),
        fresh: fc.boolean(),
        budget,
        limits: fc.dictionary(fc.constantFrom("r", "f"), budget, {
          maxKeys: 1,
          noNullPrototype: true,
        }),
      }),
    "run.finished": () =>
      fc.record({
        outcome: fc.constantFrom("done", "incomplete", "failed", "denied", "stopped", "budget"),
        reason: word,
        missing: fc.array(word, { maxLength: 2 }),
        answer: word,
        proof: word,
        citations: fc.constant([]),
        checks: few,
        evidence: fc.constant([]),
      }),
    "stop.requested": () => fc.record({ by: word, now: fc.boolean() }),
    "goal.set": () => fc.record({ text: word, input: fc.constant(null) }),
    "plan.accepted": () =>
      fc.record({
        plan,
        ground: fc.record({
          kind: word,
          name: word,
          hash: word,
          slots: fc.dictionary(word, json, { maxKeys: 2, noNullPrototype: true }),
        }),
        tools,
        notes: fc.constant([]),
      }),
    "plan.patched": () => fc.record({ step, from: few, count: few, total: fc.nat({ max: 80 }) }),
    "plan.closed": () =>
      fc.record({ digest: word, checks: few, unproved: fc.array(word, { maxLength: 2 }) }),
    "step.started": () =>
      fc.record({
        step,
        kind: fc.constantFrom("ask", "wait", "run"),
        detail: fc.record({ ask: fc.constantFrom("q1", "q2") }),
      }),
    "step.finished": () =>
      fc.record({
        step,
        fault: fc.constantFrom("none", "error", "budget", "denied"),
        reason: word,
        value: json,
      }),
    "tool.intended": () =>
      fc.record({
        step,
        purpose,
        server: fc.constant("s"),
        tool: fc.constant("t"),
        args: fc.constant({}),
        argshash: fc.constant(null),
        effect,
        definition: word,
        expect: fc.array(fc.constant({ matches: {} }), { maxLength: 1 }),
        key: fc.constantFrom("", "", "event-1"),
        content,
        grant: fc.constantFrom(null, "g1#0", "g1#1", "g2#0"),
        paths: fc.array(fc.constantFrom("a.md", "b"), { maxLength: 2 }),
      }),
    "tool.finished": (earlier) =>
      fc.record({
        step,
        purpose,
        call: earlier,
        ok: fc.boolean(),
        code: word,
        view: json,
        whole: fc.constant(null),
        tainted: fc.boolean(),
        hosts: fc.array(fc.constantFrom("a.example", "b.example"), { maxLength: 2 }),
        milliseconds: few,
        then: fc.constantFrom("close", "repeat"),
      }),
    "tool.deferred": (earlier) =>
      fc.record({
        step,
        purpose: fc.constant("step"),
        call: earlier,
        handle: fc.constant({ tool: "t", args: {}, done: true }),
      }),
    "tool.settled": (earlier) =>
      fc.record({
        step,
        purpose: fc.constant("step"),
        call: earlier,
        verdict: fc.constantFrom("happened", "repeat", "fail"),
        ground: word,
        by: word,
      }),
    "tool.unknown": (earlier) =>
      fc.record({
        step,
        purpose,
        call: earlier,
        reason: word,
        then: fc.constantFrom("repeat", "fail", "settle"),
      }),
    "expect.met": () =>
      fc.record({ step: owner, checks: few, observed: fc.array(word, { maxLength: 2 }) }),
    "expect.violated": () =>
      fc.record({
        step: owner,
        checks: few,
        failures: fc.array(word, { minLength: 1, maxLength: 2 }),
        observed: fc.array(word, { maxLength: 2 }),
      }),
    "fact.learned": () =>
      fc.record({
        name: fc.constantFrom("x", "y", "1", "__proto__"),
        value: json,
        source: word,
        trust: fc.constantFrom("person", "tool"),
      }),
    "reflex.fired": () =>
      fc.record({ rule: fc.constantFrom("progress", "policy"), step: owner, reason: word }),
    "ask.opened": () =>
      fc.record({
        ask: fc.constantFrom("q1", "q2"),
        kind: fc.constantFrom("approval", "question", "doubt"),
        to: word,
        question: word,
        schema: fc.constant(true),
        step: owner,
        detail: fc.constant({}),
        expires: fc.constant(null),
      }),
    "ask.answered": () =>
      fc.record({
        ask: fc.constantFrom("q1", "q2", "q3"),
        value: fc.oneof(fc.boolean(), json),
        by: word,
        via: word,
      }),
    "grant.given": () =>
      fc.record({
        grant,
        run: word,
        by: word,
        ground: word,
        allows: fc.array(allow, { maxLength: 2 }),
        expires: moment,
      }),
    "grant.revoked": () => fc.record({ grant, by: word }),
    "model.called": () =>
      fc.record({ purpose: word, model: word, prompt: word, tokens: few, usd: few }),
    "model.answered": (earlier) =>
      fc.record({
        call: earlier,
        model: word,
        inputTokens: few,
        outputTokens: few,
        usd: few,
        milliseconds: few,
        answer: fc.constant({}),
      }),
    "weather.sun.rose": () => fc.record({ hour: few }),
  };

/** Types that a run's stream may hold in these histories, one unknown to the kernel among them. */
export const RANDOM_TYPES = Object.keys(payload);

/**
 * Histories of one run: payloads are well formed, their order is any order, and some are erased. A fold may meet worse
 * than the loop writes, because any payload can be erased.
 */
export const randomHistory = (maxLength = 60): fc.Arbitrary<readonly FoldEvent[]> => {
  const earlier = fc.nat({ max: maxLength }).map((index) => `event-${index}`);
  const one = fc.constantFrom(...RANDOM_TYPES).chain((type) =>
    fc.record({
      type: fc.constant(type),
      data: payload[type]!(earlier),
      erased: fc.nat({ max: 9 }).map((dice) => dice === 0),
      pause: fc.nat({ max: 5000 }),
    }),
  );
  // Most histories begin as a run does, so that what follows finds a plan.
  const begin = ["run.started", "run.claimed", "goal.set", "plan.accepted"].map((type) =>
    payload[type]!(earlier).map((data) => ({ type, data, erased: false, pause: 1 })),
  );
  const opening = fc.oneof({ weight: 4, arbitrary: fc.tuple(...begin) }, fc.constant([]));
  return fc.tuple(opening, fc.array(one, { maxLength })).map(([first, rest]) => {
    let hlc = 1_790_000_000_000 * 4096;
    return [...first, ...rest].map(({ type, data, erased, pause }, index) => {
      hlc += pause + 1;
      return {
        id: `event-${index + 1}`,
        type,
        version: 1,
        data: erased ? null : (data as JsonObject),
        hlc,
        branch: "r",
        bseq: index + 1,
        actor: "kernel",
        subject: "run/r",
      };
    });
  });
};

export function eraseAll(events: readonly FoldEvent[], types: readonly string[]): FoldEvent[] {
  return events.map((event) => (types.includes(event.type) ? { ...event, data: null } : event));
}
