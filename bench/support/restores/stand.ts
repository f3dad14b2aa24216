import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import { openSqlite, typesWith } from "../ledger.ts";
import type { Ledger } from "../../../kernel/ledger/port.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import { defineEventType } from "../../../kernel/vocabulary.ts";
import type {
  OnConflict,
  Operation,
  RestoreItem,
  Restored,
} from "../../../plugins/contracts/files.ts";
import { capture } from "../../../plugins/workspace/capture.ts";
import { release } from "../../../plugins/workspace/erase.ts";
import { Folders } from "../../../plugins/workspace/folders.ts";
import { ignoring } from "../../../plugins/workspace/ignored.ts";
import { contentIn, holds, keep } from "../../../plugins/workspace/kept.ts";
import { notePut } from "../../../plugins/workspace/put.ts";
import type { Parts } from "../../../plugins/workspace/parts.ts";
import type { Sight } from "../../../plugins/workspace/sight.ts";
import { Store } from "../../../plugins/workspace/store/store.ts";
import { RESTORE_EVENTS } from "../../../plugins/workspace/restore/events.ts";
import { type MachineBoot, thisBoot } from "../../../plugins/workspace/restore/machine-boot.ts";
import { Restorer } from "../../../plugins/workspace/restore/restorer.ts";

/** What is in a folder, byte for byte: an own way to look, so that nothing is believed that the code under test says. */
export function treeOf(dir: string, below = ""): readonly string[] {
  return readdirSync(join(dir, below))
    .toSorted()
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      const at = join(dir, path);
      const stat = lstatSync(at);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) return [`${path} -> ${readlinkSync(at)}`];
      if (stat.isDirectory()) return [`${path}/ ${mode}`, ...treeOf(dir, path)];
      const content = stat.isFile() ? readFileSync(at).toString("latin1") : "special";
      return [`${path} ${mode} ${content}`];
    });
}

/** Links are not followed (`recursive` of `readdir` follows them). */
function pathsIn(dir: string, below = ""): readonly string[] {
  return readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? [path, ...pathsIn(dir, path)] : [path];
  });
}

/** The parts of the plugin, as they are wired in it, over a real ledger and a real store. */
export class Stand implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly parts: Parts;
  readonly restores: Restorer;
  readonly #sight: Sight;

  constructor(
    home: string,
    ledger: Ledger,
    reached: (point: string) => void,
    boot: MachineBoot | null,
  ) {
    this.ledger = ledger;
    const store = new Store(join(home, "contents.db"));
    const sight = { store, folders: new Folders(store), ignored: ignoring([]) };
    this.#sight = sight;
    const subject = `tenant/${ledger.tenant}`;
    const branch = `${subject}@${ledger.origin}`;
    const content = contentIn(sight, ledger);
    this.parts = {
      tenantDir: home,
      content,
      reading: (work) => store.reading(work),
      has: (hash) => store.contents.has(hash),
      hold: (hash) => holds(sight, hash),
      put: (dir, captures) => notePut(sight, dir, captures),
      isSecret: (hash) => store.contents.isSecret(hash),
      keep: (bytes) => keep(sight, bytes),
      look: (dir, paths) => capture(sight, dir, paths, { only: "look", reach: "path" }),
      capture: (dir, paths) => capture(sight, dir, paths, { only: "keep", reach: "path" }),
      async note(type, data, actor) {
        await ledger.append([{ subject, branch, type, data, actor }]);
      },
      ledger: () => ledger,
    };
    this.restores = new Restorer({ parts: this.parts, boot, reached });
  }

  /** What stands at a path; its content is kept. */
  look(dir: string, path: string): Capture {
    return this.parts.capture(dir, [path]).find((one) => one.path === path)!;
  }

  /** Everything in a folder. */
  capture(dir: string): ReadonlyMap<string, Capture> {
    const all = new Set(pathsIn(dir));
    const captured = this.parts.capture(dir, [...all]);
    return new Map(captured.filter(({ path }) => all.has(path)).map((one) => [one.path, one]));
  }

  /** Brings a folder from what it was captured as to what it was captured as at another time. */
  async bring(
    dir: string,
    from: ReadonlyMap<string, Capture>,
    to: ReadonlyMap<string, Capture>,
    onConflict: OnConflict = "skip",
  ): Promise<Restored> {
    return this.restore(dir, itemsBetween(from, to), onConflict);
  }

  restore(
    dir: string,
    items: readonly RestoreItem[],
    onConflict: OnConflict = "skip",
  ): Promise<Restored> {
    const order = { kind: "undo", of: "run/r", actor: "person", onConflict };
    return this.restores.restore(this.restores.plan(dir, items), order);
  }

  operations(dir: string): readonly Operation[] {
    return this.restores.operations().filter((one) => one.dir === dir);
  }

  /** Takes back the restore that was last. */
  undo(dir: string): Promise<Restored> {
    const { items } = this.operations(dir).at(-1)!;
    return this.restore(
      dir,
      items.map(({ from, to }) => ({ from: to, to: from })),
    );
  }

  /** As if the quota had released it. */
  forget(hash: string): void {
    release(this.#sight, new Set([hash]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.restores.settled();
    this.#sight.store.close();
    await this.ledger.close();
  }
}

export async function openStand(
  home: string,
  reached: (point: string) => void = () => {},
  interrupted: "complete" | "leave" = "complete",
  boot: MachineBoot | null = thisBoot(),
): Promise<Stand> {
  mkdirSync(home, { recursive: true });
  const types = typesWith(...RESTORE_EVENTS.map(defineEventType));
  const stand = new Stand(home, await openSqlite({ dir: home, types }), reached, boot);
  if (interrupted === "complete") await stand.restores.complete();
  return stand;
}

export function absent(path: string): Capture {
  return { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 };
}

export function itemsBetween(
  from: ReadonlyMap<string, Capture>,
  to: ReadonlyMap<string, Capture>,
): readonly RestoreItem[] {
  const paths = new Set([...from.keys(), ...to.keys()]);
  return [...paths]
    .map((path) => ({ from: from.get(path) ?? absent(path), to: to.get(path) ?? absent(path) }))
    .filter((item) => JSON.stringify(item.from) !== JSON.stringify(item.to));
}
