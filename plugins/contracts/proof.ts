/** A signed statement about the first `size` events of a chain (C2SP tlog-checkpoint in a signed note). */
export interface Checkpoint {
  /** The whole signed note, as written to the second place. */
  readonly text: string;
  /** `/tenant/origin`, as in the events' `source`. */
  readonly origin: string;
  readonly size: number;
  /** RFC 6962 tree head over the event hashes, hex. */
  readonly root: string;
}

/** Provided as `proof`, named `proof`. */
export interface Proof {
  /** The checkpoint over this origin's chain as it is now; signed and put in the second place if it is a new one. */
  checkpoint(): Promise<Checkpoint>;
  /** Public key of this origin, base64 SPKI, as in `origin.opened`. */
  readonly publicKey: string;
  /** RFC 6962 audit path (base64 hashes) of the event at place `oseq` in the tree of `size` events. */
  inclusion(oseq: number, size: number): readonly string[];
  /** Null: the note is not signed with that key. */
  open(text: string, publicKey: string): Checkpoint | null;
  /** Is the event with this hash (hex) the one at place `oseq` of the checkpoint's tree? */
  includes(
    hash: string,
    oseq: number,
    path: readonly string[],
    checkpoint: Pick<Checkpoint, "size" | "root">,
  ): boolean;
}
