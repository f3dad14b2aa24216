import { SCHEMA_URL, SERVICE } from "./mapping.ts";
import type { Attribute, Attributes, Log, Span } from "./model.ts";
import { Severity } from "./model.ts";

/** Who tells: the same for all that one home sends. */
export interface Teller {
  readonly version: string;
  /** `/tenant/origin`. */
  readonly instance: string;
}

const SAMPLED = 1;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
const STATUS = { unset: 0, error: 2 } as const;
const SEVERITY_TEXT = {
  [Severity.info]: "INFO",
  [Severity.warn]: "WARN",
  [Severity.error]: "ERROR",
};

/** The body of `POST /v1/traces`, OTLP/JSON. */
export function tracesRequest(spans: readonly Span[], teller: Teller): string {
  const scopeSpans = [{ scope: scopeOf(teller), spans: spans.map(spanOf), schemaUrl: SCHEMA_URL }];
  return JSON.stringify({ resourceSpans: [{ resource: resourceOf(teller), scopeSpans }] });
}

/** The body of `POST /v1/logs`. */
export function logsRequest(logs: readonly Log[], teller: Teller): string {
  const scopeLogs = [
    { scope: scopeOf(teller), logRecords: logs.map(logOf), schemaUrl: SCHEMA_URL },
  ];
  return JSON.stringify({ resourceLogs: [{ resource: resourceOf(teller), scopeLogs }] });
}

export function resourceAttributes({ version, instance }: Teller): Attributes {
  return {
    "service.name": SERVICE,
    "service.version": version,
    "service.instance.id": instance,
  };
}

function resourceOf(teller: Teller) {
  return { attributes: attributesOf(resourceAttributes(teller)), droppedAttributesCount: 0 };
}

function scopeOf({ version }: Teller) {
  return { name: SERVICE, version };
}

function spanOf(span: Span) {
  const { traceId, spanId, parent, name, kind, start, end, attributes, error, message } = span;
  return {
    traceId,
    spanId,
    parentSpanId: parent?.spanId,
    name,
    kind,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributesOf(attributes),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    status: { code: error === null ? STATUS.unset : STATUS.error, message: message ?? undefined },
    links: span.links.map((link) => ({
      attributes: [],
      spanId: link.spanId,
      traceId: link.traceId,
      droppedAttributesCount: 0,
      flags: SAMPLED | HAS_IS_REMOTE,
    })),
    droppedLinksCount: 0,
    flags: SAMPLED | HAS_IS_REMOTE | (parent?.isRemote ? IS_REMOTE : 0),
  };
}

function logOf({ time, severity, body, name, attributes, context }: Log) {
  return {
    timeUnixNano: String(time),
    // It was observed when it was written: what is told later is told with that time.
    observedTimeUnixNano: String(time),
    severityNumber: severity,
    severityText: SEVERITY_TEXT[severity],
    body: body === null ? {} : { stringValue: body },
    eventName: name,
    attributes: attributesOf(attributes),
    droppedAttributesCount: 0,
    flags: context ? SAMPLED : undefined,
    traceId: context?.traceId,
    spanId: context?.spanId,
  };
}

function attributesOf(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Attribute): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  return { arrayValue: { values: value.map(valueOf) } };
}
