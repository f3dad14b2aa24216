import { expect, test } from "bun:test";
import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";

import { changed } from "../../../bench/support/restores/changed.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";

const top = folderInMemory();

test("a large file is told of: it cannot be given back, and is not taken away unasked", async () => {
  await using here = await changed(top, { "large.bin": "" }, {});
  const { stand, dir, was } = here;
  truncateSync(join(dir, "large.bin"), 200 * 1024 * 1024);
  const large = stand.look(dir, "large.bin");
  expect(large).toMatchObject({ kind: "file", kept: false, size: 200 * 1024 * 1024 });
  const absent = { ...large, kind: "absent", sha256: null, mode: 0, size: 0 } as const;

  const made = await stand.restore(dir, [{ from: large, to: absent }]);
  expect(made.skipped).toEqual([
    {
      path: "large.bin",
      reason: "what is there now could not be brought back: it is too large (200.0 MB)",
    },
  ]);
  const item = { from: was.get("large.bin")!, to: large };
  here.write("large.bin", "");
  const gone = await stand.restore(dir, [item], "force");
  expect(gone.skipped).toEqual([
    { path: "large.bin", reason: "its content was not kept: it is too large (200.0 MB)" },
  ]);
  const [planned] = stand.restores.plan(dir, [item]).items;
  expect(planned).toMatchObject({ action: "write", conflict: null });
  expect(planned!.impossible).toContain("200.0 MB");
  // Its mode alone needs no content.
  truncateSync(join(dir, "large.bin"), 200 * 1024 * 1024);
  const moded = { ...large, mode: 0o755 };
  expect((await stand.restore(dir, [{ from: large, to: moded }])).restored).toEqual(["large.bin"]);
  expect(statSync(join(dir, "large.bin")).mode & 0o777).toBe(0o755);
});

test("a secret goes only when somebody says so, and comes back from nobody", async () => {
  await using here = await changed(top, { "a.md": "1" }, { ".env": "TOKEN=1" });
  const { stand, dir, is, was } = here;
  const reason = "what is there now could not be brought back: it may hold secrets";
  expect((await stand.bring(dir, is, was)).skipped).toEqual([{ path: ".env", reason }]);
  expect((await stand.bring(dir, is, was, "force")).restored).toEqual([".env"]);
  const { skipped } = await stand.undo(dir);
  expect(skipped).toEqual([
    { path: ".env", reason: "its content was not kept: it may hold secrets" },
  ]);
});

test("a content that was released is told of", async () => {
  await using here = await changed(top, { "a.md": "1", "b.md": "3" }, { "a.md": "2", "b.md": "4" });
  const { stand, dir, is, was } = here;
  stand.forget(was.get("a.md")!.sha256!);
  const { skipped, restored } = await stand.bring(dir, is, was);
  expect(skipped).toEqual([{ path: "a.md", reason: "its content was released or erased" }]);
  expect(restored).toEqual(["b.md"]);
});
