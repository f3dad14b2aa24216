import { z } from "zod";

import { type LedgerEvent, text } from "../../../kernel/event.ts";
import type { Host, KernelParts } from "../../../kernel/host.ts";
import type { EventTypeParts } from "../../../kernel/vocabulary.ts";
import type { Eraser } from "../../contracts/eraser.ts";
import { assertAtRest } from "../elsewhere.ts";
import { lonelyBlobs } from "./lonely-blobs.ts";

/** On record and on disk before anything goes: who asked for it, and what else than the tree's own events goes with it. */
export const ERASING = "runs.erasing";
/** Nothing of it is left. */
export const ERASED = "runs.erased";

const schema = z.object({
  root: z.string(),
  runs: z.array(z.string()),
  /** Ids of events on other streams that tell of the tree's files. */
  besides: z.array(z.string()),
});

export const erasureTypes: readonly EventTypeParts[] = [
  { type: ERASING, schema, barrier: () => true },
  { type: ERASED, schema: schema.pick({ root: true }) },
];

/** A run with its children and forks: they share one history, so it goes as a whole. */
export interface Tree {
  readonly root: string;
  readonly runs: readonly string[];
  readonly events: readonly LedgerEvent[];
  /** Restores of the tree's files, which stand on the tenant's stream. */
  readonly besides: readonly LedgerEvent[];
}

export function treeOf({ ledger }: Pick<KernelParts, "ledger">, root: string): Tree {
  const subjects = ledger.branches({ root }).map(({ subject }) => subject.slice("run/".length));
  const runs = [...new Set(subjects)];
  return { root, runs, events: [...ledger.readTree(root)], besides: restoresOf(ledger, runs) };
}

/** Restores name the run, the moment or the other restore that they are of, and their own later events only themselves. */
function restoresOf(ledger: KernelParts["ledger"], runs: readonly string[]): LedgerEvent[] {
  const names = new Set(runs.map((run) => `run/${run}`));
  const found: LedgerEvent[] = [];
  for (const event of ledger.query({ subject: `tenant/${ledger.tenant}` })) {
    const operation = `operation/${text(event.data?.["operation"])}`;
    const of = text(event.data?.["of"]).replace(/@\d+$/, "");
    if (!names.has(of) && !names.has(operation)) continue;
    if (operation !== "operation/") names.add(operation);
    found.push(event);
  }
  return found;
}

/** Puts the erasure on record and does it. All runs of the tree are at rest. */
export async function eraseTree(host: Host, tree: Tree, actor: string): Promise<void> {
  const { ledger } = host.kernel();
  const { root, runs, besides } = tree;
  const record = { root, runs, besides: besides.map(({ id }) => id) };
  const removed = new Set<unknown>();
  for (const { data } of ledger.query({ types: ["run.removed"] })) removed.add(data?.["run"]);
  const listed = runs.filter((run) => !removed.has(run));
  await ledger.append([
    { ...streamOf(host), type: ERASING, actor, data: record },
    ...listed.map((run) => ({ ...streamOf(host), type: "run.removed", actor, data: { run } })),
  ]);
  await finishErasure(host, tree);
}

/** Does what is on record: also again, after a kernel that died over it. */
async function finishErasure(host: Host, { root, events, besides }: Tree): Promise<void> {
  const { ledger } = host.kernel();
  for (const eraser of host.provided<Eraser>("eraser").values()) await eraser.erase(root, events);
  const all = [...events, ...besides];
  const ids = all.map(({ id }) => id);
  // Only payloads know which blobs they name, so these go first.
  ledger.dropBlobs(await lonelyBlobs(ledger, all));
  ledger.erase(...ids);
  await ledger.append([{ ...streamOf(host), type: ERASED, actor: "kernel", data: { root } }]);
}

/** What is on record as begun and not as done: on the tenant's stream, where only kernels of this home write. */
export async function finishErasures(host: Host): Promise<void> {
  const { ledger } = host.kernel();
  const open = new Map<string, readonly unknown[]>();
  const own = { subject: `tenant/${ledger.tenant}`, types: [ERASING, ERASED] };
  for (const { type, data } of ledger.query(own)) {
    const root = text(data?.["root"]);
    if (type === ERASED) open.delete(root);
    else open.set(root, (data?.["besides"] ?? []) as readonly unknown[]);
  }
  for (const [root, ids] of open) {
    const besides = ids.flatMap((id) => ledger.get(String(id)) ?? []);
    await finishErasure(host, { ...treeOf({ ledger }, root), besides });
  }
}

/** Throws `conflict` unless every run of the tree is over, or belongs to another device. */
export function assertOver(kernel: KernelParts, tree: Tree): void {
  for (const run of tree.runs) assertAtRest(kernel, run);
}

function streamOf(host: Host) {
  const { tenant, origin } = host.kernel().ledger;
  return { subject: `tenant/${tenant}`, branch: `tenant/${tenant}@${origin}` };
}
