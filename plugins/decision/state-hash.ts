import type { RunState } from "../../kernel/fold/run-state.ts";
import { canonicalize } from "../../kernel/json.ts";
import { changedLeaves } from "./leaves.ts";

const BUCKETS = 256;
/** Bytes of a SHA-256. */
const SIZE = 32;
/** First byte of what is hashed, so that no level can pass for another. */
const LEAF = Uint8Array.of(0);
const BUCKET = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);
const EMPTY = new Uint8Array(SIZE);

/** By the canonical JSON of a leaf's path: the leaf's hash. */
type Bucket = ReadonlyMap<string, Uint8Array>;

/** A Merkle map over a state: what did not change since the state before is not hashed again. */
export interface StateTree {
  readonly state: RunState;
  readonly buckets: readonly Bucket[];
  /** The hashes of the buckets, one after the other. */
  readonly hashes: Uint8Array;
  /** SHA-256, hex. */
  readonly root: string;
}

const NOTHING: Pick<StateTree, "buckets" | "hashes"> = {
  buckets: Array.from({ length: BUCKETS }, () => new Map()),
  hashes: new Uint8Array(BUCKETS * SIZE),
};

/** The tree of a state, from that of an earlier one of the same run where there is one. */
export function stateTree(state: RunState, earlier: StateTree | null = null): StateTree {
  if (earlier?.state === state) return earlier;
  const known = earlier ?? NOTHING;
  const changed = new Map<number, Map<string, Uint8Array>>();
  changedLeaves(earlier?.state ?? null, state, (path, value) => {
    const name = canonicalize(path);
    const index = digest(name)[0]!;
    const leaves = changed.get(index) ?? new Map(known.buckets[index]);
    changed.set(index, leaves);
    if (value === undefined) leaves.delete(name);
    else leaves.set(name, digest(LEAF, `[${name},${canonicalize(value)}]`));
  });
  const buckets = [...known.buckets];
  const hashes = known.hashes.slice();
  for (const [index, leaves] of changed) {
    buckets[index] = leaves;
    hashes.set(bucketHash(leaves), index * SIZE);
  }
  return { state, buckets, hashes, root: digest(ROOT, hashes).toHex() };
}

export function stateHash(state: RunState): string {
  return stateTree(state).root;
}

function bucketHash(leaves: Bucket): Uint8Array {
  if (leaves.size === 0) return EMPTY;
  const names = leaves.size === 1 ? leaves.keys() : [...leaves.keys()].toSorted();
  return digest(BUCKET, ...[...names].map((name) => leaves.get(name)!));
}

function digest(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}
