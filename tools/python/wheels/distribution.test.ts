import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeWheel, makeZip, wheelFileName, type MadeWheel } from "./testing-archive.ts";
import { makeWorld, refusal, type BuiltEntry, type World } from "./testing.ts";

const tags = "cp314-cp314-pyemscripten_2026_0_wasm32";
const numbers: MadeWheel = { name: "numbers", version: "2.4.6", tags, requires: ["elsewhere"] };
const science: MadeWheel = { name: "science", version: "1.0", tags };
const library = makeZip([{ path: "libfast.so", text: "\0asm" }]);

const BUILT: readonly BuiltEntry[] = [
  built(numbers, ["libfast"]),
  built(science, ["numbers", "pure"]),
  { name: "libfast", version: "0.3", fileName: "libfast-0.3.zip", bytes: library, isLibrary: true },
  { name: "numbers-tests", version: "2.4.6", fileName: "numbers-tests.zip", bytes: makeZip([]) },
];

let world: World;
beforeEach(() => {
  world = makeWorld(BUILT);
  world.index.publish(
    { name: "numbers", version: "2.4.6", tags: "cp314-cp314-manylinux_2_28_x86_64" },
    { name: "pure", version: "1.0" },
  );
  world.index.intercept("/simple/science", () =>
    Response.json({ meta: { "api-version": "1.0" }, files: [] }),
  );
});
afterEach(() => world.end());

function built(wheel: MadeWheel, depends: readonly string[]): BuiltEntry {
  const { name, version } = wheel;
  return { name, version, fileName: wheelFileName(wheel), bytes: makeWheel(wheel), depends };
}

describe("what the index has in no form that runs here", () => {
  test("comes from Pyodide's own distribution, with its libraries", async () => {
    const { added } = await world.add("lab", "science");
    expect(added.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "libfast 0.3",
      "numbers 2.4.6",
      "pure 1.0",
      "science 1.0",
    ]);
    expect(world.index.requests.filter((path) => path.startsWith("/built/")).sort()).toEqual([
      "/built/libfast-0.3.zip",
      `/built/${wheelFileName(numbers)}`,
      `/built/${wheelFileName(science)}`,
    ]);
    const wheels = await world.open().wheels("lab");
    expect(wheels[0]).toMatchObject({ name: "libfast", fileName: "libfast-0.3.zip", imports: [] });
    expect(wheels[0]?.path).toEndWith(".zip");
  });

  test("but the name of a library is never asked of an index, where anybody could own it", async () => {
    world.index.publish({ name: "libfast", version: "99" });
    await world.add("lab", "science");
    expect(world.index.requests).not.toContain("/simple/libfast/");
  });

  test("but a newer one of the index goes before it", async () => {
    world.index.publish({ name: "numbers", version: "2.5", tags });
    expect((await world.add("lab", "numbers")).added).toEqual([
      expect.objectContaining({ name: "numbers", version: "2.5" }),
    ]);
  });

  test("but one that is not what the lock file says is refused", async () => {
    world.index.intercept(
      "/built/numbers",
      () => new Response(makeWheel({ ...numbers, requires: [] })),
    );
    expect(await refusal(world.add("lab", "numbers"))).toMatch(
      /^broken: .* is not what it should be/,
    );
    expect(await refusal(world.open().wheels("lab"))).toContain('there is no "lab"');
  });

  test("and cannot be reached is said: what, from where, and what to do", async () => {
    const packages = world.open({ distribution: "https://127.0.0.1:1/full/" });
    const work = packages.add("lab", ["numbers"], { signal: new AbortController().signal });
    expect(await refusal(work)).toBe(
      "unreachable: libfast-0.3.zip, which Pyodide's makers publish, could not be had from 127.0.0.1:1 " +
        "(ECONNREFUSED); check the connection and add it again, or add it from a folder that holds its wheels",
    );
  });

  test("comes from a folder too, its libraries with it", async () => {
    const from = join(world.folder, "stick");
    mkdirSync(from);
    writeFileSync(join(from, wheelFileName(numbers)), makeWheel(numbers));
    const packages = world.open({ from });
    const progress = { signal: new AbortController().signal };
    expect(await refusal(packages.add("lab", ["numbers"], progress))).toContain(
      "does not hold libfast-0.3.zip; put it there",
    );
    writeFileSync(join(from, "libfast-0.3.zip"), makeZip([]));
    expect(await refusal(packages.add("lab", ["numbers"], progress))).toMatch(
      /^broken: libfast-0\.3\.zip/,
    );
    writeFileSync(join(from, "libfast-0.3.zip"), library);
    expect((await packages.add("lab", ["numbers"], progress)).added).toHaveLength(2);
    expect(world.index.requests).toEqual([]);
  });
});

test("an image of another Pyodide is not used, and adding makes it anew", async () => {
  await world.add("lab", "numbers");
  const path = join(world.store, "packages", "lab.json");
  const text = await Bun.file(path).text();
  writeFileSync(path, text.replaceAll("pyemscripten_2026_0", "pyemscripten_2025_0"));
  expect(await refusal(world.open().wheels("lab"))).toContain(
    "in image lab was made for another Pyodide; add numbers to it again",
  );
  await world.add("lab", "numbers");
  expect(await world.open().wheels("lab")).toHaveLength(2);
});

test("a lock file that is none is named", async () => {
  const lockFile = join(world.folder, "broken.json");
  writeFileSync(lockFile, "{}");
  const work = world
    .open({ lockFile })
    .add("lab", ["pure"], { signal: new AbortController().signal });
  expect(await refusal(work)).toBe(
    `broken: ${lockFile} is not a lock file of Pyodide; install Glassbox again`,
  );
});
