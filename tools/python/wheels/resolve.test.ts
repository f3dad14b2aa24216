import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fits, parseSpecifiers } from "./standards/specifiers.ts";
import { parseVersion } from "./standards/version.ts";
import type { MadeWheel } from "./testing-archive.ts";
import { makeWorld, refusal, type World } from "./testing.ts";

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => world.end());

async function added(...requirements: readonly string[]): Promise<readonly string[]> {
  const result = await world.add("lab", ...requirements);
  return result.added.map(({ name, version }) => `${name} ${version}`).sort();
}

describe("adding a package", () => {
  test("brings what it needs, the newest that fits, and nothing for other machines", async () => {
    world.index.publish(
      { name: "app", version: "1.0", requires: ["lib>=2", 'winthing; sys_platform == "win32"'] },
      { name: "lib", version: "1.9" },
      { name: "lib", version: "2.1" },
      { name: "lib", version: "2.10" },
      { name: "lib", version: "3.0rc1" },
    );
    expect(await added("app")).toEqual(["app 1.0", "lib 2.10"]);
  });

  test("goes back to an older version where the newest leads nowhere", async () => {
    world.index.publish(
      { name: "app", version: "2.0", requires: ["lib>=2", "base>=2"] },
      { name: "app", version: "1.0", requires: ["lib>=1", "base>=1"] },
      { name: "lib", version: "2.0", requires: ["base<2"] },
      { name: "lib", version: "1.0", requires: ["base<2"] },
      { name: "base", version: "1.5" },
      { name: "base", version: "2.0" },
    );
    expect(await added("app")).toEqual(["app 1.0", "base 1.5", "lib 2.0"]);
  });

  test("names the two demands that clash", async () => {
    world.index.publish(
      { name: "left", version: "1.0", requires: ["base<2"] },
      { name: "right", version: "1.0", requires: ["base>=2"] },
      { name: "base", version: "1.5" },
      { name: "base", version: "2.0" },
    );
    expect(await refusal(added("left", "right"))).toBe(
      "conflict: no version of base that runs here meets both base<2 (that left 1.0 needs) and base>=2 " +
        "(that right 1.0 needs); ask for other versions, or put them into two images",
    );
  });

  test("takes the extras that are asked for, also those that come up late", async () => {
    world.index.publish(
      { name: "app", version: "1", requires: ["lib", "other", 'app[all]; extra == "more"'] },
      { name: "other", version: "1", requires: ["lib[fast]"] },
      { name: "lib", version: "1", requires: ['speed; extra == "fast"', 'slow; extra == "Slow"'] },
      { name: "speed", version: "1" },
      { name: "slow", version: "1" },
    );
    expect(await added("app")).toEqual(["app 1", "lib 1", "other 1", "speed 1"]);
    expect(await added("lib[slow]")).toEqual(["slow 1"]);
  });

  test("ends where extras ask for each other and packages go round", async () => {
    world.index.publish(
      {
        name: "app",
        version: "1",
        requires: ['app[b]; extra == "a"', 'app[a]; extra == "b"', "back"],
      },
      { name: "back", version: "1", requires: ["app"] },
    );
    expect(await added("app[a]")).toEqual(["app 1", "back 1"]);
  });

  test("takes a pre-release or a withdrawn version only when it is asked for", async () => {
    world.index.publish(
      { name: "app", version: "1.0" },
      { name: "app", version: "1.1", yanked: "it deletes files" },
      { name: "app", version: "2.0b1" },
      { name: "early", version: "0.1a1" },
    );
    expect(await added("app", "early")).toEqual(["app 1.0", "early 0.1a1"]);
    expect(await added("app==1.1")).toEqual(["app 1.1"]);
    expect(await added("app>=2.0b1")).toEqual(["app 2.0b1"]);
  });

  test("passes over versions for another Python, and compiled ones for another machine", async () => {
    world.index.publish(
      { name: "app", version: "1.0" },
      { name: "app", version: "2.0", requiresPython: ">=3.15" },
      { name: "app", version: "3.0", tags: "cp314-cp314-manylinux_2_28_x86_64" },
      { name: "app", version: "1.5", tags: "cp314-cp314-pyemscripten_2026_0_wasm32" },
    );
    expect(await added("app")).toEqual(["app 1.5"]);
  });

  test("passes over a version whose demands nobody can read", async () => {
    world.index.publish(
      { name: "app", version: "2.0", requires: ["lib >=> 1"] },
      { name: "app", version: "1.0" },
    );
    expect(await added("app")).toEqual(["app 1.0"]);
    expect(await refusal(added("app==2.0"))).toContain(
      'asks for "lib >=> 1", which cannot be read',
    );
  });

  test("fetches nothing from an address that a package names by itself", async () => {
    world.index.publish({
      name: "app",
      version: "1.0",
      requires: [`evil @ ${new URL("/files/evil.whl", world.index.address)}`],
    });
    expect(await refusal(added("app"))).toContain(
      "from an address of its own, which is not fetched",
    );
    expect(world.index.requests.filter((path) => path.includes("evil"))).toEqual([]);
  });

  test("leaves what is there as it is when nothing asks for a change", async () => {
    world.index.publish({ name: "lib", version: "1.0" }, { name: "other", version: "1" });
    await added("lib");
    world.index.publish(
      { name: "lib", version: "2.0" },
      { name: "app", version: "1", requires: ["lib"] },
      { name: "modern", version: "1", requires: ["lib>=2"] },
    );
    expect(await added("app")).toEqual(["app 1"]);
    expect(await added("modern")).toEqual(["lib 2.0", "modern 1"]);
  });
});

