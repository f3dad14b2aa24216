import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { randomHistory } from "../../../bench/support/random-events.ts";
import { logsRequest, tracesRequest } from "./json.ts";
import { SCHEMA_URL } from "./mapping.ts";
import type { Log, Span, TracedEvent } from "./model.ts";
import { Projection } from "./projection.ts";
import { Recorded, sdkLogs, sdkTraces } from "./testing.ts";

const TELLER = { version: "1.2.3", instance: "/default/aaaa" };
const GOLDEN = join(import.meta.dir, "fixtures/golden.jsonl");
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** A goal that is planned by a model, calls tools, begins a run, is forked, and has all that can go wrong. */
function everything(): readonly TracedEvent[] {
  const recorded = new Recorded();
  const add = recorded.add.bind(recorded);
  const driver = { name: "goal", hash: "h", options: {} };
  add(
    "r",
    "run.started",
    { run: "r", root: "r", parent: null, driver },
    { traceparent: TRACEPARENT },
  );
  add("r", "run.claimed", { origin: "aaaa", epoch: 1 });
  add("r", "goal.set", { text: "find the secret", input: null });
  const asked = add("r", "model.called", { purpose: "plan", model: "ollama/qwen3:4b" });
  const answer = { text: "the secret plan", isCut: false };
  const cost = { inputTokens: 812, outputTokens: 64, usd: 0.0125 };
  add("r", "model.answered", { call: asked, ...cost, answer });
  const ground = { kind: "model", name: "ollama/qwen3:4b", hash: "h", slots: {} };
  add("r", "plan.accepted", { plan: { steps: [{}, {}, {}] }, ground, tools: {}, notes: [] });
  const call = { purpose: "step", server: "files", tool: "files_read", effect: "read" };
  const args = { path: "secret.md" };
  const first = add("r", "tool.intended", { ...call, step: "s1", args });
  const told = { step: "s1", purpose: "step", hosts: ["example.com"], view: { text: "secret" } };
  add("r", "tool.finished", { ...told, call: first, ok: true, code: "" });
  const second = add("r", "tool.intended", { ...call, step: "s2", args });
  add("r", "tool.finished", { ...told, hosts: [], call: second, ok: false, code: "timeout" });
  const lost = add("r", "tool.intended", { ...call, step: "s2", effect: "once", args });
  add("r", "tool.unknown", { step: "s2", call: lost, reason: "gone", then: "settle" });
  add("r", "tool.settled", {
    step: "s2",
    call: lost,
    verdict: "happened",
    ground: "",
    by: "person",
  });
  add("r", "expect.violated", { step: "s2", checks: 1, failures: ["no"], observed: [] });
  add("r", "step.started", { step: "child", kind: "run", detail: { run: "c" } });
  const parent = { run: "r", step: "child", depth: 1 };
  const given = { name: "plan", hash: "", options: {} };
  add("c", "run.started", { run: "c", root: "r", parent, driver: given });
  add("c", "goal.set", { text: "help", input: null });
  add("c", "plan.accepted", { plan: { steps: [] }, ground: { kind: "run" }, tools: {}, notes: [] });
  add("c", "plan.patched", { step: "fan", from: 0, count: 2, total: 2 });
  const element = add("c", "tool.intended", { ...call, step: "fan.0", args });
  add("c", "tool.finished", { step: "fan.0", call: element, ok: true, hosts: [], view: null });
  add("c", "step.finished", { step: "fan", fault: "none", reason: "", value: {} });
  add("c", "run.finished", { outcome: "done", checks: 2, answer: "ok", reason: "" });
  add("r", "step.finished", { step: "child", fault: "budget", reason: "", value: null });
  add("r", "plan.closed", { digest: "", checks: 1, unproved: [] });
  add("r", "model.called", { purpose: "reflect", model: "ollama/qwen3:4b" });
  add("r", "run.claimed", { origin: "aaaa", epoch: 2 });
  const left = { from: "r", at: 12, by: "person" };
  add("r", "run.rewound", { run: "r", ...left }, { branch: "r2" });
  add("r", "fact.learned", null, { branch: "r2" });
  add(
    "r",
    "run.finished",
    { outcome: "failed", checks: 0, answer: "", reason: "secret reason" },
    {
      branch: "r2",
    },
  );
  add("f", "run.forked", { run: "f", ...left, driver: null, plan: null });
  add("f", "run.finished", null);
  add("x", "kernel.stopped", { reason: "secret" }, { subject: "tenant/default" });
  return recorded.events;
}

function project(events: readonly TracedEvent[], content = false, from = 0) {
  const spans: Span[] = [];
  const logs: Log[] = [];
  let projection = newProjection(events, content);
  for (const [index, event] of events.entries()) {
    // As after a restart: nothing is known of what was told before.
    if (index === from) projection = newProjection(events, content);
    const told = projection.take(event);
    spans.push(...told.spans);
    logs.push(told.log);
  }
  return { spans, logs };
}

function newProjection(events: readonly TracedEvent[], content: boolean): Projection {
  const source = {
    rootOf: () => "r",
    traceparentOf: (run: string) =>
      events.find(({ subject }) => subject === `run/${run}`)?.traceparent ?? null,
    before: ({ id, subject }: TracedEvent) =>
      events
        .slice(
          0,
          events.findIndex((one) => one.id === id),
        )
        .filter((one) => one.subject === subject),
  };
  return new Projection(source, { content });
}

