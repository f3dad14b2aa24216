import { isObject, type JsonObject } from "../../../kernel/json.ts";
import { text } from "../../../kernel/event.ts";
import { nanosecondsOf, spanIdOf } from "./ids.ts";
import {
  chatEnd,
  chatError,
  chatSpan,
  ENDED,
  planEnd,
  planSpan,
  runEnd,
  runSpan,
  stepSpan,
  toolEnd,
  toolError,
  toolSpan,
  type Wants,
} from "./mapping.ts";
import type { Attributes, Description, Span, SpanContext, TracedEvent } from "./model.ts";

/** The tree a run belongs to: one trace. */
export interface Tree {
  readonly root: string;
  readonly traceId: string;
  /** The span that the first run of the tree was begun from, outside. */
  readonly remoteParent: string | null;
}

interface OpenSpan extends Description {
  readonly spanId: string;
  readonly parent: Span["parent"];
  readonly start: bigint;
  readonly links: readonly SpanContext[];
}

/**
 * One run as spans, event by event: a fold whose state is what is under way. Its ids come from ids of the record alone,
 * so that telling a run twice says the same.
 */
export class RunTrace {
  readonly #run: string;
  readonly #tree: Tree;
  readonly #wants: Wants;
  #driver = "";
  #agent: OpenSpan | null = null;
  /** Somebody is looking for a plan. */
  #planning: { readonly span: OpenSpan; calls: number } | null = null;
  readonly #steps = new Map<string, OpenSpan>();
  readonly #calls = new Map<string, OpenSpan>();
  readonly #chats = new Map<string, OpenSpan>();
  #ended: Span[] = [];

  constructor(run: string, tree: Tree, wants: Wants) {
    this.#run = run;
    this.#tree = tree;
    this.#wants = wants;
  }

