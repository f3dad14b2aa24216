import { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { BranchRow, Ledger, SealedEvent } from "../../kernel/ledger/index.ts";
import { cloudEventText, isDamaged } from "./cloud-event.ts";
import { type CheckpointEntry, FORMAT, LINE, type LineKind } from "./format.ts";
import { namedIn } from "./named-contents.ts";
import type { Statement } from "./proofs.ts";

export interface ExportParts {
  readonly ledger: Ledger;
  readonly run: string;
  readonly root: string;
  readonly statements: readonly Statement[];
  /** Content of a captured file or a list of folders; null: it is kept no more. */
  content(sha256: string): Uint8Array | null;
  /** Contents of the run tree besides those that its events name. */
  contents(): Iterable<string>;
}

/** Events between two lines of proofs: what stays in memory. */
const CHUNK = 256;

/** The lines of an export, each without its end of line. Nothing is held but what one chunk needs. */
export function* exportLines(parts: ExportParts): Generator<string> {
  const counted = { lines: 0, events: 0, blobs: 0, missing: 0 };
  const hasher = new Bun.CryptoHasher("sha256");
  const source = `/${parts.ledger.tenant}/${parts.ledger.origin}`;
  const out = (text: string) => {
    counted.lines += 1;
    hasher.update(`${text}\n`);
    return text;
  };
  const line = (kind: LineKind, rest: object) =>
    JSON.stringify({
      specversion: "1.0",
      id: `${parts.root}/${counted.lines + 1}`,
      source,
      subject: `run/${parts.root}`,
      type: LINE[kind],
      dataschema: `urn:${LINE[kind]}:${FORMAT}`,
      ...rest,
    });
  const json = (kind: LineKind, data: object) =>
    line(kind, { datacontenttype: "application/json", data });
  const seen = new Set<string>();
  const bytes = (kind: "blob" | "content", hash: string) => {
    if (seen.has(`${kind} ${hash}`)) return null;
    seen.add(`${kind} ${hash}`);
    const found = kind === "blob" ? parts.ledger.getBlob(hash) : contentOf(parts, hash);
    counted[found ? "blobs" : "missing"] += 1;
    const data = found && Buffer.from(found).toString("base64");
    const about = { subject: `${kind}/${hash}`, datacontenttype: "application/octet-stream" };
    return found && out(line(kind, { ...about, data_base64: data }));
  };

  const { run, root, statements } = parts;
  const checkpoints = statements.map(({ source: of, publicKey, note }) => ({
    source: of,
    publicKey,
    note,
  }));
  yield out(json("header", { format: FORMAT, run, root, checkpoints } satisfies Header));
  for (const { id, subject, root: of, parent, at } of branchesOf(parts))
    yield out(json("branch", { id, subject, root: of, parent, at }));
  for (const chunk of chunksOf(parts)) {
    yield* proofLines(chunk).map((data) => out(json("proofs", data)));
    for (const { event } of chunk) {
      counted.events += 1;
      yield out(cloudEventText(event));
    }
    for (const { event } of chunk) {
      const named = namedIn(event.type, event.payload === null ? null : parsed(event.payload));
      for (const hash of named.blobs) yield* some(bytes("blob", hash));
      for (const hash of named.contents) yield* some(bytes("content", hash));
    }
  }
  for (const hash of parts.contents()) yield* some(bytes("content", hash));
  yield json("end", { ...counted, sha256: hasher.digest("hex") });
}

interface Header {
  readonly format: number;
  readonly run: string;
  readonly root: string;
  readonly checkpoints: readonly CheckpointEntry[];
}

function* some(text: string | null): Generator<string> {
  if (text !== null) yield text;
}

function parsed(payload: string): JsonObject {
  return JSON.parse(payload) as JsonObject;
}

/** Before captured files had a store of their own, the ledger's blobs held them. */
function contentOf({ ledger, content }: ExportParts, hash: string): Uint8Array | null {
  return content(hash) ?? ledger.getBlob(hash);
}

/** Each branch after the one that it leaves. */
function branchesOf({ ledger, root }: ExportParts): BranchRow[] {
  const left = ledger.branches({ root });
  const sorted: BranchRow[] = [];
  const known = new Set<string>();
  for (let rest = [...left]; rest.length > 0;) {
    const ready = rest.filter(({ parent }) => parent === null || known.has(parent));
    if (ready.length === 0) throw new KernelError("ledger", `branch ${rest[0]!.id} has no parent`);
    for (const one of ready) known.add(one.id);
    sorted.push(...ready);
    rest = rest.filter(({ id }) => !known.has(id));
  }
  return sorted;
}

/** An event, the statement that is about it, and the path that shows it. */
interface Shown {
  readonly event: SealedEvent;
  readonly statement: number;
  readonly path: readonly string[];
}

/** Events that say who writes on a branch: nobody can write in a tree without one of them. */
const WRITERS = ["run.started", "run.claimed", "run.forked", "run.rewound", "run.diverged"];

/** The tree's events in chunks of one origin each, in (origin, oseq) order. What comes meanwhile is left out. */
function* chunksOf(parts: ExportParts): Generator<readonly Shown[]> {
  const { ledger, root } = parts;
  const origins = new Set<string>();
  for (const { source } of ledger.readTree(root, WRITERS)) origins.add(source);
  for (const origin of origins) {
    let afterOseq = 0;
    for (;;) {
      // Read at once: an open cursor would hold up whoever rewrites the file.
      const chunk = firstOf(ledger.sealed({ origin, root, afterOseq }), CHUNK);
      const shown = chunk.map((event) => shownBy(parts, event)).filter((one) => one !== null);
      if (shown.length > 0) yield shown;
      if (chunk.length === 0 || shown.length < chunk.length) break;
      afterOseq = chunk.at(-1)!.oseq;
    }
  }
}

function firstOf<T>(from: Iterable<T>, count: number): T[] {
  const found: T[] = [];
  for (const one of from) if (found.push(one) >= count) break;
  return found;
}

/** Null: it came after the export had begun. */
function shownBy({ statements, ledger }: ExportParts, event: SealedEvent): Shown | null {
  if (isDamaged(event)) {
    throw new KernelError("ledger", `the payload of event ${event.id} is missing`, {
      hint: "glassbox verify says what else is; a damaged record is not exported",
    });
  }
  for (const [statement, one] of statements.entries()) {
    const path = one.source === event.source ? one.path(event.oseq) : null;
    if (path) return { event, statement, path };
  }
  if (event.source === `/${ledger.tenant}/${ledger.origin}`) return null;
  throw new KernelError("ledger", `nothing is signed about the imported event ${event.id}`, {
    hint: "import its file again",
  });
}

/** Neighbours share most of their paths: each node is written once a line. */
function proofLines(chunk: readonly Shown[]): object[] {
  const found = new Map<number, { nodes: string[]; paths: Record<string, number[]> }>();
  const places = new Map<string, number>();
  for (const { event, statement, path } of chunk) {
    const { nodes, paths } = found.get(statement) ?? { nodes: [], paths: {} };
    paths[event.oseq] = path.map((node) => {
      const key = `${statement} ${node}`;
      const place = places.get(key) ?? nodes.push(node) - 1;
      places.set(key, place);
      return place;
    });
    found.set(statement, { nodes, paths });
  }
  return [...found].map(([checkpoint, lists]) => ({ checkpoint, ...lists }));
}
