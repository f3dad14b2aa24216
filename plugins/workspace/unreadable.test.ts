import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { newDesk } from "./testing.ts";

/** What a look finds, in a process of its own. */
function looked(dir: string): {
  readonly tree: Record<string, Capture>;
  readonly changes: Capture[];
} {
  const program = `
      const { Store } = await import(${JSON.stringify(join(import.meta.dir, "store/store.ts"))});
      const { Folders } = await import(${JSON.stringify(join(import.meta.dir, "folders.ts"))});
      const { ignoring } = await import(${JSON.stringify(join(import.meta.dir, "ignored.ts"))});
      const { scan } = await import(${JSON.stringify(join(import.meta.dir, "scan.ts"))});
      const { entriesOf } = await import(${JSON.stringify(join(import.meta.dir, "manifest.ts"))});
      const { chmodSync } = await import("node:fs");
      const dir = ${JSON.stringify(dir)};
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      const store = new Store(dir + "/../own/contents.db");
      const sight = { store, folders: new Folders(store), ignored: ignoring([]) };
      await scan(sight, dir);
      chmodSync(dir + "/shut", 0o000);
      const { manifest, changes } = await scan(sight, dir);
      chmodSync(dir + "/shut", 0o755);
      const tree = Object.fromEntries(entriesOf(manifest, (hash) => store.contents.get(hash)));
      console.log(JSON.stringify({ tree, changes }));
    `;
  const child = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", cwd: "/" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

test("to a user whom permissions bind, what may not be read is named, and what lies in a locked folder is not taken for removed", () => {
  using desk = newDesk();
  desk.write("open.md", "open");
  desk.write("locked.md", "locked", 0o000);
  desk.write("shut/inside.md", "inside");
  const own = join(desk.dir, "../own");
  mkdirSync(own);
  for (const path of [join(desk.dir, ".."), own, desk.dir, join(desk.dir, "shut")]) {
    chmodSync(path, 0o777);
    spawnSync("chown", ["65534:65534", path]);
  }
  const { tree, changes } = looked(desk.dir);
  expect(tree["open.md"]).toMatchObject({ kept: true });
  expect(tree["locked.md"]).toMatchObject({ kind: "file", sha256: null, kept: false, size: 6 });
  expect(tree["shut"]).toMatchObject({ kind: "directory", kept: false, mode: 0 });
  expect(tree["shut/inside.md"]).toMatchObject({ sha256: sha256("inside") });
  expect(changes.map(({ path }) => path)).toEqual(["shut"]);
});
