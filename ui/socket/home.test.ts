import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { homeFolder, homePaths, makeHome } from "./home.ts";
import { type HomeStep, readyHome } from "./home-version.ts";
import { testHome } from "./testing.ts";

test("the home is $GLASSBOX_HOME, else .glassbox in the home folder", () => {
  expect(homeFolder({ GLASSBOX_HOME: "/a/b", HOME: "/h" })).toBe("/a/b");
  expect(homeFolder({ GLASSBOX_HOME: "", HOME: "/h" })).toBe("/h/.glassbox");
});

test("a new home is for its owner alone and carries its version", async () => {
  await using fixture = testHome();
  const paths = homePaths(fixture.home);
  makeHome(paths);
  readyHome(paths);
  expect(statSync(paths.home).mode & 0o777).toBe(0o700);
  expect(JSON.parse(readFileSync(paths.stamp, "utf8"))).toEqual({
    version: 1,
    created: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(statSync(join(paths.tenantDir, "skills")).isDirectory()).toBe(true);
});

test("a home that others could read is closed to them", async () => {
  await using fixture = testHome();
  const paths = homePaths(fixture.home);
  makeHome(paths);
  chmodSync(paths.home, 0o755);
  makeHome(paths);
  expect(statSync(paths.home).mode & 0o077).toBe(0);
});

test("a folder with somebody's files is not made a home", async () => {
  await using fixture = testHome();
  mkdirSync(fixture.home);
  writeFileSync(join(fixture.home, "thesis.md"), "mine");
  expect(() => makeHome(homePaths(fixture.home))).toThrow(
    /not a Glassbox home: it holds thesis.md/,
  );
  writeFileSync(join(fixture.dir, "file"), "");
  expect(() => makeHome(homePaths(join(fixture.dir, "file")))).toThrow(/cannot be used/);
});

test("a newer home is refused, with the mend", async () => {
  await using fixture = testHome();
  const paths = homePaths(fixture.home);
  makeHome(paths);
  writeFileSync(paths.stamp, '{"version": 9, "created": ""}');
  expect(() => readyHome(paths)).toThrow(/has version 9, and this program knows versions up to 1/);
  const ended = await fixture.run(["status"]);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toMatch(/has version 9[^]*use the newer program/);
  writeFileSync(paths.stamp, "what?");
  expect((await fixture.run(["status"])).stderr).toMatch(/does not say which version/);
});

const step = (from: number, run: (home: string) => void): HomeStep => ({ from, run });

test("an older home is copied aside as it was and then lifted step by step", async () => {
  await using fixture = testHome();
  const paths = homePaths(fixture.home);
  makeHome(paths);
  readyHome(paths);
  writeFileSync(paths.config, "{}");
  writeFileSync(paths.lock, "");
  const seen: number[] = [];
  const rename = step(1, (home) => {
    seen.push(1);
    writeFileSync(join(home, "config.json"), '{"new": true}');
  });
  readyHome(paths, [rename, step(2, () => seen.push(2))]);
  expect(seen).toEqual([1, 2]);
  expect(JSON.parse(readFileSync(paths.stamp, "utf8"))).toMatchObject({ version: 3 });
  const copy = `${paths.home}.v1`;
  expect(readFileSync(join(copy, "config.json"), "utf8")).toBe("{}");
  expect(JSON.parse(readFileSync(join(copy, "home.json"), "utf8"))).toMatchObject({ version: 1 });
  expect(readdirSync(copy)).not.toContain("kernel.lock");
  readyHome(paths, [rename, step(2, () => seen.push(2))]);
  expect(seen).toEqual([1, 2]);
});

test("a step that fails says where the copy is, and the next try goes on from there", async () => {
  await using fixture = testHome();
  const paths = homePaths(fixture.home);
  makeHome(paths);
  readyHome(paths);
  const done: number[] = [];
  const first = step(1, () => void done.push(1));
  const broken = step(2, () => {
    throw new Error("no");
  });
  expect(() => readyHome(paths, [first, broken])).toThrow(/from version 2 to 3: no/);
  expect(JSON.parse(readFileSync(paths.stamp, "utf8"))).toMatchObject({ version: 2 });
  readyHome(paths, [first, step(2, () => void done.push(2))]);
  expect(done).toEqual([1, 2]);
  const beside = readdirSync(dirname(paths.home)).filter((name) => name.startsWith("home."));
  expect(beside.toSorted()).toEqual(["home.v1", "home.v2"]);
});
