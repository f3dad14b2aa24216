import { describe, expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { homePaths } from "./home.ts";
import { kernelPids, killKernel, testHome } from "./testing.ts";

describe("a boot that fails reaches the client as its own sentence", () => {
  test("a broken configuration", async () => {
    await using fixture = testHome();
    mkdirSync(fixture.home);
    writeFileSync(homePaths(fixture.home).config, '{"tools": {"shel": {}}}');
    const ended = await fixture.run(["status"]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('"tools.shel" is no setting (did you mean "shell"?)');
    expect(existsSync(join(homePaths(fixture.home).tenantDir, "ledger.db"))).toBe(false);
  });

  test("a ledger that is no database", async () => {
    await using fixture = testHome();
    await fixture.run(["status"]);
    await killKernel(fixture.home);
    const ledger = join(homePaths(fixture.home).tenantDir, "ledger.db");
    for (const end of ["", "-wal", "-shm"]) writeFileSync(ledger + end, "gone wrong ".repeat(500));
    const ended = await fixture.run(["status"]);
    expect(ended.exitCode).toBeGreaterThan(0);
    expect(ended.stderr).toMatch(/ledger|not a database/);
  });

  test("for every one of several clients", async () => {
    await using fixture = testHome();
    mkdirSync(fixture.home);
    writeFileSync(homePaths(fixture.home).config, "{");
    const all = await Promise.all([1, 2, 3, 4].map(() => fixture.run(["status"])));
    for (const { exitCode, stderr } of all)
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining("config.json:1:2"),
      });
  });
});

test("a home with a long path is served from a short one, also to a client with another TMPDIR", async () => {
  await using fixture = testHome();
  const home = join(fixture.home, "a-long-name".repeat(4), "and-another-one".repeat(4));
  mkdirSync(fixture.home);
  writeFileSync(join(fixture.home, "home.json"), '{"version":1,"created":""}');
  const env = { GLASSBOX_HOME: home, XDG_RUNTIME_DIR: undefined };
  const first = await fixture.run(["status"], { env });
  expect(first).toMatchObject({ exitCode: 0, stdout: "nothing runs\n" });
  const second = await fixture.run(["status"], { env: { ...env, TMPDIR: fixture.dir } });
  expect(second).toMatchObject({ exitCode: 0, stdout: "nothing runs\n" });
  const pids = kernelPids(home);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  expect(pids).toHaveLength(1);
});

test("a client of another version, or with another environment, is told so in one line", async () => {
  await using fixture = testHome();
  await fixture.run(["status"]);
  const same = await fixture.run(["status"]);
  expect(same.stderr).toBe("");
  const ended = await fixture.run(["status"], { env: { TZ: "Asia/Tokyo" } });
  expect(ended.stderr).toMatch(/^glassbox: the running kernel has another TZ; .*kill \d+\)\n$/);

  const copy = join(fixture.dir, "newer");
  const source = join(import.meta.dir, "../..");
  for (const name of ["main.ts", "kernel", "mcp", "plugins", "tools", "ui"])
    cpSync(join(source, name), join(copy, name), { recursive: true });
  symlinkSync(join(source, "node_modules"), join(copy, "node_modules"));
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as object;
  writeFileSync(join(copy, "package.json"), JSON.stringify({ ...manifest, version: "9.9.9" }));
  const newer = Bun.spawn([process.execPath, join(copy, "main.ts"), "status"], {
    env: fixture.env,
    stderr: "pipe",
    stdout: "pipe",
  });
  expect(await newer.stderr.text()).toMatch(
    /^glassbox: the running kernel has version [\d.]+, and this is 9\.9\.9; .*\n$/,
  );
  expect(await newer.stdout.text()).toBe("nothing runs\n");
});

test("a proxy in the environment is not asked for the way to the socket", async () => {
  await using fixture = testHome();
  const env = { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" };
  expect(await fixture.run(["status"], { env })).toMatchObject({ exitCode: 0, stderr: "" });
});
