import type { SpanContext } from "./model.ts";

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}/;
/** Unix milliseconds × 4096 + counter. */
const TICKS = 4096n;
const NANOSECONDS = 1_000_000n;

/** What came in from outside (W3C trace context); null where nothing did, or nothing that can be read. */
export function remoteContext(traceparent: string | null): SpanContext | null {
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  return traceId && spanId ? { traceId, spanId } : null;
}

/** The same tree has the same trace, whoever tells it and however often. */
export function traceIdOf(root: string): string {
  return digest(`glassbox/trace/${root}`, 32);
}

export function spanIdOf(kind: string, key: string): string {
  return digest(`glassbox/span/${kind}/${key}`, 16);
}

/** Unix nanoseconds; events of the same millisecond keep their order. */
export function nanosecondsOf(hlc: number): bigint {
  return (BigInt(hlc) * NANOSECONDS) / TICKS;
}

function digest(text: string, digits: number): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, digits);
}
