import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { CompactRange } from "../tree/compact-range.ts";
import { sameHash } from "../tree/hash.ts";
import type { EventHashes } from "./event-hashes.ts";
import type { Imported } from "./imports.ts";

const GENESIS = new Uint8Array(32);

/** What a chain came to: its last hash, and the roots of its tree at the sizes that were asked for. */
export interface ChainEnd {
  readonly events: number;
  readonly last: Uint8Array;
  /** By size, hex. Sizes that the chain does not reach without a gap are not in it. */
  readonly roots: ReadonlyMap<number, string>;
}

interface ChainParts {
  /** Parts of the chain were taken in, so gaps are no faults; each event is to be in a signed tree. */
  readonly imported: Imported | null;
  /** It was written here: its first events, up to a gap, were not taken in. */
  readonly isOwn: boolean;
  /** Of trees whose roots are wanted. */
  readonly sizes: Iterable<number>;
}

/** Checks the events of one origin one after the other. */
export class ChainCheck {
  readonly #hashes: EventHashes;
  readonly #imported: Imported | null;
  readonly #isOwn: boolean;
  readonly #sizes: ReadonlySet<number>;
  readonly #roots = new Map<number, string>();
  readonly #tree = new CompactRange();
  #last: Uint8Array = GENESIS;
  #lastOseq = 0;
  #events = 0;

  constructor(hashes: EventHashes, { imported, isOwn, sizes }: ChainParts) {
    this.#hashes = hashes;
    this.#imported = imported;
    this.#isOwn = isOwn;
    this.#sizes = new Set(sizes);
  }

  /** In words, what is wrong with it. */
  check(event: SealedEvent): string[] {
    const imported = this.#isOwn && event.oseq === this.#tree.size + 1 ? null : this.#imported;
    const faults = [...this.#checkPlace(event, imported)];
    if (!this.#hashes.envelopeHolds(event)) faults.push("the envelope was changed");
    const isErased = event.erased && event.salt === null;
    if (!isErased && !this.#hashes.payloadHolds(event))
      faults.push("the payload was changed or is missing");
    if (imported) faults.push(...imported.check(event));
    this.#last = event.hash;
    this.#lastOseq = event.oseq;
    this.#events += 1;
    return faults;
  }

  end(): ChainEnd {
    return { events: this.#events, last: this.#last, roots: this.#roots };
  }

  *#checkPlace({ oseq, prevhash, hash }: SealedEvent, imported: Imported | null): Iterable<string> {
    const isNext = oseq === this.#lastOseq + 1;
    if (imported) {
      if (isNext && oseq > 1 && this.#events > 0 && !sameHash(prevhash, this.#last))
        yield "does not follow the event before it";
      return;
    }
    if (!isNext) yield `events ${this.#lastOseq + 1} to ${oseq - 1} are missing`;
    if (!sameHash(prevhash, this.#last)) yield "does not follow the event before it";
    // A leaf stands at its place or nowhere: after a gap the tree does not grow any more.
    if (this.#tree.size !== oseq - 1) return;
    this.#tree.push(hash);
    if (this.#sizes.has(oseq)) this.#roots.set(oseq, this.#tree.root().toHex());
  }
}
