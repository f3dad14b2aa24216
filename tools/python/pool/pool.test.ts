import { afterAll, beforeAll, describe, expect, test, setDefaultTimeout } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NO_PACKAGES, TEST_STORE } from "../image/testing.ts";
import type { Cell, Pool } from "../types.ts";
import { createPool } from "./index.ts";
import { file, FOREVER, isRunning, LIMITS, program, until } from "./testing.ts";

setDefaultTimeout(300_000);

// Real cells with every wall that this machine has.

const PARENT = fileURLToPath(new URL("fixtures/parent.ts", import.meta.url));

let pool: Pool;
beforeAll(async () => {
  pool = createPool({
    store: TEST_STORE,
    packages: NO_PACKAGES,
    allowWeak: false,
    size: 1,
    memoryBytes: LIMITS.memoryBytes,
  });
  await pool.warm("base");
});
afterAll(() => pool.close());

async function withCell<Result>(work: (cell: Cell) => Promise<Result>): Promise<Result> {
  const cell = await pool.lease("tests", "base", FOREVER);
  try {
    return await work(cell);
  } finally {
    await pool.release(cell, "run");
  }
}

const run = (code: string, change: Parameters<typeof program>[1] = {}) =>
  withCell((cell) => cell.run(program(code, change), { signal: FOREVER }));

test("a program runs behind every wall", async () => {
  const outcome = await run("print('hello')\n6 * 7");
  expect(outcome).toMatchObject({ ok: true, stdout: "hello\n", isAlive: true });
  expect(outcome.value).toEqual({ repr: "42", json: 42 });
  const walls = pool.status().walls.filter(({ state }) => state === "up");
  expect(walls.map(({ name }) => name)).toEqual(expect.arrayContaining(["seal", "scrub"]));
});

test("two cells begin at the same clean point", async () => {
  const cells = await Promise.all(["x", "y"].map((who) => pool.lease(who, "base", FOREVER)));
  expect(cells[0]?.clean).toBe(cells[1]?.clean ?? "");
  expect(cells[0]?.pid).not.toBe(cells[1]?.pid ?? 0);
  await Promise.all(cells.map((cell) => pool.release(cell, "run")));
});

test("nothing of a run is left for the next one in the same process", async () => {
  const first = await withCell(async (cell) => {
    await cell.run(program("import sys; sys.secret = 1; open('left', 'w').write('x')"), {
      signal: FOREVER,
    });
    return cell.pid;
  });
  const second = await withCell(async (cell) => {
    const look = "import os, sys; (hasattr(sys, 'secret'), os.path.exists('left'))";
    const { value } = await cell.run(program(look), { signal: FOREVER });
    return { pid: cell.pid, value };
  });
  expect(second.value?.repr).toBe("(False, False)");
  expect(second.pid).toBe(first);
});

test("given files are seen, and what became of them is a patch with hashes", async () => {
  const code = `
import os
open('a.txt', 'a').write('!')
os.remove('b.txt')
os.mkdir('b.txt')
open('b.txt/deep', 'w').write('new')
open('same.txt').read()
`;
  const files = [file("a.txt", "one"), file("b.txt", "two"), file("same.txt", "three")];
  const outcome = await run(code, { files });
  expect(outcome.violations).toEqual([]);
  const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");
  expect(outcome.files.map(({ bytes: _bytes, ...rest }) => rest)).toEqual([
    { path: "a.txt", change: "changed", before: hash("one"), sha256: hash("one!") },
    { path: "b.txt", change: "deleted", before: hash("two"), sha256: null },
    { path: "b.txt/deep", change: "created", before: null, sha256: hash("new") },
  ]);
});

describe("a loop that nothing stops", () => {
  const code = "while True:\n  try:\n    while True: pass\n  except BaseException: pass";

  test("is dead soon after its deadline, with what it printed until then", async () => {
    const outcome = await run(`print('before', flush=True)\n${code}`, {
      limits: { ...LIMITS, wallMs: 400, fuel: Number.MAX_SAFE_INTEGER },
    });
    expect(outcome).toMatchObject({ ok: false, limit: "wall", isAlive: false });
    expect(outcome.stdout).toBe("before\n");
  });

  test("inside one call of C too", async () => {
    const outcome = await run("sum(range(10 ** 13))", { limits: { ...LIMITS, wallMs: 400 } });
    expect(outcome).toMatchObject({ ok: false, limit: "wall", isAlive: false });
  });
});

test("a pool whose process is killed leaves no process and no folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "glassbox-killed-"));
  const parent = Bun.spawn([process.execPath, PARENT], {
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, TMPDIR: folder },
  });
  const { value } = await parent.stdout.getReader().read();
  const pids: number[] = JSON.parse(new TextDecoder().decode(value));
  expect(pids.length).toBe(2);
  expect(pids.every(isRunning)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !pids.some(isRunning), "the end of all cells");
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test("closing leaves no process", async () => {
  const other = createPool({
    store: TEST_STORE,
    packages: NO_PACKAGES,
    allowWeak: false,
    size: 1,
    memoryBytes: LIMITS.memoryBytes,
  });
  await other.warm("base");
  const pids = other.status().cells.map(({ pid }) => pid);
  expect(pids.length).toBe(1);
  await other.close();
  expect(pids.some(isRunning)).toBe(false);
});