describe("what cannot be had is said", () => {
  test("an unknown name, a version that is not there, a package for other machines", async () => {
    world.index.publish(
      { name: "app", version: "1.0" },
      { name: "other", version: "1", tags: "cp314-cp314-win_amd64" },
      { name: "late", version: "1", requiresPython: "<3.10" },
      { name: "needy", version: "1", requires: ["nowhere"] },
    );
    const host = new URL(world.index.address).host;
    expect(await refusal(added("nowhere"))).toBe(
      `missing: ${host} has no package nowhere; check its name`,
    );
    expect(await refusal(added("needy"))).toContain("; needy 1 needs it");
    expect(await refusal(added("app>=9"))).toBe(
      "missing: no version of app that runs here fits app>=9 (that was asked for); the newest that runs here is 1.0",
    );
    expect(await refusal(added("other"))).toContain(
      `other has no wheel that runs here: those on ${host} are built for other machines`,
    );
    expect(await refusal(added("late"))).toContain("is for Python 3.14.2");
  });

  test("a package of which there is only the source", async () => {
    const page = {
      meta: { "api-version": "1.0" },
      files: [{ filename: "raw-1.0.tar.gz", url: "/files/raw-1.0.tar.gz", hashes: {} }],
    };
    world.index.intercept("/simple/raw/", () => Response.json(page));
    expect(await refusal(added("raw"))).toContain(
      "has only its source, which would have to be built",
    );
  });
});

test("a set is found wherever there is one, and it always is consistent", async () => {
  const names = ["a", "b", "c", "d"];
  const versions = ["1", "2", "3"];
  const range = fc.constantFrom("", "==1", "==2", "==3", "<3", ">=2", "!=2");
  const requirement = fc.tuple(fc.constantFrom(...names), range).map(([name, text]) => name + text);
  const demands = fc.array(fc.array(requirement, { maxLength: 2 }), {
    minLength: 12,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      demands,
      fc.array(requirement, { minLength: 1, maxLength: 2 }),
      async (all, asked) => {
        const wheels = names.flatMap((name, row) =>
          versions.map((version, column) => ({
            name,
            version,
            requires: all[row * versions.length + column] ?? [],
            metadata: true as const,
          })),
        );
        const own = makeWorld();
        try {
          own.index.publish(...wheels);
          const found = await own.add("lab", ...new Set(asked)).catch(() => null);
          const picked = found && new Map(found.added.map(({ name, version }) => [name, version]));
          const lastOfName = [...new Map(asked.map((text) => [text.charAt(0), text])).values()];
          expect(picked !== null).toBe(solutions(wheels, lastOfName).length > 0);
          if (picked !== null) expect(isConsistent(wheels, lastOfName, picked)).toBe(true);
        } finally {
          own.end();
        }
      },
    ),
    { numRuns: 60 },
  );
});

type Picks = ReadonlyMap<string, string>;

/** Every way to choose one version or none of each package, tried one after the other. */
function solutions(wheels: readonly MadeWheel[], asked: readonly string[]): readonly Picks[] {
  let ways: Picks[] = [new Map()];
  for (const name of new Set(wheels.map((wheel) => wheel.name)))
    ways = ways.flatMap((way) => [
      way,
      ...wheels
        .filter((wheel) => wheel.name === name)
        .map((wheel) => new Map(way).set(name, wheel.version)),
    ]);
  return ways.filter((way) => isConsistent(wheels, asked, way));
}

function isConsistent(
  wheels: readonly MadeWheel[],
  asked: readonly string[],
  picks: Picks,
): boolean {
  const chosen = wheels.filter((wheel) => picks.get(wheel.name) === wheel.version);
  const demands = [...asked, ...chosen.flatMap((wheel) => wheel.requires ?? [])];
  return demands.every((text) => {
    const version = parseVersion(picks.get(text.charAt(0)) ?? "");
    return version !== null && fits(parseSpecifiers(text.slice(1)) ?? [], version);
  });
}
