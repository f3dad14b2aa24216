import { canonicalize, type JsonObject, sha256 } from "../../../kernel/json.ts";
import { attributesOf, type Envelope, hashPayload, hex } from "../../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import type { EventLine } from "../format.ts";

const SCHEMA = /^urn:glassbox:event:(.+):([1-9]\d*)$/;

/** The event of a line as the ledger keeps it, or what is wrong with it: the field, and why. */
export function sealedOf(line: EventLine): SealedEvent | string {
  const [, type, version] = SCHEMA.exec(line.dataschema) ?? [];
  if (type !== line.type) return "dataschema: is not that of the event's type";
  const { salt, data, hash, ...attributes } = line;
  const envelope: Envelope = {
    ...attributes,
    version: Number(version),
    hlc: Number(line.hlc),
    onbehalfof: line.onbehalfof ?? null,
    cause: line.cause ?? null,
    traceparent: line.traceparent ?? null,
    datahash: Buffer.from(line.datahash, "hex"),
    prevhash: Buffer.from(line.prevhash, "hex"),
  };
  // The hash covers the attributes as they stand here; what we would keep of them must be the same.
  const written = canonicalize(attributes as unknown as JsonObject);
  if (sha256(written) !== hash) return "hash: does not hold, the event was changed";
  const kept = canonicalize(attributesOf(envelope) as unknown as JsonObject);
  if (kept !== written)
    return `${differing(attributes, attributesOf(envelope))}: is not as written`;
  const sealed = { ...envelope, row: 0, hash: Buffer.from(hash, "hex") };
  if (salt === undefined && data === undefined)
    return { ...sealed, salt: null, payload: null, erased: true };
  if (salt === undefined) return "salt: is missing";
  if (data === undefined) return "data: is missing";
  const bytes = Buffer.from(salt, "hex");
  const payload = canonicalize(data);
  if (hex(hashPayload(bytes, payload)) !== line.datahash)
    return "data: does not match its hash, the payload was changed";
  return { ...sealed, salt: bytes, payload, erased: false };
}

function differing(a: object, b: object): string {
  const other = new Map(Object.entries(b));
  return Object.entries(a).find(([name, value]) => other.get(name) !== value)?.[0] ?? "hash";
}
