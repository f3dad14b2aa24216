import type { LedgerEvent } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { CAPTURED } from "./captured.ts";
import { entriesOf, partsOf } from "./manifest.ts";
import { capturedIn } from "./tree.ts";

/** What programs of runs were given, and what they pass on: on the stream of their run. */
const OF_PROGRAMS = ["python.files.given", "python.content.kept"] as const;

/** The ones that hold contents: captures of runs and what their programs hold, and restores on the tenant's stream. */
export const HOLDING = [
  CAPTURED,
  "workspace.restoring",
  "workspace.restored",
  ...OF_PROGRAMS,
] as const;

type Content = (sha256: string) => Uint8Array | null;

/** Hashes of all contents that an event names, and of those that the manifests it names list. */
export function* hashesIn(event: LedgerEvent, content: Content): Iterable<string> {
  if (event.type !== CAPTURED) return yield* namedIn(event.data);
  const data = capturedIn(event);
  if (!data) return;
  yield* hashesOf(data.captures);
  if (data.manifest === null) return;
  yield data.manifest;
  yield* partsOf(data.manifest, content) ?? [];
  yield* hashesOf(entriesOf(data.manifest, content)?.values() ?? []);
}

function* hashesOf(captures: Iterable<Capture>): Iterable<string> {
  for (const { sha256, kept } of captures) if (sha256 !== null && kept) yield sha256;
}

/** Hashes of contents that an event names and that are kept nowhere, such as those of secrets. */
export function* unkeptIn(event: LedgerEvent, content: Content): Iterable<string> {
  const data = event.type === CAPTURED ? capturedIn(event) : null;
  const listed = data?.manifest ? entriesOf(data.manifest, content)?.values() : null;
  for (const { sha256, kept } of [...(data?.captures ?? []), ...(listed ?? [])])
    if (sha256 !== null && !kept) yield sha256;
}

/** Whatever looks like a hash, wherever it stands: to hold too much does no harm. */
function* namedIn(value: unknown): Iterable<string> {
  if (typeof value === "string") {
    if (/^[0-9a-f]{64}$/.test(value)) yield value;
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const one of Object.values(value)) yield* namedIn(one);
}

/**
 * The run tree that an event's contents belong to. A restore belongs to the run that it took something back of; one that
 * belongs to nobody is kept as long as the store.
 */
export function treeOf(ledger: Ledger, event: LedgerEvent): string {
  const isOfRun = event.type === CAPTURED || OF_PROGRAMS.some((type) => type === event.type);
  if (isOfRun) return ledger.branch(event.branch)?.root ?? event.branch;
  const of = String(event.data?.["of"] ?? "");
  const run = /^run\/([^@]+)/.exec(of)?.[1];
  return run === undefined ? "" : (ledger.branch(run)?.root ?? run);
}
