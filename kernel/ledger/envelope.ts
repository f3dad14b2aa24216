import { timeOf } from "../event.ts";

/** All that the hash of an event covers; its payload enters only as `datahash`. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly type: string;
  readonly version: number;
  readonly oseq: number;
  readonly hlc: number;
  readonly branch: string;
  readonly bseq: number;
  readonly actor: string;
  readonly onbehalfof: string | null;
  readonly cause: string | null;
  readonly traceparent: string | null;
  readonly datahash: Uint8Array;
  readonly prevhash: Uint8Array;
}

/** `prevhash` of the first event of a chain. */
export const GENESIS = new Uint8Array(32);

export function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

// Taking the digest makes it as new.
const hasher = new Bun.CryptoHasher("sha256");

/** SHA-256(salt ‖ payload), the payload in RFC 8785 form. */
export function hashPayload(salt: Uint8Array, payload: string): Uint8Array {
  return hasher.update(salt).update(payload).digest();
}

/** The CloudEvents 1.0 attributes, members in RFC 8785 order so that `JSON.stringify` writes the canonical form. */
export function attributesOf(envelope: Envelope) {
  return {
    actor: envelope.actor,
    branch: envelope.branch,
    bseq: envelope.bseq,
    cause: envelope.cause ?? undefined,
    datacontenttype: "application/json",
    datahash: hex(envelope.datahash),
    dataschema: `urn:glassbox:event:${envelope.type}:${envelope.version}`,
    // CloudEvents integers have 32 bits, so the clock travels as sortable text.
    hlc: String(envelope.hlc).padStart(16, "0"),
    id: envelope.id,
    onbehalfof: envelope.onbehalfof ?? undefined,
    oseq: envelope.oseq,
    prevhash: hex(envelope.prevhash),
    source: envelope.source,
    specversion: "1.0",
    subject: envelope.subject,
    time: timeOf(envelope.hlc),
    traceparent: envelope.traceparent ?? undefined,
    type: envelope.type,
  };
}

export function hashEnvelope(envelope: Envelope): Uint8Array {
  return hasher.update(JSON.stringify(attributesOf(envelope))).digest();
}
