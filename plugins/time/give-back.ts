import type { Host } from "../../kernel/host.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { FileChange, RestoreItem, RestoreOrder, RestorePlan } from "../contracts/files.ts";

/** What of a restore a person sees: before it (a plan), and after it. */
export interface GivenBack {
  readonly dir: string;
  /** Name of the operation on record; null: it was only planned, or there was nothing to do. */
  readonly operation: string | null;
  readonly items: readonly {
    readonly path: string;
    readonly action: string;
    readonly conflict: string | null;
    readonly impossible: string | null;
  }[];
  readonly restored: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly beside: readonly { readonly path: string; readonly name: string }[];
}

/** From what came of changes back to what was there before them. */
export function backwards(changes: readonly FileChange[]): RestoreItem[] {
  return changes.map(({ before, after }) => ({ from: after, to: before }));
}

/** Plans the way back, and goes it unless it is only to be shown. */
export async function giveBack(
  host: Host,
  dir: string,
  items: readonly RestoreItem[],
  order: RestoreOrder | null,
): Promise<GivenBack> {
  const files = host.needs("files");
  const plan = files.plan(dir, items);
  const nothing = { operation: null, restored: [], skipped: skippedIn(plan), beside: [] };
  const wanted = plan.items.filter(({ action }) => action !== "none");
  const done = order === null || wanted.length === 0 ? nothing : await files.restore(plan, order);
  const { operation, restored, skipped, beside } = done;
  const shown = wanted.map(({ path, action, conflict, impossible }) => {
    return { path, action, conflict, impossible };
  });
  return { dir, operation: operation || null, items: shown, restored, skipped, beside };
}

function skippedIn({ items }: RestorePlan): { path: string; reason: string }[] {
  return items.flatMap(({ path, conflict, impossible }) => {
    const reason = impossible ?? conflict;
    return reason === null ? [] : [{ path, reason }];
  });
}

/** Are all of these paths now what they are wanted to be? */
export function isAsWanted(host: Host, dir: string, wanted: readonly Capture[]): boolean {
  const items = wanted.map((to) => ({ from: to, to }));
  return host
    .needs("files")
    .plan(dir, items)
    .items.every(({ action }) => action === "none");
}
