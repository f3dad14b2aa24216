import { messageOf } from "../../kernel/error.ts";
import type { BranchRow, SealedEvent } from "../../kernel/ledger/index.ts";
import { segmentNames, segmentPath } from "./archive-folder.ts";
import { ArchivedTree } from "./archived-tree.ts";
import type { Batch } from "./merge.ts";
import { eraseIn, hasPayloadOf } from "./erase-in.ts";
import { SegmentFile } from "./segment-file.ts";
import type { SegmentGroup, SegmentTree } from "./segment-index.ts";

interface Place {
  readonly segment: SegmentFile;
  readonly tree: SegmentTree;
}

/** Decoded trees that are kept; the last one whatever its size. */
const KEPT_TREES = 8;
const KEPT_EVENTS = 50_000;
/** The segments of a tenant. Of a tree that several hold the newest one counts; one that is back in the ledger is hidden. */
export class Archive {
  readonly folder: string;
  /** Segments that cannot be read, in words. */
  readonly damaged: string[] = [];
  /** Segments of which the record knows the next form already. */
  readonly rewriting = new Set<string>();
  readonly #segments = new Map<string, SegmentFile>();
  readonly #hidden = new Set<string>();
  /** Run trees of which something cannot be read: they are as if not here, and the others as ever. */
  readonly #unreadable = new Set<string>();
  readonly #decoded = new Map<string, ArchivedTree>();
  #trees = new Map<string, Place>();
  #branches = new Map<string, { readonly row: BranchRow; readonly root: string }>();

