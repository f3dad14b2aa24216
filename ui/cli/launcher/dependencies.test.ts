import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { echo, packageFixture, runProgram, type PackageFixture } from "./package-fixture.ts";

const line = "glassbox: installing packages, once (bun install --frozen-lockfile)\n";
const usesPackage = `
export async function main() {
  const { name } = await import("near");
  console.log(name);
}
if (import.meta.main) await main();
`;

/** A clone of a package with one locked dependency, nothing installed, and nothing to fetch. */
async function freshClone(): Promise<PackageFixture> {
  const fixture = packageFixture(usesPackage, { dependencies: { near: "file:./vendor/near" } });
  fixture.write(
    "vendor/near/package.json",
    '{ "name": "near", "main": "index.js", "version": "1.0.0" }',
  );
  fixture.write("vendor/near/index.js", 'exports.name = "near";');
  const locked = await runProgram([process.execPath, "install", "--save-text-lockfile"], {
    env: { PATH: fixture.path, HOME: fixture.home },
    cwd: fixture.root,
  });
  expect(locked.exitCode).toBe(0);
  rmSync(join(fixture.root, "node_modules"), { recursive: true });
  return fixture;
}

function start(fixture: PackageFixture) {
  return runProgram([process.execPath, fixture.start], {
    env: { PATH: fixture.path, HOME: fixture.home },
  });
}

test("a fresh clone installs its locked packages first, once, and says so on standard error", async () => {
  using fixture = await freshClone();
  expect(await start(fixture)).toMatchObject({ exitCode: 0, stdout: "near\n", stderr: line });
  expect(await start(fixture)).toMatchObject({ exitCode: 0, stdout: "near\n", stderr: "" });
  expect(readdirSync(join(fixture.root, "node_modules"))).toEqual(["near"]);
});

test("two that start at once in a fresh clone install once", async () => {
  using fixture = await freshClone();
  const both = await Promise.all([start(fixture), start(fixture)]);
  for (const ended of both) expect(ended).toMatchObject({ exitCode: 0, stdout: "near\n" });
  expect(both.map((ended) => ended.stderr).join("")).toBe(line);
});

test("what an interrupted installation left is completed", async () => {
  using fixture = await freshClone();
  const gone = await runProgram([process.execPath, "-e", "0"], { env: { PATH: fixture.path } });
  const modules = join(fixture.root, "node_modules");
  mkdirSync(join(modules, "near"), { recursive: true });
  writeFileSync(join(modules, "near/package.json"), '{ "name": "near", "version": "0.0.1" }');
  writeFileSync(join(modules, ".glassbox-install.lock"), String(gone.pid));
  expect(await start(fixture)).toMatchObject({ exitCode: 0, stdout: "near\n", stderr: line });
  expect(existsSync(join(modules, ".glassbox-install.lock"))).toBe(false);
});

test("inside somebody's node_modules nothing is installed", async () => {
  using fixture = await freshClone();
  const home = join(dirname(fixture.root), "app/node_modules");
  mkdirSync(home, { recursive: true });
  fixture.write("main.ts", echo);
  renameSync(fixture.root, join(home, "fixture"));
  const ended = await runProgram([process.execPath, join(home, "fixture/ui/cli/glassbox.mjs")], {
    env: { PATH: fixture.path, HOME: fixture.home },
  });
  expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
  expect(existsSync(join(home, "fixture/node_modules"))).toBe(false);
});

test("an installation that fails ends with the reason and the mend, exit 75", async () => {
  using fixture = await freshClone();
  rmSync(join(fixture.root, "vendor"), { recursive: true });
  const ended = await start(fixture);
  expect(ended.exitCode).toBe(75);
  expect(ended.stdout).toBe("");
  expect(ended.stderr).toContain("the packages could not be installed (error");
  expect(ended.stderr).toContain(`run "bun install" in ${fixture.root}`);
});
