import type { BranchRow, EventTypes, Ledger } from "../../../kernel/ledger/index.ts";
import type { Checkpoint, Proof } from "../../contracts/proof.ts";
import type { BranchData, CheckpointEntry } from "../format.ts";
import type { Wanted } from "./wanted.ts";

export interface SurveyParts {
  readonly ledger: Ledger;
  readonly types: EventTypes;
  readonly proof: Proof;
  /** Keys by origin, as earlier imports brought them. */
  readonly keys: ReadonlyMap<string, string>;
}

/** A signed statement of the file, and the events that it was shown to cover. */
export interface Signed extends CheckpointEntry {
  readonly checkpoint: Checkpoint;
}

/** A branch of the file while its events are counted. */
export interface Counted {
  readonly row: BranchData;
  /** Of its last event. */
  bseq: number;
  /** The last that claimed it. */
  owner: { readonly origin: string; readonly epoch: number } | null;
  /** It has events that are not in the ledger yet. */
  hasFresh: boolean;
}

/** What a first look through a file has found. */
export interface Survey {
  readonly run: string;
  readonly root: string;
  readonly signed: readonly Signed[];
  /** Those that have events that are not in the ledger yet, each after the one that it leaves. */
  readonly branches: readonly BranchRow[];
  readonly events: number;
  /** How many events each origin has in the file. */
  readonly origins: ReadonlyMap<string, number>;
  /** How many of them are not in the ledger yet. */
  readonly fresh: number;
  readonly erased: number;
  readonly blobs: number;
  /** Contents that events name and the file does not hold: whoever exported it had them no more, or left them out. */
  readonly missing: readonly string[];
  /** How many the file itself says that it has not. */
  readonly owned: number;
  /** The contents that are to be kept. */
  readonly wanted: Wanted;
  /** SHA-256 of the lines before the last: whoever reads again reads the same. */
  readonly digest: string;
}

export function grownBranches(branches: Iterable<Counted>): BranchRow[] {
  return [...branches]
    .filter(({ hasFresh }) => hasFresh)
    .map(({ row, bseq, owner }) => ({
      ...row,
      length: bseq,
      ownerOrigin: owner?.origin ?? null,
      ownerEpoch: owner?.epoch ?? null,
    }));
}
