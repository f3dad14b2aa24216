import type { LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Operation } from "../contracts/files.ts";

/** What a person can take back: what a run did to files, a rewind, or a restore. */
export type Deed =
  | { readonly kind: "run"; readonly run: string; readonly dir: string; readonly row: number }
  | {
      readonly kind: "rewind";
      readonly run: string;
      readonly dir: string;
      readonly row: number;
      readonly event: LedgerEvent;
      /** The restore that came with it. */
      readonly operation: Operation | null;
    }
  | {
      readonly kind: "restore";
      readonly dir: string;
      readonly row: number;
      readonly operation: Operation;
    };

/** The last thing done to a folder that has not been taken back; null: there is none. Restores by `undo` are none. */
export function lastDeed(host: Host, isWanted: (dir: string) => boolean): Deed | null {
  const found = [lastChange, lastRewind, lastFork].map((last) => last(host, isWanted));
  const deeds = found.filter((deed) => deed !== null);
  return deeds.toSorted((a, b) => b.row - a.row)[0] ?? null;
}

/** A run's changes, up to its last one. */
export function deedOf(host: Host, run: string): Deed {
  const { runs, ledger } = host.kernel();
  const { root, dir } = runs.state(run);
  const topOf = topRuns(host);
  let row = 0;
  for (const event of ledger.readTree(root, ["workspace.captured"]))
    if (topOf(event) === run && isChange(event)) row = event.row;
  return { kind: "run", run, dir, row };
}

export function operationNamed(host: Host, name: string): Operation | null {
  const found = host
    .needs("files")
    .operations()
    .filter(({ operation }) => operation.startsWith(name));
  return found.length === 1 ? found[0]! : null;
}

function lastChange(host: Host, isWanted: (dir: string) => boolean): Deed | null {
  const { ledger, runs } = host.kernel();
  const topOf = topRuns(host);
  const seen = new Set<string>();
  for (const event of ledger.query({ types: ["workspace.captured"], newestFirst: true })) {
    // What another device did was never done to this folder.
    if (!isChange(event) || event.source !== `/${ledger.tenant}/${ledger.origin}`) continue;
    const run = topOf(event);
    if (seen.has(run)) continue;
    seen.add(run);
    const { dir } = runs.state(run);
    if (!isWanted(dir) || isUndone(host, `run/${run}`, event.row)) continue;
    if (host.needs("files").made(run).length > 0) return { kind: "run", run, dir, row: event.row };
  }
  return null;
}

function lastRewind(host: Host, isWanted: (dir: string) => boolean): Deed | null {
  const { ledger, runs } = host.kernel();
  const undone = new Set<string>();
  for (const event of ledger.query({ types: ["run.rewound"], newestFirst: true })) {
    if (event.cause !== null) undone.add(event.cause);
    const data = event.data as Payload<"run.rewound"> | null;
    if (data === null || data.undo || undone.has(event.id)) continue;
    const { dir } = runs.state(data.run);
    // Who has taken back all that a run did has no use for where it once stood.
    if (isWanted(dir) && !isUndone(host, `run/${data.run}`, event.row))
      return rewindOf(host, event, dir);
  }
  return null;
}

function rewindOf(host: Host, event: LedgerEvent, dir: string): Deed {
  const { run } = event.data as Payload<"run.rewound">;
  const operations = host.needs("files").operations();
  const operation = operations.find(({ of }) => of === `rewind/${event.id}`) ?? null;
  return { kind: "rewind", run, dir, row: event.row, event, operation };
}

/** The folder as it was before a fork brought it to its moment, or a rewind that was never put on record. */
function lastFork(host: Host, isWanted: (dir: string) => boolean): Deed | null {
  const { ledger } = host.kernel();
  const isLeft = (kind: string, of: string) =>
    kind === "rewind" && ledger.get(of.replace("rewind/", "")) === null;
  const operations = host.needs("files").operations();
  const operation = operations.findLast(
    ({ kind, of, operation: name, dir, row }) =>
      (kind === "fork" || isLeft(kind, of)) &&
      isWanted(dir) &&
      !isUndone(host, `operation/${name}`, row),
  );
  return operation ? { kind: "restore", dir: operation.dir, row: operation.row, operation } : null;
}

/** Was it taken back since, and is that still so? */
function isUndone(host: Host, of: string, row: number): boolean {
  const operations = host.needs("files").operations();
  const back = operations.findLast((one) => one.kind === "undo" && one.of === of && one.row > row);
  return back !== undefined && !isUndone(host, `operation/${back.operation}`, back.row);
}

/** Tells the run that a person began, of which the one of an event is a part. */
function topRuns(host: Host): (event: LedgerEvent) => string {
  const { runs } = host.kernel();
  const known = new Map<string, string>();
  const top = (run: string): string => {
    const above = runs.state(run).parent;
    return above === null ? run : top(above.run);
  };
  return ({ subject }) => {
    const run = subject.slice("run/".length);
    const found = known.get(run) ?? top(run);
    known.set(run, found);
    return found;
  };
}

function isChange({ data }: LedgerEvent): boolean {
  const when = data?.["at"];
  return when === "after" || when === "scan" || when === "before";
}