const fuzzed = randomHistory(40).map((events) =>
  events.map((event, index): TracedEvent => ({
    ...event,
    hlc: Math.abs(Math.trunc(event.hlc)),
    oseq: index + 1,
    source: "/default/aaaa",
    subject: "run/r",
    traceparent: null,
  })),
);

describe("what is told in OTLP/JSON", () => {
  test.each([false, true])(
    "is what OpenTelemetry's serializer writes (contents: %p)",
    async (content) => {
      const { spans, logs } = project(everything(), content);
      expect(tracesRequest(spans, TELLER)).toBe(await sdkTraces(spans, TELLER));
      expect(logsRequest(logs, TELLER)).toBe(await sdkLogs(logs, TELLER));
    },
  );

  test("is so for any history", async () => {
    await fc.assert(
      fc.asyncProperty(fuzzed, fc.boolean(), async (events, content) => {
        const { spans, logs } = project(events, content);
        expect(logs).toHaveLength(events.length);
        if (spans.length === 0) return;
        const told = JSON.parse(tracesRequest(spans, TELLER));
        expect(told).toEqual(JSON.parse(await sdkTraces(spans, TELLER)));
      }),
      { numRuns: 300 },
    );
  }, 30_000);

  test("is the same as in the fixture: a change of names is a change of version", () => {
    const { spans, logs } = project(everything(), true);
    const lines = [tracesRequest(spans, TELLER), logsRequest(logs, TELLER)];
    expect(`${lines.join("\n")}\n`).toBe(readFileSync(GOLDEN, "utf8"));
  });

  test("holds no content unless that was asked for", () => {
    const { spans, logs } = project(everything());
    const told = tracesRequest(spans, TELLER) + logsRequest(logs, TELLER);
    expect(told).not.toContain("secret");
    const all = project(everything(), true);
    expect(tracesRequest(all.spans, TELLER)).toContain("secret");
    expect(told).toContain(SCHEMA_URL);
  });
});

describe("spans", () => {
  const { spans, logs } = project(everything());
  const named = (name: string) => spans.filter((span) => span.name === name);
  const one = (name: string) => {
    expect(named(name)).toHaveLength(1);
    return named(name)[0]!;
  };

  test("of a tree are one trace, the one that it was begun in, each in place", () => {
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set([TRACEPARENT.slice(3, 35)]),
    );
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const [run] = named("invoke_agent glassbox");
    expect(run!.parent).toEqual({ spanId: "00f067aa0ba902b7", isRemote: true });
    const [plan, reflection] = named("plan glassbox");
    expect(plan!.parent?.spanId).toBe(run!.spanId);
    const [planning, reflecting] = named("chat qwen3:4b");
    expect(planning!.parent?.spanId).toBe(plan!.spanId);
    expect(reflecting!.parent?.spanId).toBe(reflection!.spanId);
    const child = one("invoke_workflow plan");
    expect(child.parent?.spanId).toBe(one("step run").spanId);
    expect(one("step each").parent?.spanId).toBe(child.spanId);
    const calls = named("execute_tool files_read");
    expect(calls.at(-1)!.parent?.spanId).toBe(one("step each").spanId);
    expect(calls[0]!.parent?.spanId).toBe(run!.spanId);
  });

  test("say how they failed in one word", () => {
    const errors = (name: string) => named(name).map(({ error }) => error);
    expect(errors("execute_tool files_read")).toEqual([null, "timeout", "unknown_outcome", null]);
    expect(errors("chat qwen3:4b")).toEqual([null, "interrupted"]);
    expect(errors("step run")).toEqual(["budget"]);
    expect(errors("invoke_agent glassbox")).toEqual([null, "failed", null]);
  });

  test("of a branch that left another are linked to it", () => {
    const [before, rewound, fork] = named("invoke_agent glassbox");
    expect(before!.attributes["glassbox.run.outcome"]).toBe("left");
    for (const later of [rewound!, fork!])
      expect(later.links).toEqual([{ traceId: before!.traceId, spanId: before!.spanId }]);
  });

  test("carry the usage of models", () => {
    expect(named("chat qwen3:4b")[0]!.attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "ollama",
      "gen_ai.request.model": "qwen3:4b",
      "gen_ai.usage.input_tokens": 812,
      "gen_ai.usage.output_tokens": 64,
    });
  });

  test("and logs belong together: each event is a log of the span it happened in", () => {
    const ids = new Set(spans.map(({ spanId }) => spanId));
    const ofRuns = logs.filter(({ context }) => context !== null);
    expect(logs).toHaveLength(ofRuns.length + 1);
    for (const { context } of ofRuns) expect(ids).toContain(context!.spanId);
  });
});

test("telling goes on after a restart at any event as if there had been none", () => {
  fc.assert(
    fc.property(fuzzed, fc.nat(60), (events, from) => {
      expect(project(events, true, from)).toEqual(project(events, true));
    }),
    { numRuns: 1000 },
  );
  const events = everything();
  for (const from of events.keys()) expect(project(events, false, from)).toEqual(project(events));
});
