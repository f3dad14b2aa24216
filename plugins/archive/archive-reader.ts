import type { FoldEvent, LedgerEvent } from "../../kernel/event.ts";
import type {
  BranchRow,
  EventQuery,
  EventTypes,
  SealedEvent,
  SealedFilter,
} from "../../kernel/ledger/index.ts";
import type { BranchRange } from "../../kernel/ledger/port.ts";
import type { Archive } from "./archive.ts";
import { inOrder } from "./merge.ts";
import type { SegmentGroup } from "./segment-index.ts";
import { foldEventOf, ledgerEventOf } from "./unsealed.ts";

/** The ledger's questions, put to an archive. */
export class ArchiveReader {
  readonly #archive: Archive;
  readonly #types: EventTypes;

  constructor(archive: Archive, types: EventTypes) {
    this.#archive = archive;
    this.#types = types;
  }

  get(id: string): LedgerEvent | null {
    const event = this.#archive.get(id);
    return event && ledgerEventOf(event, this.#types);
  }

  branch(id: string): BranchRow | null {
    return this.#archive.branch(id);
  }

  /** Null: the branch is not archived. */
  readBranch(branch: string, { from, to, types }: BranchRange): Iterable<LedgerEvent> | null {
    const events = this.#read(branch, from, to);
    if (!events) return null;
    const wanted = types ? events.filter(({ type }) => types.includes(type)) : events;
    return wanted.values().map((event) => ledgerEventOf(event, this.#types));
  }

  /** False: the branch is not archived. */
  foldBranch(
    branch: string,
    { from, to }: BranchRange,
    visit: (event: FoldEvent) => void,
  ): boolean {
    const events = this.#read(branch, from, to);
    for (const event of events ?? []) visit(foldEventOf(event, this.#types));
    return events !== null;
  }

  readTree(root: string, types?: readonly string[], afterRow = 0): Iterable<LedgerEvent> | null {
    const tree = this.#archive.tree(root);
    if (!tree) return null;
    const wanted = tree.byTime().filter(({ row, type }) => {
      return row > afterRow && (types?.includes(type) ?? true);
    });
    return wanted.values().map((event) => ledgerEventOf(event, this.#types));
  }

  /** In row order, or its reverse. */
  *query({ afterRow = 0, subject, types, newestFirst }: EventQuery): Iterable<LedgerEvent> {
    const sign = newestFirst ? -1 : 1;
    const isWanted = (event: SealedEvent) =>
      event.row > afterRow &&
      (subject === undefined || event.subject === subject) &&
      (types?.includes(event.type) ?? true);
    const wanted = (events: readonly SealedEvent[]) =>
      events.filter(isWanted).toSorted((a, b) => sign * (a.row - b.row));
    const place = subject === undefined ? null : this.#treeOf(subject);
    if (subject !== undefined && place === null) return;
    const batches =
      place === null
        ? this.#archive.batches(({ rows: [first, last], types: held }) => {
            const some = last > afterRow && (types?.some((type) => held.includes(type)) ?? true);
            return some ? sign * (newestFirst ? last : first) : null;
          }, wanted)
        : [{ least: -Infinity, load: () => wanted(this.#archive.tree(place)?.events ?? []) }];
    for (const event of inOrder(batches, ({ row }) => sign * row))
      yield ledgerEventOf(event, this.#types);
  }

  /** Of one origin, in `oseq` order. */
  sealed(
    origin: string,
    { root, afterOseq = 0, upTo = Number.MAX_SAFE_INTEGER }: SealedFilter,
  ): Iterable<SealedEvent> {
    const wanted = (events: readonly SealedEvent[]) =>
      events
        .filter(({ source, oseq }) => source === origin && oseq > afterOseq && oseq <= upTo)
        .toSorted((a, b) => a.oseq - b.oseq);
    if (root !== undefined) return wanted(this.#archive.tree(root)?.events ?? []);
    const least = ({ sources }: SegmentGroup) => {
      const [first, last] = sources[origin] ?? [Infinity, 0];
      return first > upTo || last <= afterOseq ? null : first;
    };
    return inOrder(this.#archive.batches(least, wanted), ({ oseq }) => oseq);
  }

  #read(branch: string, from = 1, to = Number.MAX_SAFE_INTEGER): SealedEvent[] | null {
    const root = this.#archive.rootOf(branch);
    return root === null ? null : (this.#archive.tree(root)?.read(branch, from, to) ?? null);
  }

  #treeOf(subject: string): string | null {
    const branch = this.#archive.branches().find((row) => row.subject === subject);
    return branch ? this.#archive.rootOf(branch.id) : null;
  }
}
