import { timeOf } from "../../../kernel/event.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { HASH_BYTES, sameHash } from "../tree/hash.ts";

const MOST_WORDS = 10_000;
const SECOND_DIGITS = 19;
/** UUIDs and the like: nothing in it needs an escape. */
const PLAIN_ID = /^[\w-]+$/;

/** Recomputes what the two hashes of an event cover. Quick, because most words of an envelope come again and again. */
export class EventHashes {
  readonly #hash = new Uint8Array(HASH_BYTES);
  readonly #payload = new Bun.CryptoHasher("sha256");
  readonly #quoted = new Map<string, string>();
  readonly #schemas = new Map<string, Map<number, string>>();
  #second = Number.NaN;
  #secondText = "";

  /** Is `hash` the hash of this envelope? */
  envelopeHolds(event: SealedEvent): boolean {
    try {
      Bun.SHA256.hash(this.envelopeText(event), this.#hash);
      return sameHash(this.#hash, event.hash);
    } catch {
      // What is no clock has no time to write.
      return false;
    }
  }

  /** Is `datahash` the hash of this payload and its salt? */
  payloadHolds({ salt, payload, datahash }: SealedEvent): boolean {
    if (salt === null || payload === null) return false;
    return sameHash(this.#payload.update(salt).update(payload).digest(), datahash);
  }

  /** RFC 8785 text of all attributes but `data`, `salt` and `hash`: what `attributesOf` of the ledger gives, quicker. */
  envelopeText(event: SealedEvent): string {
    const { id, hlc, onbehalfof, cause, traceparent } = event;
    const head = `{"actor":${this.#quote(event.actor)},"branch":${this.#quote(event.branch)},"bseq":${event.bseq}`;
    const causeText = cause === null ? "" : `,"cause":${quoteId(cause)}`;
    const schema = this.#schema(event.type, event.version);
    const order = `"hlc":"${String(hlc).padStart(16, "0")}","id":${quoteId(id)}`;
    const whom = onbehalfof === null ? "" : `,"onbehalfof":${this.#quote(onbehalfof)}`;
    const chain = `"oseq":${event.oseq},"prevhash":"${event.prevhash.toHex()}"`;
    const streams = `"source":${this.#quote(event.source)},"specversion":"1.0","subject":${this.#quote(event.subject)}`;
    const trace = traceparent === null ? "" : `,"traceparent":${JSON.stringify(traceparent)}`;
    const data = `"datacontenttype":"application/json","datahash":"${event.datahash.toHex()}"`;
    return `${head}${causeText},${data},${schema},${order}${whom},${chain},${streams},"time":"${this.#time(hlc)}"${trace},"type":${this.#quote(event.type)}}`;
  }

  #quote(word: string): string {
    const known = this.#quoted.get(word);
    if (known !== undefined) return known;
    if (this.#quoted.size >= MOST_WORDS) this.#quoted.clear();
    const quoted = JSON.stringify(word);
    this.#quoted.set(word, quoted);
    return quoted;
  }

  #schema(type: string, version: number): string {
    const known = this.#schemas.get(type)?.get(version);
    if (known !== undefined) return known;
    const text = `"dataschema":${JSON.stringify(`urn:glassbox:event:${type}:${version}`)}`;
    const versions = this.#schemas.get(type) ?? new Map<number, string>();
    if (this.#schemas.size >= MOST_WORDS || versions.size >= MOST_WORDS) return text;
    this.#schemas.set(type, versions.set(version, text));
    return text;
  }

  #time(hlc: number): string {
    const milliseconds = Math.floor(hlc / 4096);
    const second = Math.floor(milliseconds / 1000);
    // Years of more than four digits are written in another length.
    if (milliseconds < 0 || milliseconds > 253_402_300_799_999) return timeOf(hlc);
    if (second !== this.#second) {
      this.#secondText = new Date(second * 1000).toISOString().slice(0, SECOND_DIGITS);
      this.#second = second;
    }
    return `${this.#secondText}.${String(milliseconds - second * 1000).padStart(3, "0")}Z`;
  }
}

function quoteId(id: string): string {
  return PLAIN_ID.test(id) ? `"${id}"` : JSON.stringify(id);
}