  /** `isLive`: the ledger itself has this run tree. */
  constructor(folder: string, isLive: (root: string) => boolean) {
    this.folder = folder;
    for (const name of segmentNames(folder)) {
      try {
        this.#segments.set(name, this.#open(name));
      } catch (error) {
        // The other segments and the ledger are still good.
        this.damaged.push(messageOf(error));
      }
    }
    for (const { index } of this.#segments.values())
      for (const { root } of index.trees) if (isLive(root)) this.#hidden.add(root);
    this.#arrange();
  }

  get segments(): ReadonlyMap<string, SegmentFile> {
    return this.#segments;
  }

  /** A segment that was just written, or written anew. */
  load(name: string): void {
    this.#segments.get(name)?.close();
    this.#segments.set(name, this.#open(name));
    this.#unreadable.clear();
    this.#decoded.clear();
    this.#arrange();
  }

  unload(name: string): void {
    this.#segments.get(name)?.close();
    this.#segments.delete(name);
    this.#decoded.clear();
    this.#arrange();
  }

  hide(root: string): void {
    this.#hidden.add(root);
    this.#arrange();
  }

  serve(root: string): void {
    this.#hidden.delete(root);
    this.#arrange();
  }

  close(): void {
    for (const segment of this.#segments.values()) segment.close();
    this.#segments.clear();
    this.#arrange();
  }

  /** Rows of all branches, or of one tree, in the order in which their trees were begun. */
  branches(root?: string): BranchRow[] {
    const places = root === undefined ? [...this.#trees.values()] : [this.#trees.get(root)];
    return places.flatMap((place) => place?.tree.branches ?? []);
  }

  branch(id: string): BranchRow | null {
    return this.#branches.get(id)?.row ?? null;
  }

  /** The tree that a branch is of; null: it is not here. */
  rootOf(branch: string): string | null {
    return this.#branches.get(branch)?.root ?? null;
  }

  tree(root: string): ArchivedTree | null {
    const place = this.#trees.get(root);
    if (!place) return null;
    const known = this.#decoded.get(root);
    this.#decoded.delete(root);
    const tree = known ?? this.#whole([root], () => decode(place));
    if (!tree) return null;
    this.#decoded.set(root, tree);
    this.#forget();
    return tree;
  }

  get(id: string): SealedEvent | null {
    for (const [root, tree] of this.#decoded) {
      const found = this.#trees.has(root) ? tree.get(id) : null;
      if (found) return found;
    }
    for (const segment of this.#segments.values()) {
      for (const [at, { ids }] of segment.index.groups.entries()) {
        if (id < ids[0] || id > ids[1]) continue;
        const held = this.#whole(rootsIn(segment, at), () => segment.ids(at));
        if (!held?.includes(id)) continue;
        const [found] = this.#served(segment, at).filter((event) => event.id === id);
        const root = found ? this.rootOf(found.branch) : null;
        if (root !== null) return this.tree(root)?.get(id) ?? null;
      }
    }
    return null;
  }

  /** Trees have their own copies: where one cannot be read another may be. Throws when none can. */
  blob(hash: string): Uint8Array | null {
    let failure: unknown = null;
    for (const segment of this.#segments.values()) {
      const groups = new Set(segment.index.trees.flatMap(({ blobs }) => blobs[hash] ?? []));
      for (const group of groups) {
        try {
          const bytes = segment.blob(group, hash);
          if (bytes) return bytes;
        } catch (error) {
          failure = error;
        }
      }
    }
    if (failure !== null) throw failure;
    return null;
  }

  /** Names of all segments that hold a copy of a tree, oldest first. */
  segmentsOf(root: string): string[] {
    const holds = ([, { index }]: [string, SegmentFile]) =>
      index.trees.some((tree) => tree.root === root);
    return [...this.#segments].filter(holds).map(([name]) => name);
  }

  /** Takes payloads, salts and what they name out at once; what cannot be read stays. Answers how many were written anew. */
  erase(ids: ReadonlySet<string>): number {
    const holds = (segment: SegmentFile) =>
      this.#whole([], () => hasPayloadOf(segment, ids)) ?? false;
    const held = [...this.#segments].filter(([, segment]) => holds(segment));
    for (const [name, segment] of held) {
      eraseIn(segment, ids).take();
      this.load(name);
    }
    return held.length;
  }

  /** Hashes of an origin's events by their place in its chain: of all segments, and also where the rest cannot be read. */
  hashes(origin: string, afterOseq: number, upTo: number): Map<number, Uint8Array> {
    const found = new Map<number, Uint8Array>();
    for (const segment of this.#segments.values()) {
      for (const [at, { sources }] of segment.index.groups.entries()) {
        const [first, last] = sources[origin] ?? [Infinity, 0];
        if (first > upTo || last <= afterOseq) continue;
        const seals = this.#whole(rootsIn(segment, at), () => segment.seals(at)) ?? [];
        for (const { source, oseq, hash } of seals)
          if (source === origin && oseq > afterOseq && oseq <= upTo) found.set(oseq, hash);
      }
    }
    return found;
  }

  sources(): Set<string> {
    const groups = [...this.#segments.values()].flatMap(({ index }) => index.groups);
    return new Set(groups.flatMap(({ sources }) => Object.keys(sources)));
  }

  /** The row groups that `wanted` asks for, each with the events of it that are served from here. */
  batches(
    wanted: (group: SegmentGroup) => number | null,
    load: (events: SealedEvent[]) => SealedEvent[],
  ): Batch<SealedEvent>[] {
    return [...this.#segments.values()].flatMap((segment) =>
      segment.index.groups.flatMap((group, at) => {
        const least = wanted(group);
        return least === null ? [] : { least, load: () => load(this.#served(segment, at)) };
      }),
    );
  }

  #open(name: string): SegmentFile {
    return new SegmentFile(segmentPath(this.folder, name));
  }

  #served(segment: SegmentFile, group: number): SealedEvent[] {
    const isServed = ({ branch }: SealedEvent) =>
      this.#trees.get(this.rootOf(branch) ?? "")?.segment === segment;
    const events = this.#whole(rootsIn(segment, group), () => segment.events(group));
    return events?.filter(isServed) ?? [];
  }

  /** What cannot be read is told and left out, with the runs that it is of. */
  #whole<T>(roots: readonly string[], read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      const what = messageOf(error);
      if (!this.damaged.includes(what)) {
        this.damaged.push(what);
        console.error(`glassbox: ${what}`);
      }
      for (const root of roots) this.#unreadable.add(root);
      this.#arrange();
      return null;
    }
  }

  #arrange(): void {
    const all = [...this.#segments.values()].flatMap((segment) =>
      segment.index.trees.map((tree): [string, Place] => [tree.root, { segment, tree }]),
    );
    const isShown = (root: string) => !this.#hidden.has(root) && !this.#unreadable.has(root);
    const shown = new Map(all.filter(([root]) => isShown(root)));
    const byAge = [...shown].toSorted(([, a], [, b]) => a.tree.firstRow - b.tree.firstRow);
    this.#trees = new Map(byAge);
    this.#branches = new Map(
      byAge.flatMap(([root, { tree }]) =>
        tree.branches.map((row) => [row.id, { row, root }] as const),
      ),
    );
  }

  #forget(): void {
    let events = 0;
    let kept = 0;
    for (const [root, tree] of [...this.#decoded].toReversed()) {
      events += tree.events.length;
      kept += 1;
      if (kept > 1 && (kept > KEPT_TREES || events > KEPT_EVENTS)) this.#decoded.delete(root);
    }
  }
}

function rootsIn({ index }: SegmentFile, group: number): string[] {
  return index.trees.flatMap(({ root, groups }) => (groups.includes(group) ? [root] : []));
}

function decode({ segment, tree }: Place): ArchivedTree {
  const own = new Set(tree.branches.map(({ id }) => id));
  const events = tree.groups.flatMap((group) =>
    segment.events(group).filter(({ branch }) => own.has(branch)),
  );
  return new ArchivedTree(tree.branches, events);
}
