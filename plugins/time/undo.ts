import { resolve } from "node:path";

import { conflict, KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { OnConflict, RestoreItem } from "../contracts/files.ts";
import { giveBack } from "./give-back.ts";
import { type Deed, deedOf, lastDeed, operationNamed } from "./history.ts";
import { addressesOf, assertAtRest } from "./moment.ts";
import { checkTree } from "./tree.ts";
import { beforeRun } from "./wanted.ts";

interface Wanted {
  readonly of?: string | undefined;
  readonly dir?: string | undefined;
  readonly dryRun: boolean;
  readonly onConflict: OnConflict;
}

export async function undo(
  host: Host,
  { of, dir, dryRun, onConflict: how }: Wanted,
  actor: string,
): Promise<JsonObject> {
  const deed = of === undefined ? last(host, dir) : named(host, of);
  if (deed.kind !== "restore" && !dryRun) assertAtRest(host, deed.run);
  const order = { kind: "undo", of: nameOf(deed), actor, onConflict: how };
  const files = await giveBack(host, deed.dir, itemsOf(host, deed), dryRun ? null : order);
  const isBack = deed.kind === "rewind" && !dryRun;
  const branch = isBack ? await takeBack(host, deed, actor) : null;
  const tree = deed.kind === "run" && !dryRun ? await checkTree(host, deed.run) : null;
  return { ...described(host, deed), branch, files, tree } as object as JsonObject;
}

function described(host: Host, deed: Deed) {
  const { kind } = deed;
  if (kind === "restore") return { kind, of: nameOf(deed), run: null, label: null, goal: null };
  const { run } = deed;
  const { goal } = host.kernel().runs.state(run);
  const label = addressesOf(host).label(run);
  return { kind, of: nameOf(deed), run, label, goal: goal?.text ?? "" };
}

function last(host: Host, dir: string | undefined): Deed {
  const here = dir === undefined ? null : resolve(dir);
  const isHere = (one: string) =>
    here === null || one === here || one.startsWith(`${here}/`) || here.startsWith(`${one}/`);
  const found = lastDeed(host, isHere);
  if (found) return found;
  const elsewhere = here === null ? null : lastDeed(host, () => true);
  throw new KernelError("not_found", "there is nothing to take back here", {
    hint: elsewhere
      ? `the last change was in ${elsewhere.dir}: go there, or name it: glassbox undo ${nameOf(elsewhere).split("/")[1]}`
      : "no run has changed a file that is not as it was before",
  });
}

function named(host: Host, name: string): Deed {
  const operation = operationNamed(host, name);
  if (operation) return { kind: "restore", dir: operation.dir, row: operation.row, operation };
  const run = addressesOf(host).run(name);
  const { runs, ledger } = host.kernel();
  const { owner } = runs.state(run);
  if (owner && owner.origin !== ledger.origin)
    throw usage(`run ${run} worked on another device`, "its files were never changed here");
  return deedOf(host, run);
}

function nameOf(deed: Deed): string {
  if (deed.kind === "run") return `run/${deed.run}`;
  if (deed.kind === "restore") return `operation/${deed.operation.operation}`;
  return `rewind/${deed.event.id}`;
}

function itemsOf(host: Host, deed: Deed): readonly RestoreItem[] {
  if (deed.kind === "run") return beforeRun(host, deed.run);
  const items = deed.operation?.items ?? [];
  return items.map(({ from, to }) => ({ from: to, to: from }));
}

/** The run is again where it was before the rewind, on another branch. */
async function takeBack(
  host: Host,
  { event, run }: Extract<Deed, { kind: "rewind" }>,
  actor: string,
): Promise<string> {
  const { ledger, runs } = host.kernel();
  const before = ledger.branch(formerHead(host, run, event.branch));
  if (!before) throw conflict(`run ${run} was rewound from a branch that is not there any more`);
  const { id: from, length: at, root } = before;
  runs.leave(run, "a person has taken back a rewind of it");
  const branch = runs.services.ids.short();
  const data: Payload<"run.rewound"> = { run, from, at, by: actor, undo: true };
  const draft = drafting(run, actor, branch)("run.rewound", data, event.id);
  const parent = { branch: from, at };
  await ledger.append([draft], [{ id: branch, subject: `run/${run}`, root, parent }]);
  return branch;
}

/** The branch that a run was on before it was rewound: the one that was opened last before. */
function formerHead(host: Host, run: string, rewound: string): string {
  const { ledger } = host.kernel();
  const root = ledger.branch(rewound)!.root;
  const branches = ledger.branches({ root }).filter(({ subject }) => subject === `run/${run}`);
  const at = branches.findIndex(({ id }) => id === rewound);
  return branches[at - 1]?.id ?? run;
}
