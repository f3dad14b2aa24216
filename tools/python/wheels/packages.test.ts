import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeWheel, makeZip, wheelFileName, type MadeWheel } from "./testing-archive.ts";
import { makeWorld, refusal, sha256Of, type World } from "./testing.ts";

const app: MadeWheel = { name: "app", version: "1.0", requires: ["lib"] };
const lib: MadeWheel = { name: "lib", version: "1.0" };

let world: World;
beforeEach(() => {
  world = makeWorld();
  world.index.publish(app, lib);
});
afterEach(() => world.end());

function stored(): readonly string[] {
  return readdirSync(join(world.store, "wheels")).sort();
}

function pathOf(wheel: MadeWheel): string {
  return join(world.store, "wheels", `${sha256Of(makeWheel(wheel))}.whl`);
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe("an image", () => {
  test("holds what was added, each package after those it needs", async () => {
    const seen: string[] = [];
    const added = await world.open().add("lab", ["app"], {
      signal: new AbortController().signal,
      fetched: (name, bytes, total) => void seen.push(`${name} ${bytes}/${total}`),
    });
    const bytes = makeWheel(app).length;
    expect(added.added).toContainEqual({
      name: "app",
      version: "1.0",
      bytes,
      from: new URL(world.index.address).host,
      sha256: sha256Of(makeWheel(app)),
    });
    expect(seen).toContain(`app ${bytes}/${bytes}`);
    expect(await world.open().wheels("lab")).toEqual([
      {
        name: "lib",
        version: "1.0",
        fileName: "lib-1.0-py3-none-any.whl",
        path: pathOf(lib),
        sha256: sha256Of(makeWheel(lib)),
        depends: [],
        imports: ["lib"],
      },
      expect.objectContaining({ name: "app", depends: ["lib"], path: pathOf(app) }),
    ]);
  });

  test("works without any network once it is made", async () => {
    await world.add("lab", "app");
    world.index.stop();
    expect(await world.open().wheels("lab")).toHaveLength(2);
    expect((await world.add("lab", "app")).present).toEqual(["app"]);
    expect(await world.open().remove("lab", ["app"])).toEqual(["lib", "app"]);
  });

  test("says what was asked for and what came along", async () => {
    await world.add("lab", "app");
    expect(await world.open().images()).toEqual([
      { name: "base", packages: [] },
      {
        name: "lab",
        packages: [
          { name: "app", version: "1.0", bytes: makeWheel(app).length, isRequested: true },
          { name: "lib", version: "1.0", bytes: makeWheel(lib).length, isRequested: false },
        ],
      },
    ]);
  });

  test("base is always there, and another name only once something was added to it", async () => {
    expect(await world.open().wheels("base")).toEqual([]);
    expect(await refusal(world.open().wheels("lab"))).toBe(
      'argument: image: there is no "lab"; there is base, and adding a package to a new name makes one',
    );
    for (const name of ["", "Lab", "../lab", "9lab", "a".repeat(33)])
      expect(await refusal(world.add(name, "app"))).toStartWith("argument: image:");
  });

  test("keeps wheels that another image needs, and no others", async () => {
    await world.add("lab", "app");
    await world.add("other", "lib");
    writeFileSync(join(world.store, "wheels", "left-by-a-crash.part"), "x");
    expect(await world.open().remove("lab", ["app"])).toEqual(["lib", "app"]);
    expect(stored()).toEqual([`${sha256Of(makeWheel(lib))}.whl`]);
    expect((await world.open().images()).map(({ name }) => name)).toEqual(["base", "other"]);
  });

  test("gives up only what was asked for", async () => {
    await world.add("lab", "app");
    expect(await refusal(world.open().remove("lab", ["lib"]))).toBe(
      "argument: names: lib is in image lab because app needs it; remove that",
    );
    expect(await refusal(world.open().remove("lab", ["what"]))).toBe(
      "argument: names: what is not in image lab; there is app",
    );
    await world.add("lab", "lib");
    expect(await world.open().remove("lab", ["app"])).toEqual(["app"]);
  });

  test("whose file is damaged is named with the mend, and nothing is swept away for it", async () => {
    await world.add("lab", "app");
    await world.add("other", "lib");
    const path = join(world.store, "packages", "lab.json");
    writeFileSync(path, readFileSync(path, "utf8").slice(0, -40));
    const sentence = `broken: ${path} is damaged; delete it and add the packages of image lab again`;
    expect(await refusal(world.open().wheels("lab"))).toBe(sentence);
    expect(await refusal(world.open().images())).toBe(sentence);
    await world.open().remove("other", ["lib"]);
    expect(stored()).toHaveLength(2);
    rmSync(path);
    expect((await world.add("lab", "app")).added).toHaveLength(2);
  });
});

describe("a wheel with one flipped byte", () => {
  test("is refused when it is added, and nothing stays", async () => {
    const bytes = Buffer.from(makeWheel(lib));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    world.index.intercept("/files/lib", () => new Response(bytes));
    expect(await refusal(world.add("lab", "app"))).toMatch(
      /^broken: lib-1\.0-py3-none-any\.whl from 127\.0\.0\.1:\d+ is not what it should be: its SHA-256 is /,
    );
    expect(stored()).not.toContain(`${sha256Of(bytes)}.whl`);
    expect(stored().filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(await refusal(world.open().wheels("lab"))).toContain('there is no "lab"');
  });

  test("is refused whenever it is to be used, also after it was used before, and adding mends it", async () => {
    await world.add("lab", "app");
    const packages = world.open();
    await packages.wheels("lab");
    flipByte(pathOf(lib));
    const sentence = `broken: lib-1.0-py3-none-any.whl of image lab is missing or is not what was added`;
    expect(await refusal(packages.wheels("lab"))).toStartWith(sentence);
    rmSync(pathOf(lib));
    expect(await refusal(packages.wheels("lab"))).toStartWith(sentence);
    await world.add("lab", "lib");
    expect(await packages.wheels("lab")).toHaveLength(2);
  });
});

describe("what a published file says", () => {
  test("must be what its announced metadata said", async () => {
    world.index.publish({
      name: "liar",
      version: "1",
      requires: ["lib"],
      metadata: "Name: liar\nVersion: 1\n",
    });
    expect(await refusal(world.add("lab", "liar"))).toContain("asks for other packages than");
  });

  test("is read from its metadata alone where the index has that", async () => {
    world.index.publish(
      { name: "new", version: "2", requires: ["gone"], metadata: true },
      { name: "new", version: "1", metadata: true },
    );
    await world.add("lab", "new");
    expect(world.index.requests.filter((path) => path.includes("new-2"))).toEqual([
      "/files/new-2-py3-none-any.whl.metadata",
    ]);
  });

  test("must not change later: a swapped file with a new hash is refused", async () => {
    await world.add("lab", "app");
    const swapped = { ...lib, files: [{ path: "lib/__init__.py", text: "import evil" }] };
    world.index.intercept("/simple/lib/", () => Response.json(pageOf(swapped)));
    world.index.intercept("/files/lib", () => new Response(makeWheel(swapped)));
    expect(await refusal(world.add("other", "lib"))).toContain(
      "is not the file that image lab has under that name",
    );
  });

  test("must be a safe archive", async () => {
    const evil = { name: "evil", version: "1", files: [{ path: "../evil.py", text: "" }] };
    world.index.publish(evil, {
      name: "torn",
      version: "1",
      bytes: makeZip([]),
      sha256: sha256Of(makeZip([])),
    });
    expect(await refusal(world.add("lab", "evil"))).toContain(
      'names a file outside of itself, "../evil.py"; it was not taken',
    );
    expect(await refusal(world.add("lab", "torn"))).toContain(
      "does not have exactly one dist-info folder",
    );
    expect(stored()).toEqual([]);
  });
});

describe("without a network", () => {
  test("packages come from a folder, and nothing is asked", async () => {
    const folder = join(world.folder, "wheels of mine");
    mkdirSync(folder);
    for (const wheel of [app, lib])
      writeFileSync(join(folder, wheelFileName(wheel)), makeWheel(wheel));
    const packages = world.open({ from: folder });
    const added = await packages.add("lab", ["app"], { signal: new AbortController().signal });
    expect(added.added.map(({ from }) => from)).toEqual([
      join(folder, "lib-1.0-py3-none-any.whl"),
      join(folder, "app-1.0-py3-none-any.whl"),
    ]);
    rmSync(folder, { recursive: true });
    expect(await world.open().wheels("lab")).toHaveLength(2);
    expect(world.index.requests).toEqual([]);
    expect(
      await refusal(packages.add("lab", ["more"], { signal: new AbortController().signal })),
    ).toContain("is not a folder that can be read");
  });

  test("a wheel comes from a file, and from nowhere else", async () => {
    const own = { ...lib, version: "0.5" };
    const path = join(world.folder, wheelFileName(own));
    writeFileSync(path, makeWheel(own));
    const added = await world.add("lab", "app", path);
    expect(added.added.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "lib 0.5",
      "app 1.0",
    ]);
    expect(world.index.requests).not.toContain("/simple/lib/");
    expect(await refusal(world.add("lab", "./lib-0.5-py3-none-any.whl"))).toContain(
      "must be an absolute path",
    );
    expect(await refusal(world.add("lab", "/tmp/lib-1-cp314-cp314-win_amd64.whl"))).toContain(
      "is no wheel that runs here",
    );
  });
});

test("two who add at the same time lose nothing", async () => {
  const names = ["one", "two", "three", "four"];
  world.index.publish(...names.map((name) => ({ name, version: "1", requires: ["lib"] })));
  await Promise.all(names.map((name) => world.add("lab", name)));
  expect((await world.open().wheels("lab")).map(({ name }) => name).sort()).toEqual(
    [...names, "lib"].sort(),
  );
});

test("adding that is stopped changes nothing", async () => {
  const controller = new AbortController();
  world.index.intercept("/files/lib", () => {
    controller.abort(new Error("no longer wanted"));
    return undefined;
  });
  const work = world.open().add("lab", ["app"], { signal: controller.signal });
  expect(await refusal(work)).toContain("no longer wanted");
  expect((await world.open().images()).map(({ name }) => name)).toEqual(["base"]);
});

test("a request that nobody could mean is refused with the mend", async () => {
  for (const text of ["", "a b", "app @ https://example.org/a.whl", 'app; sys_platform == "win32"'])
    expect(await refusal(world.add("lab", text))).toStartWith("argument: requirements: ");
  expect(world.index.requests).toEqual([]);
});

function pageOf(wheel: MadeWheel): unknown {
  const bytes = makeWheel(wheel);
  const filename = wheelFileName(wheel);
  return {
    meta: { "api-version": "1.0" },
    files: [{ filename, url: `/files/${filename}`, hashes: { sha256: sha256Of(bytes) } }],
  };
}
