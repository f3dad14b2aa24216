import { afterAll, beforeAll, expect, test, setDefaultTimeout } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, cp, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageWheel, PreparedImage } from "../types.ts";
import { prepareImage } from "./index.ts";
import { PRELOAD } from "./preload.ts";
import { trustedHash } from "./trusted-hash.ts";

setDefaultTimeout(300_000);

const PREPARE = fileURLToPath(new URL("fixtures/prepare.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "glassbox-image-"));
const store = join(root, "store");
const notices: string[] = [];
afterAll(() => rmSync(root, { recursive: true, force: true }));

const prepare = (
  change: { store?: string; wheels?: readonly ImageWheel[]; image?: string } = {},
): Promise<PreparedImage> =>
  prepareImage({
    store: change.store ?? store,
    packages: { wheels: async () => change.wheels ?? [] },
    image: change.image ?? "base",
    notice: (text) => notices.push(text),
  });

async function prepareElsewhere(): Promise<{ snapshot: string; notices: string[] }> {
  const child = Bun.spawn([process.execPath, PREPARE, store], { stdout: "pipe" });
  return JSON.parse(await new Response(child.stdout).text());
}

let elsewhere: Awaited<ReturnType<typeof prepareElsewhere>>[] = [];
let image: PreparedImage;
let snapshot = "";
beforeAll(async () => {
  elsewhere = await Promise.all([prepareElsewhere(), prepareElsewhere()]);
  image = await prepare();
  snapshot = image.snapshot ?? "";
});

test("two processes that want the first snapshot at once build it once", () => {
  expect(elsewhere.flatMap((told) => told.notices)).toEqual([
    "Building Python's snapshot, once for this version",
  ]);
  expect(elsewhere.map((told) => told.snapshot)).toEqual([snapshot, snapshot]);
  expect(notices).toEqual([]);
});

test("the snapshot lies under its key, with its hash beside it", async () => {
  const manifest = JSON.parse(await readFile(join(dirname(snapshot), "manifest.json"), "utf8"));
  expect(manifest.sha256).toBe(await trustedHash(snapshot));
  expect(dirname(snapshot)).toBe(join(store, "images", manifest.key));
  expect(PRELOAD.length).toBeGreaterThanOrEqual(40);
});

test("what is preloaded makes memory grow once and not twice", async () => {
  // 36 MiB, and a little before them for what JavaScript holds; they are shared by all interpreters as long as nobody writes.
  expect((await stat(snapshot)).size).toBeLessThan(37 * 1024 * 1024);
});

test("images that differ in packages share it; their keys differ", async () => {
  const wheel: ImageWheel = {
    name: "attrs",
    version: "1",
    fileName: "attrs-1-py3-none-any.whl",
    path: "/none",
    sha256: "1".repeat(64),
    depends: [],
    imports: ["attr"],
  };
  const data = await prepare({ image: "data", wheels: [wheel] });
  expect(data.snapshot).toBe(snapshot);
  expect(data.wheels).toEqual([wheel]);
  const other = await prepare({ wheels: [{ ...wheel, sha256: "2".repeat(64) }] });
  expect(new Set([image.key, data.key, other.key]).size).toBe(3);
});

test("a snapshot with one other byte is refused, removed and built anew, the same again", async () => {
  const copy = join(root, "copy");
  await cp(store, copy, { recursive: true });
  const path = snapshot.replace(store, copy);
  const good = await readFile(path);
  expect((await prepare({ store: copy })).snapshot).toBe(path);

  const forged = Buffer.from(good);
  forged.writeUInt8(forged.readUInt8(5_000_000) ^ 1, 5_000_000);
  await chmod(path, 0o600);
  await writeFile(path, forged);
  await utimes(path, new Date(0), new Date(0));
  expect((await prepare({ store: copy })).snapshot).toBe(path);
  expect(notices[0]).toContain(`${path} is not what was built`);
  expect(Buffer.compare(await readFile(path), good)).toBe(0);
});
