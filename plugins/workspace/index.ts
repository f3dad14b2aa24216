import type { Plugin } from "../../kernel/host.ts";
import type { Boot } from "../../kernel/kernel.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Eraser } from "../contracts/eraser.ts";
import type * as Late from "./at-work.ts";
import { capturedType } from "./captured.ts";
import { capturesOf } from "./captures.ts";
import { open } from "./open.ts";
import { realName } from "./paths.ts";
import { activateRestore } from "./restore/index.ts";

export const plugin: Plugin = {
  manifest: {
    name: "workspace",
    version: "2.0.0",
    description: "Opens a run's folder, keeps what stands in it, and gives it back",
  },
  activate(host) {
    host.eventType(capturedType);
    let made: Late.AtWork | null = null;
    // Loaded at its first use: a kernel that looks at no files does not hold it, and these callers cannot wait.
    const late = (): typeof Late => import.meta.require("./at-work.ts");
    const work = () => (made ??= late().atWork(host));
    host.port(
      "captures",
      capturesOf(
        () => host.needs("workspace"),
        () => made?.flush(),
      ),
    );
    host.port("workspace", {
      open,
      real: realName,
      capture: (dir, paths, only) => work().workspace.capture(dir, paths, only),
      scan: (dir) => work().workspace.scan(dir),
    });
    host.port("files", {
      at: (branch, at) => work().files.at(branch, at),
      changes: (branch, from, to) => work().files.changes(branch, from, to),
      made: (run, afterRow) => work().files.made(run, afterRow),
      now: (dir) => work().files.now(dir),
      content: (sha256) => work().files.content(sha256),
      plan: (dir, items) => work().files.plan(dir, items),
      restore: (plan, order) => work().files.restore(plan, order),
      operations: () => work().files.operations(),
    });
    const contents: Contents = {
      of: (root) => work().contents.of(root),
      get: (sha256) => work().contents.get(sha256),
      put: (root, bytes) => work().contents.put(root, bytes),
      isReleased: (sha256) => work().contents.isReleased(sha256),
    };
    host.provide("contents", "workspace", contents);
    const eraser: Eraser = { erase: async (root, events) => work().eraser.erase(root, events) };
    host.provide("eraser", "workspace", eraser);
    activateRestore(
      host,
      () => work().restorer,
      () => made?.restorer ?? null,
    );
    const boot: Boot = async () => async () => made?.close();
    host.provide("boot", "workspace", boot);
  },
};
