import { join } from "node:path";

import { messageOf } from "../../kernel/error.ts";
import type { Host, Plugin } from "../../kernel/host.ts";
import type { Boot } from "../../kernel/kernel.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { capture } from "./capture.ts";
import { capturedType } from "./captured.ts";
import { capturesOf } from "./captures.ts";
import { changesOf, madeBy } from "./changes.ts";
import { eraseTree } from "./erase.ts";
import { treeNow } from "./files.ts";
import { Folders } from "./folders.ts";
import { ignoring } from "./ignored.ts";
import { contentIn, contents, holds, keep } from "./kept.ts";
import { open } from "./open.ts";
import type { Parts } from "./parts.ts";
import { realName } from "./paths.ts";
import { keepQuota } from "./quota.ts";
import { RecentParts } from "./recent-parts.ts";
import { activateRestore } from "./restore/index.ts";
import { scan } from "./scan.ts";
import { settingsIn } from "./settings.ts";
import type { Sight } from "./sight.ts";
import { Store } from "./store/store.ts";
import { notePut } from "./put.ts";
import { type Past, treeAt } from "./tree.ts";

export const plugin: Plugin = {
  manifest: {
    name: "workspace",
    version: "2.0.0",
    description: "Opens a run's folder, keeps what stands in it, and gives it back",
  },
  activate(host) {
    host.eventType(capturedType);
    const { sight, flush, close } = sightOf(host);
    host.port(
      "captures",
      capturesOf(() => host.needs("workspace"), flush),
    );
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
    host.port("workspace", {
      open,
      real: realName,
      capture: (dir, paths, only) =>
        capture(sight(), dir, paths, { only: only ?? "keep", reach: "deep" }),
      async scan(dir) {
        const found = await scan(sight(), dir);
        void release();
        return found;
      },
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
    host.port("files", {
      at: (branch, at) => treeAt(past(), branch, at),
      changes: (branch, from, to) =>
        sight().store.reading(() => changesOf(past(), branch, from, to)),
      made: (run, afterRow) => madeBy(past(), run, afterRow),
      now: (dir) => treeNow(sight(), dir),
      content,
      ...activateRestore(host, parts),
    });
    host.provide("contents", "workspace", contents(sight, ledger));
    const eraser: Eraser = {
      async erase(root, events) {
        recent.clear();
        eraseTree(sight(), ledger(), root, events);
      },
    };
    host.provide("eraser", "workspace", eraser);
    const boot: Boot = async () => close;
    host.provide("boot", "workspace", boot);
  },
};

/** The store, opened when it is used for the first time: a kernel that looks at no files does not pay for it. */
function sightOf(host: Host) {
  let opened: Sight | null = null;
  const sight = (): Sight => {
    if (opened) return opened;
    const { ignore } = settingsIn(host.config());
    const store = new Store(join(host.tenantDir, "contents.db"));
    return (opened = { store, folders: new Folders(store), ignored: ignoring(ignore) });
  };
  const flush = () => opened?.store.flush();
  const close = async () => {
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
