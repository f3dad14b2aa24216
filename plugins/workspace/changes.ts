import type { LedgerEvent } from "../../kernel/event.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { FileChange } from "../contracts/files.ts";
import { PastFolder } from "./past-folder.ts";
import { CAPTURED } from "./captured.ts";
import { isSame } from "./folder.ts";
import { absent, captureOf } from "./look.ts";
import { capturedIn, capturesUpTo, type Past } from "./tree.ts";

interface Touched {
  readonly before: Capture;
  after: Capture;
  readonly steps: Set<string>;
}

/** What the run's own calls made of each path in the events after `from` and up to `to`: first before, last after. */
export function changesOf(
  past: Past,
  branch: string,
  from: number,
  to?: number,
): readonly FileChange[] {
  const folder = new PastFolder(past);
  if (from > 0)
    for (const event of capturesUpTo(past, branch, from)) {
      const data = capturedIn(event);
      if (data) folder.replay(data);
    }
  const range = { from: from + 1, types: [CAPTURED], ...(to === undefined ? {} : { to }) };
  return net(folder, past.ledger.readBranch(branch, range));
}

/**
 * The same of a run with the runs that its steps began, on all their branches and in the order of the record; only of what
 * came after a local row.
 */
export function madeBy(past: Past, run: string, afterRow = 0): readonly FileChange[] {
  const { ledger } = past;
  const root = ledger.branch(run)?.root ?? run;
  const family = new Set([run]);
  // A child begins after its parent.
  for (const { data } of ledger.readTree(root, ["run.started"])) {
    const { run: child, parent } = (data ?? {}) as Partial<Payload<"run.started">>;
    if (child !== undefined && parent && family.has(parent.run)) family.add(child);
  }
  const events = [...ledger.readTree(root, [CAPTURED])];
  const own = events.filter(({ subject }) => family.has(subject.slice("run/".length)));
  const after = own.filter(({ row }) => row > afterRow);
  return net(folderBefore(past, own, afterRow), after);
}

function folderBefore(past: Past, events: readonly LedgerEvent[], row: number): PastFolder {
  const folder = new PastFolder(past);
  for (const event of events) {
    const data = event.row > row ? null : capturedIn(event);
    if (data) folder.replay(data);
  }
  return folder;
}

function net(folder: PastFolder, events: Iterable<LedgerEvent>): readonly FileChange[] {
  /** What stood at a path before the call that is under way. */
  const before = new Map<string, Capture>();
  const touched = new Map<string, Touched>();
  for (const event of events) {
    const data = capturedIn(event);
    if (!data) continue;
    const { step, at, captures } = data;
    const isOwn = step !== "" && (at === "after" || at === "scan");
    for (const one of captures) {
      const { path } = one;
      if (at === "before") before.set(path, captureOf(one));
      if (!isOwn) continue;
      const seen = at === "after" ? before.get(path) : undefined;
      const made = touched.get(path) ?? begun(seen ?? folder.get(path) ?? absent(path));
      made.after = captureOf(one);
      made.steps.add(step);
      touched.set(path, made);
    }
    folder.replay(data);
  }
  return [...touched.entries()]
    .filter(([, made]) => !isSame(made.before, made.after))
    .map(([path, made]) => ({ path, ...made, steps: [...made.steps] }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function begun(first: Capture): Touched {
  return { before: first, after: first, steps: new Set() };
}
