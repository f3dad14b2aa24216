import { z } from "zod";

import { KernelError } from "./error.ts";
import type { EventType, Upcaster } from "./ledger/event-types.ts";
import { isObject, type JsonObject, type JsonValue } from "./json.ts";

const object = z.custom<JsonObject>(isObject, "must be an object");
const objects = z.array(object);
// Payloads are canonicalised on append, so any JSON value goes.
const value = z.custom<JsonValue>((input) => input !== undefined, "is missing");
const text = z.string();
const texts = z.array(text);
const maybe = text.nullable();
const count = z.number();
const limit = count.nullable();
const effect = z.enum(["read", "keyed", "probe", "once"]);
const fault = z.enum(["none", "error", "budget", "denied"]);
const purpose = z.enum(["step", "probe"]);
const outcome = z.enum(["done", "incomplete", "failed", "denied", "stopped", "budget"]);
const citation = z.object({ path: text, line: count, text, event: text });
const pinned = z.object({ effect, hash: text, paths: texts });
const call = { step: text, purpose };
const budget = z.object({
  steps: limit,
  seconds: limit,
  modelCalls: limit,
  tokens: limit,
  usd: limit,
});
const driver = z.object({ name: text, hash: text, options: object });
const left = { run: text, from: text, at: count };
const allowance = z.object({
  tool: text,
  args: value,
  count: limit,
  undoable: z.boolean(),
  seen: z.boolean(),
  step: maybe,
  plan: maybe,
  definitions: z.record(text, text).nullable(),
});

/** The kernel's own event types, `noun.verb`, past tense. A plugin registers its own under its prefix. */
export const payloads = {
  "origin.opened": z.object({ origin: text, publicKey: text }),
  "kernel.started": z.object({ epoch: count, version: text, pid: count }),
  "kernel.stopped": z.object({ reason: text }),
  "plugin.failed": z.object({ plugin: text, reason: text }),

  "run.started": z.object({
    run: text,
    root: text,
    parent: z.object({ run: text, step: text, depth: count }).nullable(),
    dir: text,
    driver,
    access: z.enum(["read", "write"]),
    budget,
  }),
  "run.claimed": z.object({ origin: text, epoch: count }),
  "run.diverged": z.object({ ...left, changes: texts, tools: z.record(text, pinned) }),
  "run.rewound": z.object({ ...left, by: text, undo: z.boolean() }),
  "run.forked": z.object({
    ...left,
    by: text,
    driver: driver.nullable(),
    plan: z.object({ plan: object, tools: z.record(text, pinned), keeps: texts }).nullable(),
    fresh: z.boolean(),
    budget,
    limits: z.record(text, budget),
  }),
  "run.finished": z.object({
    outcome,
    reason: text,
    missing: texts,
    answer: text,
    proof: text,
    citations: z.array(citation),
    checks: count,
    evidence: texts,
  }),
  "run.removed": z.object({ run: text }),
  "stop.requested": z.object({ by: text, now: z.boolean() }),

  "goal.set": z.object({ text, input: z.object({ blob: text, bytes: count }).nullable() }),
  "plan.accepted": z.object({
    plan: object,
    ground: z.object({ kind: text, name: text, hash: text, slots: object }),
    tools: z.record(text, pinned),
    notes: texts,
  }),
  "plan.patched": z.object({ step: text, from: count, count, total: count }),
  "plan.closed": z.object({ digest: text, checks: count, unproved: texts }),
  "step.started": z.object({ step: text, kind: text, detail: object }),
  "step.finished": z.object({ step: text, fault, reason: text, value }),

  "tool.intended": z.object({
    ...call,
    server: text,
    tool: text,
    args: object,
    argshash: maybe,
    effect,
    definition: text,
    expect: objects,
    key: text,
    content: text,
    grant: maybe,
    paths: texts,
  }),
  "tool.finished": z.object({
    ...call,
    call: text,
    ok: z.boolean(),
    code: text,
    view: value,
    whole: maybe,
    tainted: z.boolean(),
    hosts: texts,
    milliseconds: count,
    then: z.enum(["close", "repeat"]),
  }),
  "tool.deferred": z.object({ ...call, call: text, handle: object }),
  "tool.unknown": z.object({
    ...call,
    call: text,
    reason: text,
    then: z.enum(["repeat", "fail", "settle"]),
  }),
  "tool.settled": z.object({
    ...call,
    call: text,
    verdict: z.enum(["happened", "repeat", "fail"]),
    ground: text,
    by: text,
  }),
  "expect.met": z.object({ step: maybe, checks: count, observed: texts }),
  "expect.violated": z.object({ step: maybe, checks: count, failures: texts, observed: texts }),
  "fact.learned": z.object({ name: text, value, source: text, trust: z.enum(["person", "tool"]) }),
  "reflex.fired": z.object({ rule: text, step: maybe, reason: text }),

  "ask.opened": z.object({
    ask: text,
    kind: z.enum(["approval", "question", "doubt"]),
    to: text,
    question: text,
    schema: value,
    step: maybe,
    detail: object,
    expires: maybe,
  }),
  "ask.answered": z.object({ ask: text, value, by: text, via: text }),
  "grant.given": z.object({
    grant: text,
    run: text,
    by: text,
    ground: text,
    allows: z.array(allowance),
    expires: maybe,
  }),
  "grant.revoked": z.object({ grant: text, by: text }),
  "model.called": z.object({
    purpose: text,
    model: text,
    prompt: text,
    tokens: count,
    usd: count,
  }),
  "model.answered": z.object({
    call: text,
    model: text,
    inputTokens: count,
    outputTokens: count,
    usd: count,
    milliseconds: count,
    answer: object,
  }),
} as const satisfies Record<string, z.ZodType>;

