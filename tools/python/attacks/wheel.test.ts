import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Boot } from "../cell/frames.ts";
import { startCell } from "../pool/cell-process.ts";
import type { ImageWheel } from "../types.ts";
import { takeAim } from "./aim.ts";
import { makeSideModule } from "./side-module.ts";
import { makeStoredZip } from "./stored-zip.ts";
import { prepareTestImage } from "./testing-image.ts";
import { openWorld } from "./world.ts";

const world = await openWorld();
const folder = await mkdtemp(join(tmpdir(), "sandbox-wheel-"));
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** Python of a package, run when it is imported, found at start-up, or in place of something of ours. */
const EVIL = `
import os
try:
    os.system("@marked@ &")
except BaseException:
    pass
for path in ("@owned@", "/lib/python314.zip"):
    try:
        open(path, "wb").write(b"x")
    except BaseException:
        pass
`;

async function makeEvilWheel(file: string, isNative: boolean): Promise<ImageWheel> {
  const code = new TextEncoder().encode(takeAim(EVIL, world.aim));
  const hook = new TextEncoder().encode(takeAim("import os; os.system('@marked@ &')\n", world.aim));
  const native = makeSideModule({
    command: takeAim("@marked@ &", world.aim),
    script: takeAim(`process.getBuiltinModule("node:fs").writeFileSync("@owned@", "x")`, world.aim),
  });
  const paths = [
    "evil/__init__.py",
    "sitecustomize.py",
    "usercustomize.py",
    "_glassbox.py",
    "json.py",
  ];
  const bytes = makeStoredZip([
    ...paths.map((path) => ({ path, bytes: code })),
    { path: "evil.pth", bytes: hook },
    ...(isNative ? [{ path: "evil_native.cpython-314-wasm32-emscripten.so", bytes: native }] : []),
    {
      path: "evil-1.0.dist-info/METADATA",
      bytes: new TextEncoder().encode("Name: evil\nVersion: 1.0\n"),
    },
  ]);
  const path = join(folder, file);
  await Bun.write(path, bytes);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const imports = isNative ? ["evil", "evil_native"] : ["evil"];
  return { name: "evil", version: "1.0", fileName: file, path, sha256, depends: [], imports };
}

/** Starts a cell with the package, and tells what the world saw. */
async function startWith(wheel: ImageWheel, walls: Boot["walls"]): Promise<readonly string[]> {
  const image = await prepareTestImage([wheel]);
  const options = { walls, memoryBytes: 512 * 2 ** 20 };
  const cell = await startCell(image, options).catch(() => null);
  const limits = {
    wallMs: 20_000,
    fuel: 10_000_000,
    memoryBytes: 2 ** 28,
    outputBytes: 2 ** 20,
    fileBytes: 2 ** 25,
    files: 500,
  };
  const code = "import evil\nimport evil_native";
  const program = { code, stdin: "", files: [], limits, fixed: null, stubs: null };
  await cell?.run(program, { signal: new AbortController().signal });
  await cell?.kill();
  return world.look();
}

const EVERYTHING: Boot["walls"] = { seal: true, scrub: true, os: "required" };
const SEAL_ALONE: Boot["walls"] = { seal: true, scrub: false, os: "off" };
const SYSTEM_ALONE: Boot["walls"] = { seal: false, scrub: false, os: "required" };
const NOTHING: Boot["walls"] = { seal: false, scrub: false, os: "off" };

test.each([
  ["a pure package", false],
  ["a compiled package", true],
] as const)(
  "%s with no wall up does start programs and write files",
  async (_, isNative) => {
    const wheel = await makeEvilWheel(`evil-${isNative}.whl`, isNative);
    const seen = await startWith(wheel, NOTHING);

    expect(seen).toContain("process started");
    if (isNative) expect(seen).toContain("files changed");
  },
  60_000,
);

test.each([
  ["a pure package, everything", false, EVERYTHING],
  ["a pure package, seal alone", false, SEAL_ALONE],
  ["a pure package, system alone", false, SYSTEM_ALONE],
  ["a compiled package, everything", true, EVERYTHING],
  ["a compiled package, seal alone", true, SEAL_ALONE],
  ["a compiled package, system alone", true, SYSTEM_ALONE],
] as const)(
  "%s: nothing of it gets out, at its import or before",
  async (_, isNative, walls) => {
    const wheel = await makeEvilWheel(`evil-${isNative}.whl`, isNative);

    expect(await startWith(wheel, walls)).toEqual([]);
  },
  60_000,
);
