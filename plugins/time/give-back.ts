import type { Host } from "../../kernel/host.ts";
import { assertFolderAtRest } from "./moment.ts";
import type { RestoreItem, RestoreOrder, RestorePlan } from "../contracts/files.ts";

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

/** Plans the way back, and goes it unless it is only to be shown. */
export async function giveBack(
  host: Host,
  dir: string,
  items: readonly RestoreItem[],
  order: RestoreOrder | null,
): Promise<GivenBack> {
  const files = host.needs("files");
  if (items.length === 0) return { dir, ...NOTHING, items: [], skipped: [] };
  if (order !== null) assertFolderAtRest(host, dir);
  const plan = files.plan(dir, items);
  const nothing = { ...NOTHING, skipped: skippedIn(plan) };
  const wanted = plan.items.filter(({ action }) => action !== "none");
  const done = order === null || wanted.length === 0 ? nothing : await files.restore(plan, order);
  const { operation, restored, skipped, beside } = done;
  const shown = wanted.map(({ path, action, conflict, impossible }) => {
    return { path, action, conflict, impossible };
  });
  return { dir, operation: operation || null, items: shown, restored, skipped, beside };
}

const NOTHING = { operation: null, restored: [], beside: [] } as const;

function skippedIn({ items }: RestorePlan): { path: string; reason: string }[] {
  return items.flatMap(({ path, conflict, impossible }) => {
    const reason = impossible ?? conflict;
    return reason === null ? [] : [{ path, reason }];
  });
}
