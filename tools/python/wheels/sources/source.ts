import type { Version } from "../standards/version.ts";

/** One file that would run here. */
export interface Candidate {
  readonly name: string;
  readonly version: Version;
  readonly fileName: string;
  /** Null: nobody said; it is a file of the person's own. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly isYanked: boolean;
  readonly place: Place;
  /** What it asks of others, as its source already knows it; null: its own metadata says. */
  readonly requires: readonly string[] | null;
  /** PEP 658: where the metadata stands alone, with its SHA-256 if that is known. */
  readonly metadata: { readonly address: URL; readonly sha256: string | null } | null;
}

export type Place =
  | { readonly is: "address"; readonly address: URL }
  | { readonly is: "file"; readonly path: string };

/** All files of one package that would run here, the best first. */
export interface Offer {
  readonly candidates: readonly Candidate[];
  /** Why there is none, as a sentence; of use only then. */
  readonly absence: string;
}

export interface Source {
  offer(name: string, signal: AbortSignal): Promise<Offer>;
}

/** For people: a host, or the file itself. */
export function placeName(place: Place): string {
  return place.is === "address" ? place.address.host : place.path;
}