  /** The spans that end with this event, and the one that it belongs to. */
  take(event: TracedEvent): { readonly spans: readonly Span[]; readonly at: SpanContext } {
    this.#ended = [];
    const spanId = this.#fold(event, event.data ?? {}) ?? this.#agent?.spanId;
    const at = { traceId: this.#tree.traceId, spanId: spanId ?? this.#agentId(event.branch) };
    return { spans: this.#ended, at };
  }

  #fold(event: TracedEvent, data: JsonObject): string | undefined {
    const at = nanosecondsOf(event.hlc);
    switch (event.type) {
      case "run.started":
      case "run.forked":
      case "run.rewound":
      case "run.diverged":
        return this.#begin(event, data, at);
      case "run.claimed":
        // What the kernel before this one was asking a model, nobody hears any more.
        return this.#endAll([this.#chats], at, ENDED.interrupted);
      case "goal.set":
      case "plan.closed":
        return this.#plan(event, at);
      case "plan.accepted":
        return this.#planned(data, at);
      case "plan.patched":
        return this.#stepBegun(event, text(data["step"]), "each", at);
      case "step.started":
        return this.#stepBegun(event, text(data["step"]), text(data["kind"]), at, data["detail"]);
      case "step.finished":
        return this.#stepEnded(data, at);
      case "tool.intended":
        return this.#open(this.#calls, event.id, {
          ...toolSpan(event.id, data, this.#wants),
          ...this.#under(this.#parentOf(text(data["step"])), at),
        });
      case "tool.finished":
        return this.#close(this.#calls, text(data["call"]), at, {
          error: toolError(data),
          attributes: toolEnd(data, this.#wants),
        });
      case "tool.unknown":
        if (data["then"] === "settle") return this.#calls.get(text(data["call"]))?.spanId;
        return this.#close(this.#calls, text(data["call"]), at, { error: ENDED.unknown });
      case "tool.settled":
        return this.#close(this.#calls, text(data["call"]), at, {
          error: ENDED.unknown,
          attributes: { "glassbox.verdict": text(data["verdict"]) },
        });
      case "model.called":
        if (this.#planning) this.#planning.calls += 1;
        return this.#open(this.#chats, event.id, {
          ...chatSpan(data),
          ...this.#under(this.#planning?.span.spanId ?? this.#agent?.spanId, at),
        });
      case "model.answered":
        return this.#close(this.#chats, text(data["call"]), at, {
          error: chatError(data),
          attributes: chatEnd(data, this.#wants),
        });
      case "run.finished":
        return this.#finish(event, data, at);
      default:
        return this.#steps.get(text(data["step"]))?.spanId;
    }
  }

  /** A run begins, or goes on beside what it was: each branch is a span of its own, linked to the one it left. */
  #begin(event: TracedEvent, data: JsonObject, at: bigint): string {
    const { driver, parent, from } = data;
    const before = this.#agent;
    if (before) {
      this.#endAll([this.#chats], at, ENDED.interrupted);
      this.#end(before, at, { attributes: { "glassbox.run.outcome": "left" } });
    }
    if (isObject(driver)) this.#driver = text(driver["name"]);
    const left = typeof from === "string" ? [this.#context(this.#agentId(from))] : [];
    // A step that begins a run has its span under that run's id: both sides know it.
    const step = isObject(parent) ? spanIdOf("step", this.#run) : undefined;
    const isFirst = event.type === "run.started" && step === undefined;
    const remote = isFirst ? this.#tree.remoteParent : null;
    this.#agent = {
      ...runSpan(this.#driver, this.#run, this.#tree.root),
      ...this.#under(step ?? before?.parent?.spanId, at),
      ...(remote !== null && { parent: { spanId: remote, isRemote: true } }),
      spanId: this.#agentId(event.branch),
      links: left,
    };
    return this.#agent.spanId;
  }

  #plan(event: TracedEvent, at: bigint): string | undefined {
    const spanId = spanIdOf("plan", event.id);
    const span = { ...planSpan(), ...this.#under(this.#agent?.spanId, at), spanId };
    this.#planning = { span, calls: 0 };
    return undefined;
  }

  #planned(data: JsonObject, at: bigint): string | undefined {
    const planning = this.#planning;
    this.#planning = null;
    const kind = isObject(data["ground"]) ? text(data["ground"]["kind"]) : "";
    // A plan that was given was not made: nothing was planned.
    if (!planning || kind === "file" || kind === "run") return undefined;
    return this.#end(planning.span, at, { attributes: planEnd(data) });
  }

  #stepBegun(
    event: TracedEvent,
    step: string,
    kind: string,
    at: bigint,
    detail?: unknown,
  ): string | undefined {
    const known = this.#steps.get(step);
    if (known) return known.spanId;
    const child = isObject(detail) ? text(detail["run"]) : "";
    const spanId = spanIdOf("step", child || event.id);
    const under = this.#under(this.#agent?.spanId, at);
    this.#steps.set(step, { ...stepSpan(step, kind), ...under, spanId });
    return spanId;
  }

  #stepEnded({ step, fault }: JsonObject, at: bigint): string | undefined {
    const error = fault === "none" ? null : text(fault);
    return this.#close(this.#steps, text(step), at, { error });
  }

  #finish(event: TracedEvent, data: JsonObject, at: bigint): string | undefined {
    const planning = this.#planning;
    this.#planning = null;
    if (planning && planning.calls > 0) this.#end(planning.span, at, {});
    this.#endAll([this.#chats, this.#calls, this.#steps], at, ENDED.interrupted);
    if (!this.#agent) return undefined;
    const outcome = event.data === null ? "erased" : text(data["outcome"]);
    const error = outcome === "done" || outcome === "erased" ? null : outcome;
    const isTold = error !== null && this.#wants.content;
    const message = isTold ? text(data["reason"]) || null : null;
    const attributes = event.data === null ? {} : runEnd(data, this.#wants);
    const spanId = this.#end(this.#agent, at, { error, message, attributes });
    this.#agent = null;
    return spanId;
  }

  /** An element of a fan-out is under its step. */
  #parentOf(step: string): string | undefined {
    const [template = ""] = step.split(".");
    return (this.#steps.get(step) ?? this.#steps.get(template) ?? this.#agent)?.spanId;
  }

  #under(spanId: string | undefined, start: bigint): Omit<OpenSpan, keyof Description | "spanId"> {
    const parent = spanId === undefined ? null : { spanId, isRemote: false };
    return { parent, start, links: [] };
  }

  #open(spans: Map<string, OpenSpan>, key: string, span: Omit<OpenSpan, "spanId">): string {
    const spanId = spanIdOf("call", key);
    spans.set(key, { ...span, spanId });
    return spanId;
  }

  #close(spans: Map<string, OpenSpan>, key: string, at: bigint, end: End): string | undefined {
    const span = spans.get(key);
    if (!span) return undefined;
    spans.delete(key);
    return this.#end(span, at, end);
  }

  #endAll(all: readonly Map<string, OpenSpan>[], at: bigint, error: string): undefined {
    for (const spans of all) {
      for (const span of spans.values()) this.#end(span, at, { error });
      spans.clear();
    }
  }

  #end(span: OpenSpan, end: bigint, { error = null, message = null, attributes }: End): string {
    const { spanId, name, kind, parent, start, links } = span;
    const failed: Attributes = error === null ? {} : { "error.type": error };
    this.#ended.push({
      ...this.#context(spanId),
      name,
      kind,
      parent,
      start,
      end,
      links,
      error,
      message,
      attributes: { ...span.attributes, ...attributes, ...failed },
    });
    return spanId;
  }

  #context(spanId: string): SpanContext {
    return { traceId: this.#tree.traceId, spanId };
  }

  #agentId(branch: string): string {
    return spanIdOf("run", branch);
  }
}

interface End {
  readonly error?: string | null;
  readonly message?: string | null;
  readonly attributes?: Attributes;
}
