import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Capture, Scan } from "../../kernel/ports/workspace.ts";
import { capture, type CaptureOptions } from "./capture.ts";
import { Folders } from "./folders.ts";
import { ignoring } from "./ignored.ts";
import { entriesOf } from "./manifest.ts";
import { scan } from "./scan.ts";
import type { Sight } from "./sight.ts";
import { Store } from "./store/store.ts";

/** A folder and a store for what is in it, in a temporary place. */
export interface Desk extends Disposable {
  readonly dir: string;
  readonly sight: Sight;
  write(path: string, content: string | Uint8Array, mode?: number): void;
  link(path: string, target: string): void;
  folder(path: string): void;
  remove(path: string): void;
  capture(paths: readonly string[], options?: Partial<CaptureOptions>): readonly Capture[];
  scan(): Promise<Scan>;
  /** Everything as the manifest has it. */
  tree(manifest: string): Promise<Map<string, Capture>>;
  content(sha256: string | null): string;
  /** Forgets what is in memory, as a new kernel would. */
  reopen(): void;
}

export function newDesk(ignore: readonly string[] = []): Desk {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-workspace-")));
  const dir = join(top, "work");
  mkdirSync(dir);
  const open = () => {
    const store = new Store(join(top, "contents.db"));
    return { store, folders: new Folders(store), ignored: ignoring(ignore) };
  };
  let sight = open();
  const at = (path: string) => join(dir, path);
  return {
    dir,
    get sight() {
      return sight;
    },
    write(path, content, mode) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
      if (mode !== undefined) chmodSync(at(path), mode);
    },
    link(path, target) {
      mkdirSync(dirname(at(path)), { recursive: true });
      symlinkSync(target, at(path));
    },
    folder: (path) => void mkdirSync(at(path), { recursive: true }),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    capture: (paths, options) =>
      capture(sight, dir, paths, { only: "keep", reach: "deep", ...options }),
    async scan() {
      const found = await scan(sight, dir);
      if (!found) throw new Error("the folder is too large");
      return found;
    },
    tree: async (manifest) => entriesOf(manifest, (hash) => sight.store.contents.get(hash))!,
    content: (sha256) => Buffer.from(sight.store.contents.get(sha256 ?? "")!).toString(),
    reopen() {
      sight.store.close();
      sight = open();
    },
    [Symbol.dispose]() {
      sight.store.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}
