import type { LedgerEvent } from "../../kernel/event.ts";
import { KernelError } from "../../kernel/error.ts";
import type { ExtensionReducers } from "../../kernel/fold/run.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import type { Captured } from "../contracts/captured.ts";
import type { FileTree } from "../contracts/files.ts";
import { CAPTURED, positionIn } from "./captured.ts";
import { captureOf } from "./look.ts";
import { digestOf, entriesOf } from "./manifest.ts";

/** What reading the files of the past needs. */
export interface Past {
  readonly ledger: Ledger;
  readonly extensions: ExtensionReducers;
  content(sha256: string): Uint8Array | null;
  /** Is it there? */
  isKept(sha256: string): boolean;
  /** Parts of manifests that were read before. */
  readonly parts: Map<string, readonly Capture[]>;
  /** What no manifest holds is in no tree, whoever has touched it. */
  isIgnored(path: string): boolean;
}

/** The folder as captured up to event `at` of a branch. */
export function treeAt(past: Past, branch: string, at?: number): FileTree {
  const { dir, entries } = entriesAt(past, branch, at);
  const sorted = sortedByPath(entries.values());
  return {
    dir,
    entries: new Map(sorted.map((one) => [one.path, one])),
    digest: digestOf(sorted),
  };
}

export function entriesAt(past: Past, branch: string, at?: number) {
  const state = runStateAt(past.ledger, branch, past.extensions, at);
  const entries = new Map<string, Capture>();
  for (const event of eventsUpTo(past.ledger, branch, state)) {
    const data = capturedIn(event);
    if (data && !replay(past, entries, data)) throw released(branch, event.bseq);
  }
  return { dir: state.dir, entries };
}

/** Events that say all of a folder as it was at that event. */
export function capturesUpTo(past: Past, branch: string, at: number): Iterable<LedgerEvent> {
  return eventsUpTo(past.ledger, branch, runStateAt(past.ledger, branch, past.extensions, at));
}

/** The last manifest and the captures after it. */
function* eventsUpTo(ledger: Ledger, branch: string, state: RunState): Iterable<LedgerEvent> {
  const types = [CAPTURED];
  const { manifest, since, whole } = positionIn(state.extensions["workspace"]);
  const range = { from: Math.max(manifest, 1), to: state.bseq, types };
  if (!whole) return yield* ledger.readBranch(branch, range);
  for (const one of manifest === 0 ? since : [manifest, ...since])
    yield* ledger.readBranch(branch, { from: one, to: one, types });
}

function released(branch: string, at: number): KernelError {
  const what = `the files of ${branch}@${at} are not kept any more`;
  return new KernelError("not_found", what, {
    hint: "workspace.quotaMb in the configuration says how much is kept",
  });
}

export function capturedIn({ data }: LedgerEvent): Captured | null {
  return data as unknown as Captured | null;
}

/** Brings a tree from before an event to after it. False: only as far as its captures say, its manifest is gone. */
export function replay(past: Past, entries: Map<string, Capture>, captured: Captured): boolean {
  const { manifest: name } = captured;
  const manifest = name === null ? null : entriesOf(name, past.content, past.parts);
  if (manifest) {
    entries.clear();
    for (const [path, one] of manifest) entries.set(path, one);
    return true;
  }
  for (const one of captured.captures) {
    if (one.path === "." || past.isIgnored(one.path)) continue;
    if (one.kind !== "directory") removeBelow(entries, one.path);
    if (one.kind === "absent") entries.delete(one.path);
    else entries.set(one.path, captureOf(one));
  }
  return captured.manifest === null;
}

function removeBelow(entries: Map<string, Capture>, path: string): void {
  if (entries.get(path)?.kind !== "directory") return;
  for (const one of entries.keys()) if (one.startsWith(`${path}/`)) entries.delete(one);
}

export function sortedByPath(captures: Iterable<Capture>): Capture[] {
  return [...captures].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
