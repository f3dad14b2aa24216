import { join } from "node:path";

import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Workspace } from "../../kernel/ports/workspace.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Eraser } from "../contracts/eraser.ts";
import type { Files } from "../contracts/files.ts";
import { capture } from "./capture.ts";
import { changesOf, madeBy } from "./changes.ts";
import { eraseTree } from "./erase.ts";
import { treeNow } from "./files.ts";
import { Folders } from "./folders.ts";
import { ignoring } from "./ignored.ts";
import { contentIn, contents, holds, keep } from "./kept.ts";
import type { Parts } from "./parts.ts";
import { notePut } from "./put.ts";
import { keepQuota } from "./quota.ts";
import { RecentParts } from "./recent-parts.ts";
import { thisBoot } from "./restore/machine-boot.ts";
import { Restorer } from "./restore/restorer.ts";
import { scan } from "./scan.ts";
import { settingsIn } from "./settings.ts";
import type { Sight } from "./sight.ts";
import { Store } from "./store/store.ts";
import { type Past, treeAt } from "./tree.ts";

/** All that looks at files, keeps them and gives them back. */
export interface AtWork {
  readonly workspace: Pick<Workspace, "capture" | "scan">;
  readonly files: Files;
  readonly contents: Contents;
  readonly eraser: Eraser;
  readonly restorer: Restorer;
  flush(): void;
  close(): void;
}

export function atWork(host: Host): AtWork {
  const { sight, flush, close } = sightOf(host);
  const ledger = () => host.kernel().ledger;
  const content = (hash: string) => contentIn(sight(), ledger())(hash);
  const isKept = (hash: string) =>
    sight().store.contents.has(hash) || ledger().getBlob(hash) !== null;
  const recent = new RecentParts();
  const past = (): Past => ({
    ledger: ledger(),
    extensions: host.kernel().runs.services.extensions,
    content,
    isKept,
    parts: recent,
    isIgnored: (path) => sight().ignored.within(path),
  });
  const release = quotaKeeper(host, sight);
  const parts: Parts = {
    tenantDir: host.tenantDir,
    content,
    has: isKept,
    reading: (work) => sight().store.reading(work),
    hold: (hash) => holds(sight(), hash),
    isSecret: (hash) => sight().store.contents.isSecret(hash),
    keep: (bytes) => keep(sight(), bytes),
    look: (dir, paths) => capture(sight(), dir, paths, { only: "look", reach: "path" }),
    capture: (dir, paths) => capture(sight(), dir, paths, { only: "keep", reach: "path" }),
    put: (dir, captures) => notePut(sight(), dir, captures),
    async note(type, data, actor) {
      const subject = `tenant/${ledger().tenant}`;
      const branch = `${subject}@${ledger().origin}`;
      await ledger().append([{ subject, branch, type, actor, data }]);
    },
    ledger,
  };
  const restorer = new Restorer({ parts, boot: thisBoot(), reached: () => {} });
  return {
    workspace: {
      capture: (dir, paths, only) =>
        capture(sight(), dir, paths, { only: only ?? "keep", reach: "deep" }),
      async scan(dir) {
        const found = await scan(sight(), dir);
        void release();
        return found;
      },
    },
    files: {
      at: (branch, at) => treeAt(past(), branch, at),
      changes: (branch, from, to) =>
        sight().store.reading(() => changesOf(past(), branch, from, to)),
      made: (run, afterRow) => madeBy(past(), run, afterRow),
      now: (dir) => treeNow(sight(), dir),
      content,
      plan: (dir, items) => restorer.plan(dir, items),
      restore: (wanted, order) => restorer.restore(wanted, order),
      operations: () => restorer.operations(),
    },
    contents: contents(sight, ledger),
    eraser: {
      async erase(root, events) {
        recent.clear();
        eraseTree(sight(), ledger(), root, events);
      },
    },
    restorer,
    flush,
    close,
  };
}

/** The store, opened when it is used for the first time: a question that needs no contents does not pay for it. */
function sightOf(host: Host) {
  let opened: Sight | null = null;
  const sight = (): Sight => {
    if (opened) return opened;
    const { ignore } = settingsIn(host.config());
    const store = new Store(join(host.tenantDir, "contents.db"));
    return (opened = { store, folders: new Folders(store), ignored: ignoring(ignore) });
  };
  const flush = () => opened?.store.flush();
  const close = () => {
    opened?.store.close();
    opened = null;
  };
  return { sight, flush, close };
}

/** Looks after the quota, one look at a time. */
function quotaKeeper(host: Host, sight: () => Sight): () => Promise<void> {
  let isUnderWay = false;
  return async () => {
    const { quotaMb, pinned } = settingsIn(host.config());
    const quota = { bytes: quotaMb * 1024 * 1024, pinned };
    if (isUnderWay || sight().store.size() <= quota.bytes) return;
    isUnderWay = true;
    try {
      await keepQuota(sight(), host.kernel().ledger, quota);
    } catch (error) {
      console.error(`glassbox: file contents could not be released: ${messageOf(error)}`);
    } finally {
      isUnderWay = false;
    }
  };
}
