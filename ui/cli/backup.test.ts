import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { kernelPids, testHome } from "../socket/testing.ts";
import { READ, wait } from "./testing.ts";

setDefaultTimeout(60_000);

test("a home is backed up at work, restored elsewhere, and verifies there", async () => {
  await using here = testHome();
  await using there = testHome();
  writeFileSync(join(here.dir, "note.md"), "hello\n");
  const done = await here.run(["run", "count", "--plan", here.plan("read", READ), "--json=run"]);
  const { run } = JSON.parse(done.stdout).data as { run: string };
  await here.run(["run", "wait", "--plan", here.plan("wait", wait("1h")), "--detach"]);

  const made = await here.run(["backup", "copy"]);
  expect(made.stderr).toBe("");
  expect(made.stdout).toContain("read again");
  expect(made.stdout).toContain("tenants/default/origin.key");
  expect(kernelPids(here.home)).toHaveLength(1);
  const twice = await here.run(["backup", "copy", "--json"]);
  expect(twice.exitCode).toBe(2);
  expect(JSON.parse(twice.stdout).error.message).toContain("holds a backup already");

  const folder = join(here.dir, "copy");
  const restored = await there.run(["restore", folder, "--json=home,aside,newOrigins"]);
  expect(JSON.parse(restored.stdout)).toMatchObject({
    ok: true,
    data: { home: there.home, aside: null, newOrigins: [expect.any(String)] },
  });
  const verified = await there.run(["verify"]);
  expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("✓") });
  const shown = async (home: typeof here) =>
    JSON.parse((await home.run(["show", run, "--json=state"])).stdout);
  expect(await shown(there)).toEqual(await shown(here));

  const refused = await there.run(["restore", folder]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("a kernel is at work");
});

test("runs archive lists what is old enough, moves it, and show still answers", async () => {
  await using home = testHome();
  writeFileSync(join(home.dir, "note.md"), "hello\n");
  await home.run(["run", "count", "--plan", home.plan("read", READ)]);
  const show = async () => (await home.run(["show", "@", "--json"])).stdout;
  const before = await show();
  expect((await home.run(["runs", "archive"])).stdout).toContain("no run was over for 90d");
  const listed = await home.run(["runs", "archive", "--older-than", "0s", "--dry-run"]);
  expect(listed.stdout).toContain("nothing was moved");
  const moved = await home.run(["runs", "archive", "--older-than", "0s"]);
  expect(moved.stdout).toContain("events archived");
  expect(readdirSync(join(home.home, "tenants/default/archive"))).toEqual(["000001.parquet"]);
  expect(await show()).toBe(before);
  expect((await home.run(["verify"])).exitCode).toBe(0);
  const wrong = await home.run(["runs", "archive", "--older-than", "soon"]);
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--older-than") });
});

test("uninstall stops the kernel and removes what it says, the home only with --purge", async () => {
  await using home = testHome();
  writeFileSync(join(home.dir, "note.md"), "hello\n");
  await home.run(["run", "count", "--plan", home.plan("read", READ)]);
  const cache = join(home.env["HOME"]!, ".cache", "glassbox");
  mkdirSync(cache, { recursive: true });
  const asked = await home.run(["uninstall"]);
  expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
  expect(kernelPids(home.home)).toHaveLength(1);

  const gone = await home.run(["uninstall", "--yes"]);
  expect(gone.stdout).toContain(cache);
  expect(gone.stdout).toContain("kept (--purge removes it)");
  expect(kernelPids(home.home)).toEqual([]);
  expect([existsSync(cache), existsSync(join(home.home, "home.json"))]).toEqual([false, true]);

  writeFileSync(join(home.home, "mine.txt"), "not yours");
  const state = join(home.env["HOME"]!, ".local", "state", "glassbox");
  const purged = await home.run(["uninstall", "--purge", "--yes", "--json=removed"]);
  const { removed } = JSON.parse(purged.stdout).data as { removed: string[] };
  expect(removed).toContain(join(home.home, "tenants"));
  expect(readdirSync(home.home)).toEqual(["mine.txt"]);
  expect(existsSync(state) ? readdirSync(state) : []).toEqual([]);
});