export type KernelEventType = keyof typeof payloads;
export type Payload<T extends KernelEventType> = z.infer<(typeof payloads)[T]>;

/** On disk before the kernel goes on; a read's intent need not be. */
const BARRIERS = new Set<KernelEventType>([
  ...(["origin.opened", "run.claimed", "run.finished", "stop.requested"] as const),
  ...(["run.rewound", "run.forked"] as const),
  ...(["tool.intended", "ask.answered", "grant.given", "grant.revoked"] as const),
]);

/** Each list lifts from version 1 on: payloads on disk stay as they were written. */
const UPCASTERS: { readonly [T in KernelEventType]?: readonly Upcaster[] } = {
  "run.started": [
    (data) => ({ ...data, driver: { options: {}, ...(data["driver"] as JsonObject) } }),
    (data) => ({ ...data, budget: { modelCalls: null, ...(data["budget"] as JsonObject) } }),
  ],
  "run.finished": [(data) => ({ ...data, evidence: [] })],
  "stop.requested": [(data) => ({ ...data, now: true })],
  "tool.intended": [(data) => ({ ...data, key: "", content: "", grant: null, paths: [] })],
  "tool.finished": [(data) => ({ ...data, code: "", whole: null, tainted: false, then: "close" })],
  "grant.given": [liftGrant],
  "model.called": [(data) => ({ ...data, usd: 0 })],
};

/** A pattern over the text of the arguments says nothing about the arguments themselves: it covers none any more. */
function liftGrant({ tools, args, ...data }: JsonObject): JsonObject {
  const free = {
    count: null,
    undoable: false,
    seen: false,
    step: null,
    plan: null,
    definitions: null,
  };
  const rule = { args: args === null, ...free };
  const allows = (tools as readonly string[]).map((tool) => ({ tool, ...rule }));
  return { ...data, allows, expires: null };
}

export interface EventTypeParts {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly version?: number;
  readonly barrier?: (data: JsonObject) => boolean;
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
}

export function defineEventType(parts: EventTypeParts): EventType {
  return {
    type: parts.type,
    version: parts.version ?? 1,
    barrier: parts.barrier ?? (() => false),
    upcasters: parts.upcasters ?? {},
    check(data) {
      const checked = parts.schema.safeParse(data);
      if (checked.success) return;
      throw new KernelError("internal", `event ${parts.type}: ${z.prettifyError(checked.error)}`);
    },
  };
}

export function kernelEventTypes(): EventType[] {
  return (Object.keys(payloads) as KernelEventType[]).map((type) => {
    const lifts = UPCASTERS[type] ?? [];
    const upcasters = Object.fromEntries(lifts.map((lift, index) => [index + 1, lift]));
    const barrier = (data: JsonObject) => BARRIERS.has(type) && data["effect"] !== "read";
    const parts = { type, schema: payloads[type], version: lifts.length + 1, upcasters };
    return defineEventType({ ...parts, barrier });
  });
}
