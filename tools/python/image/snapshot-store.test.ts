import { afterAll, beforeEach, describe, expect, test, setDefaultTimeout } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, cp, mkdir, open, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkBuildFiles, findPyodide } from "./build-files.ts";
import { withBuildLock } from "./build-lock.ts";
import { findSnapshot, keepSnapshot, touchSnapshot } from "./snapshot-store.ts";
import { trustedHash } from "./trusted-hash.ts";

setDefaultTimeout(300_000);

const root = mkdtempSync(join(tmpdir(), "glassbox-snapshots-"));
const DAY_MS = 24 * 60 * 60 * 1000;
let images = "";
beforeEach(() => {
  images = join(root, crypto.randomUUID());
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pages = Buffer.from("pages of memory");
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

describe("a kept snapshot", () => {
  test("is found, unless there is none", async () => {
    expect(await findSnapshot(images, "a")).toEqual({ is: "absent" });
    await keepSnapshot(images, "a", pages);
    const found = await findSnapshot(images, "a");
    expect(found).toEqual({ is: "good", path: join(images, "a", "base.snapshot") });
    expect(await findSnapshot(images, "b")).toEqual({ is: "absent" });
  });

  test("stays when another process is slower", async () => {
    await keepSnapshot(images, "a", pages);
    await keepSnapshot(images, "a", Buffer.from("other pages"));
    expect((await findSnapshot(images, "a")).is).toBe("good");
    expect(await readFile(join(images, "a", "base.snapshot"), "utf8")).toBe("pages of memory");
    expect(await readdir(images)).toEqual(["a"]);
  });

  test.each([
    ["its manifest is missing", (folder: string) => rm(join(folder, "manifest.json"))],
    ["its bytes are missing", (folder: string) => rm(join(folder, "base.snapshot"))],
    [
      "its manifest is cut",
      (folder: string) => overwrite(join(folder, "manifest.json"), '{"key":'),
    ],
    ["it is cut", (folder: string) => overwrite(join(folder, "base.snapshot"), "pages of")],
    [
      "it is that of another key",
      async (folder: string) => {
        await keepSnapshot(images, "b", Buffer.from("pages of another"));
        await rm(folder, { recursive: true });
        await cp(join(images, "b"), folder, { recursive: true });
      },
    ],
  ])("is not taken when %s", async (_what, spoil) => {
    await keepSnapshot(images, "a", pages);
    await spoil(join(images, "a"));
    expect((await findSnapshot(images, "a")).is).toBe("bad");
  });

  test("goes when nobody has used it for weeks; what is in use stays", async () => {
    for (const key of ["used", "recent", "old"]) await keepSnapshot(images, key, pages);
    await mkdir(join(images, ".building-crashed"));
    await age(join(images, "used", "manifest.json"), 100);
    await age(join(images, "recent", "manifest.json"), 10);
    await age(join(images, "old", "manifest.json"), 20);
    await age(join(images, ".building-crashed"), 20);
    await touchSnapshot(images, "used");
    expect((await readdir(images)).toSorted()).toEqual(["recent", "used"]);
    await keepSnapshot(images, "new", pages);
    await touchSnapshot(images, "new");
    expect((await readdir(images)).toSorted()).toEqual(["new", "recent", "used"]);
  });
});

async function overwrite(path: string, text: string): Promise<void> {
  await chmod(path, 0o600);
  await writeFile(path, text);
}

async function age(path: string, days: number): Promise<void> {
  await utimes(path, daysAgo(days), daysAgo(days));
}

describe("the hash of a file", () => {
  test("is taken again when it is written in place and its times are set back", async () => {
    await mkdir(images);
    const path = join(images, "file");
    await writeFile(path, "one");
    await age(path, 1);
    const before = await trustedHash(path);
    expect(await trustedHash(path)).toBe(before);
    const file = await open(path, "r+");
    await file.write("two", 0);
    await file.close();
    await age(path, 1);
    expect(await trustedHash(path)).not.toBe(before);
    await rm(path);
    expect(await trustedHash(path)).toBeNull();
  });
});

describe("Pyodide's own files", () => {
  test("are those that are pinned", async () => {
    expect((await checkBuildFiles(findPyodide())).length).toBe(5);
  });

  test.each(["pyodide.asm.wasm", "pyodide.asm.mjs", "python_stdlib.zip", "pyodide.mjs"])(
    "are refused with one other byte in %s",
    async (name) => {
      await cp(findPyodide(), images, { recursive: true });
      const path = join(images, name);
      const bytes = await readFile(path);
      bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
      await writeFile(path, bytes);
      await expect(checkBuildFiles(images)).rejects.toThrow(`${name} in ${images} is not what`);
    },
  );
});

describe("the lock of a build", () => {
  const path = () => join(images, "a.lock");

  test("lets one work at a time", async () => {
    let working = 0;
    const most: number[] = [];
    const work = async () => {
      working += 1;
      most.push(working);
      await Bun.sleep(20);
      working -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withBuildLock(path(), work)));
    expect(most).toEqual([1, 1, 1, 1, 1]);
    expect(await readdir(images)).toEqual([]);
  });

  test("is given back when the work fails", async () => {
    const failing = withBuildLock(path(), () => Promise.reject(new Error("no space")));
    await expect(failing).rejects.toThrow("no space");
    expect(await withBuildLock(path(), async () => "done")).toBe("done");
  });

  test("of a process that was killed holds nobody up", async () => {
    const child = Bun.spawn([process.execPath, "-e", "setInterval(() => {}, 1000)"]);
    child.kill("SIGKILL");
    await child.exited;
    await mkdir(images);
    await writeFile(path(), String(child.pid));
    expect(await withBuildLock(path(), async () => "done")).toBe("done");
  });

  test("of a process that nobody has heard of for a while holds nobody up", async () => {
    await mkdir(images);
    await writeFile(path(), "");
    await age(path(), 1);
    expect(await withBuildLock(path(), async () => "done")).toBe("done");
  });
});
