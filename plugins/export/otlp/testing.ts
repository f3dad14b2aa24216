import { type Context, type HrTime, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { JsonLogsSerializer, JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

import type { JsonObject } from "../../../kernel/json.ts";
import { resourceAttributes, type Teller } from "./json.ts";
import { SCHEMA_URL, SERVICE } from "./mapping.ts";
import type { Attributes, Log, Span, SpanContext, TracedEvent } from "./model.ts";

const SAMPLED = 1;
const ERROR = 2;
const BILLION = 1_000_000_000n;

const hrTime = (time: bigint): HrTime => [Number(time / BILLION), Number(time % BILLION)];
const mutable = (attributes: Attributes) =>
  attributes as Record<string, string | number | boolean | string[]>;
const resourceOf = (teller: Teller) => resourceFromAttributes(mutable(resourceAttributes(teller)));

function contextOf(context: SpanContext | null, isRemote: boolean): Context {
  if (!context) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { ...context, isRemote, traceFlags: SAMPLED });
}

/** What OpenTelemetry's own SDK and serializer write for these spans. */
export async function sdkTraces(spans: readonly Span[], teller: Teller): Promise<string> {
  const exporter = new InMemorySpanExporter();
  let next: SpanContext = { traceId: "", spanId: "" };
  const provider = new BasicTracerProvider({
    resource: resourceOf(teller),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
  });
  const tracer = provider.getTracer(SERVICE, teller.version, { schemaUrl: SCHEMA_URL });
  for (const span of spans) {
    next = span;
    const { traceId, parent, name, kind, attributes, links, error, message } = span;
    const under = contextOf(
      parent && { traceId, spanId: parent.spanId },
      parent?.isRemote ?? false,
    );
    const options = {
      kind: kind - 1,
      startTime: hrTime(span.start),
      attributes: mutable(attributes),
      links: links.map((link) => ({ context: { ...link, traceFlags: SAMPLED } })),
    };
    const made = tracer.startSpan(name, options, under);
    if (error !== null) made.setStatus({ code: ERROR, ...(message !== null && { message }) });
    made.end(hrTime(span.end));
  }
  await provider.forceFlush();
  return decoded(JsonTraceSerializer.serializeRequest(exporter.getFinishedSpans()));
}

/** What OpenTelemetry's own SDK and serializer write for these logs. */
export async function sdkLogs(logs: readonly Log[], teller: Teller): Promise<string> {
  const exporter = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ resource: resourceOf(teller), processors });
  const logger = provider.getLogger(SERVICE, teller.version, { schemaUrl: SCHEMA_URL });
  const words = { 9: "INFO", 13: "WARN", 17: "ERROR" } as const;
  for (const { time, severity, attributes, body, name, context } of logs) {
    logger.emit({
      timestamp: hrTime(time),
      observedTimestamp: hrTime(time),
      severityNumber: severity,
      severityText: words[severity],
      eventName: name,
      attributes: mutable(attributes),
      context: contextOf(context, false),
      ...(body !== null && { body }),
    });
  }
  await provider.forceFlush();
  return decoded(JsonLogsSerializer.serializeRequest(exporter.getFinishedLogRecords()));
}

function decoded(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** Events of runs by hand, each a millisecond after the one before. */
export class Recorded {
  readonly events: TracedEvent[] = [];

  /** Answers the id of the event. */
  add(run: string, type: string, data: JsonObject | null, more: Partial<TracedEvent> = {}): string {
    const number = this.events.length + 1;
    const id = `0196f000-0000-7000-8000-${String(number).padStart(12, "0")}`;
    this.events.push({
      id,
      type,
      data,
      hlc: (1_763_000_000_000 + number) * 4096 + (number % 3),
      branch: run,
      bseq: number,
      oseq: number,
      source: "/default/aaaa",
      subject: `run/${run}`,
      actor: "kernel",
      traceparent: null,
      ...more,
    });
    return id;
  }
}
