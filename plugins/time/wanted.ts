import type { Host } from "../../kernel/host.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Place } from "../contracts/addresses.ts";
import type { FileChange, RestoreItem } from "../contracts/files.ts";
import { deedOf } from "./history.ts";

/** What a run has touched, as it was before the run. */
export function beforeRun(host: Host, run: string): RestoreItem[] {
  const changes = host.needs("files").made(run);
  return fromHere(host, run, changes, ({ before }) => before);
}

/** What a run has touched, as it was at that moment. */
export function atMoment(host: Host, { run, branch, at, event }: Place): RestoreItem[] {
  const files = host.needs("files");
  // What came and went again is no change of the whole run.
  const all = [...files.made(run), ...files.made(run, event.row)];
  const changes = new Map(all.map((change) => [change.path, change]));
  const { entries } = files.at(branch, at);
  const wanted = ({ path, before }: FileChange) => entries.get(path) ?? absent(before);
  return fromHere(host, run, [...changes.values()], wanted);
}

/** From what was left there: by the run, or by a restore since. */
function fromHere(
  host: Host,
  run: string,
  changes: readonly FileChange[],
  wanted: (change: FileChange) => Capture,
): RestoreItem[] {
  const { row, dir } = deedOf(host, run);
  const restored = new Map<string, Capture>();
  for (const operation of host.needs("files").operations())
    if (operation.row > row && operation.dir === dir)
      for (const { to } of operation.items) restored.set(to.path, to);
  return changes.map((change) => ({
    from: restored.get(change.path) ?? change.after,
    to: wanted(change),
  }));
}

function absent({ path }: Capture): Capture {
  return { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 };
}
