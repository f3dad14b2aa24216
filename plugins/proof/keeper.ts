import { join } from "node:path";

import { KernelError, messageOf, unavailable } from "../../kernel/error.ts";
import { type LedgerEvent, text } from "../../kernel/event.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import type { Checkpoint } from "../contracts/proof.ts";
import { appendNote, mendEnd, readNotes, secondPlace } from "./second-place.ts";
import { checkpoints, originKey } from "./signing.ts";
import { BlockFile } from "./tree/block-file.ts";
import { ChainTree } from "./tree/chain-tree.ts";

/** Events after which a checkpoint is made, also where no run has ended. */
const EVERY = 1000;
/** Milliseconds in which further reasons for a checkpoint come to the same one. */
const PATIENCE = 250;
/** Events that the tree takes in without letting others work. */
const SLICE = 5000;

type Parts = Pick<Host, "home" | "tenantDir" | "config"> & {
  readonly kernel: () => Pick<KernelParts, "ledger" | "types">;
};

/** Signs what this origin's chain has come to, and puts it in the second place. Never holds up an append. */
export class Keeper {
  readonly #parts: Parts;
  #tree: ChainTree | undefined;
  /** Its public key; null: not known yet, or the chain does not say it. */
  #key: string | null = null;
  /** Events of the chain so far. */
  #size = 0;
  /** Those that a power cut cannot take any more; an automatic checkpoint is over them only. */
  #onDisk = 0;
  /** Those that the last checkpoint in the second place is over. */
  #covered = 0;
  /** Those that there were when one was last tried. */
  #tried = 0;
  #isChecked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: string | null = null;
  #making: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get source(): string {
    const { tenant, origin } = this.#parts.kernel().ledger;
    return `/${tenant}/${origin}`;
  }

  /** Why the last automatic checkpoint could not be made; null: it could. */
  get failure(): string | null {
    return this.#failure;
  }

  get place(): string | null {
    return secondPlace(this.#parts);
  }

  get tree(): ChainTree {
    const { ledger } = this.#parts.kernel();
    const file = () => new BlockFile(join(this.#parts.tenantDir, "tree.blocks"));
    return (this.#tree ??= new ChainTree(ledger, this.source, file()));
  }

  get publicKey(): string {
    const known = this.#publicKey();
    if (known !== null) return known;
    throw unavailable("this ledger does not say its key any more", "glassbox verify says more");
  }

  /** `NAME+ID+KEY`, by which others check what this origin has signed; empty: the chain does not say its key. */
  async verifierKey(): Promise<string> {
    const { publicKeyOf, verifierKeyOf } = await import("./note.ts");
    const key = publicKeyOf(this.#publicKey() ?? "");
    return key === null ? "" : verifierKeyOf(this.source, key);
  }

  /** Begins to watch; what it answers makes the last checkpoint. */
  start(): () => Promise<void> {
    const { ledger } = this.#parts.kernel();
    const { source } = this;
    const stop = ledger.onCommit((events) => this.#committed(events, source));
    return async () => {
      stop();
      clearTimeout(this.#timer);
      await this.#automatic();
    };
  }

  /** Over the chain as it is now. The events since the last barrier are on record, but a power cut could take them. */
  async checkpoint(): Promise<Checkpoint> {
    const size = this.#currentSize();
    await this.#grow(size);
    return this.#sign(size);
  }

  /** Looked for once: it stands in the chain's first event, and the search goes over the whole ledger. */
  #publicKey(): string | null {
    if (this.#key !== null) return this.#key;
    const { ledger } = this.#parts.kernel();
    const opened = [...ledger.query({ types: ["origin.opened"] })];
    const own = opened.find(({ source }) => source === this.source);
    this.#key = own?.data ? text(own.data["publicKey"]) : null;
    return this.#key;
  }

  /** Runs after each commit, so it does as little as it can. */
  #committed(events: readonly LedgerEvent[], source: string): void {
    const { types } = this.#parts.kernel();
    let isDue = false;
    let isOnDisk = false;
    for (const { source: from, oseq, type, data } of events) {
      if (from !== source) continue;
      this.#size = oseq;
      isDue ||= type === "run.finished";
      isOnDisk ||= data !== null && types.get(type)?.barrier(data) === true;
    }
    // Events that were committed with a barrier, and all before them, are on the disk.
    if (isOnDisk) this.#onDisk = this.#size;
    if (isDue || this.#onDisk - this.#tried >= EVERY) this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#automatic();
    }, PATIENCE);
    this.#timer.unref();
  }

  /** After the one that is being made: whoever waits for the last one waits for all. */
  #automatic(): Promise<void> {
    return (this.#making = this.#making.then(() => this.#make()));
  }

  /** A second place that is full, away or contradicts the chain stops nobody's work; `verify` tells of it. */
  async #make(): Promise<void> {
    const size = this.#onDisk;
    if (this.place === null || size <= this.#covered) return;
    this.#tried = size;
    try {
      await this.#grow(size);
      this.#sign(size);
      this.#failure = null;
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== this.#failure) console.error(`glassbox: no checkpoint was made: ${reason}`);
      this.#failure = reason;
    }
  }

  async #grow(size: number): Promise<void> {
    while (this.tree.size < size) {
      this.tree.grow(Math.min(size, this.tree.size + SLICE));
      if (this.tree.size < size) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #sign(size: number): Checkpoint {
    const { tenantDir } = this.#parts;
    const { place, source, publicKey } = this;
    const key = originKey().originKeyIn(tenantDir, publicKey);
    const made = checkpoints().signCheckpoint(source, size, this.tree.root(size), key);
    if (place === null) return made;
    if (!this.#isChecked) this.#check(place, publicKey);
    if (size > this.#covered) appendNote(place, source, made.text);
    this.#covered = Math.max(this.#covered, size);
    return made;
  }

  /** Two signed statements that contradict each other are of no use to anybody. */
  #check(place: string, publicKey: string): void {
    mendEnd(place, this.source);
    const notes = readNotes(place, this.source).toReversed();
    const open = (note: string) => checkpoints().openCheckpoint(note, publicKey);
    const last = notes
      .values()
      .map(open)
      .find((one) => one !== null);
    const size = last?.size ?? 0;
    if (last && (size > this.tree.size || this.tree.root(size).toHex() !== last.root)) {
      const what = `the chain does not go on from the last checkpoint in ${place}, over ${size} events`;
      const hint = "glassbox verify says what is gone; move that folder away to begin a new one";
      throw new KernelError("conflict", what, { hint });
    }
    this.#covered = size;
    this.#isChecked = true;
  }

  #currentSize(): number {
    if (this.#size > 0) return this.#size;
    const { ledger } = this.#parts.kernel();
    for (const { source, oseq } of ledger.query({ newestFirst: true }))
      if (source === this.source) return oseq;
    return 0;
  }
}
