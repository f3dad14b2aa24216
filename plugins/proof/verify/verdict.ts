/** Something that is not as it was written. */
export interface Fault {
  /** The event it was found at, by its place in its chain; 0: no event. */
  readonly oseq: number;
  /** `/tenant/origin` of that chain. */
  readonly origin: string;
  readonly what: string;
}

/** Is all there that ever was? Checkpoints kept elsewhere can tell, the ledger itself cannot. */
export interface Completeness {
  /** `unknown`: there are no checkpoints to compare with. */
  readonly verdict: "complete" | "incomplete" | "unknown";
  /** Where they are kept; null: nowhere. */
  readonly place: string | null;
  /** How many were compared. */
  readonly checkpoints: number;
  /** Events of this ledger's own chain that the last of them covers; where it has none, of the chain it goes on from. */
  readonly covered: number;
  /** What is missing, or why nobody knows. */
  readonly reasons: readonly string[];
}

export interface Verdict {
  /** Nothing was found. An unknown completeness is no finding. */
  readonly ok: boolean;
  readonly events: number;
  readonly erased: number;
  readonly origins: number;
  /** Hash of the last event of this ledger's own chain, hex. */
  readonly head: string;
  /** Integrity: hashes, signatures, numbering, branches and what events name. */
  readonly faults: readonly Fault[];
  readonly completeness: Completeness;
}
