import { afterEach, describe, expect, test, setDefaultTimeout } from "bun:test";
import type { Cell, Pool } from "../types.ts";
import { createCellPool, type PoolSettings } from "./cell-pool.ts";
import { startCell } from "./cell-process.ts";
import { FAKE_OPTIONS, fakeImage, FOREVER, isRunning, program, until } from "./testing.ts";

setDefaultTimeout(300_000);

const pools: Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

interface FakePool extends Pool {
  readonly started: number[];
  /** What the image is from now on. */
  image: { start: string; key: string };
}

function fakePool(change: Partial<PoolSettings> = {}): FakePool {
  const started: number[] = [];
  const image = { start: "good", key: "key" };
  const pool = createCellPool({
    prepare: async (name) => fakeImage(image.start, image.key + name, name),
    start: (prepared, signal, spawned) =>
      startCell(prepared, {
        ...FAKE_OPTIONS,
        signal,
        spawned: (pid) => {
          started.push(pid);
          spawned(pid);
        },
      }),
    size: 1,
    cap: 4,
    spareMs: 60_000,
    restMs: 60_000,
    ...change,
  });
  pools.push(pool);
  return { ...pool, started, image };
}

const lease = (pool: Pool, tenant: string, image = "base") => pool.lease(tenant, image, FOREVER);
const states = (pool: Pool) =>
  pool
    .status()
    .cells.map(({ state }) => state)
    .toSorted();
const idle = (pool: Pool, count: number) =>
  until(
    () =>
      states(pool).filter((state) => state === "idle").length === count &&
      states(pool).length === count,
    `${count} idle cells and no others`,
  );
const run = (cell: Cell, code: string) => cell.run(program(code), { signal: FOREVER });

describe("a tenant", () => {
  test("gets its own cell again, rewound", async () => {
    const pool = fakePool();
    const first = await lease(pool, "a");
    expect((await run(first, "good")).ok).toBe(true);
    await pool.release(first, "run");
    const second = await lease(pool, "a");
    expect(second.pid).toBe(first.pid);
  });

  test("never gets a cell that another has used", async () => {
    const pool = fakePool({ size: 2, cap: 3 });
    const owners = new Map<number, string>();
    const tenants = ["a", "b", "c", "d"];
    const rounds = Array.from({ length: 24 }, (_, round) => tenants[(round * 7) % 4] ?? "a");
    await Promise.all(
      rounds.map(async (tenant, round) => {
        const cell = await lease(pool, tenant);
        expect(owners.get(cell.pid) ?? tenant).toBe(tenant);
        owners.set(cell.pid, tenant);
        await run(cell, "good");
        await pool.release(cell, round % 5 === 0 ? "session" : "run");
      }),
    );
    expect(new Set(owners.values()).size).toBe(4);
  });

  test("that kept state in its cell does not get it back", async () => {
    const pool = fakePool();
    const first = await lease(pool, "a");
    await pool.release(first, "session");
    const second = await lease(pool, "a");
    expect(second.pid).not.toBe(first.pid);
    expect(isRunning(first.pid)).toBe(false);
  });

  test("whose cell was killed, fell or broke a rule gets another", async () => {
    const pool = fakePool();
    const pids = new Set<number>();
    for (const code of ["exit", "a violation", "garbage", "good"]) {
      const cell = await lease(pool, "a");
      pids.add(cell.pid);
      await run(cell, code);
      await pool.release(cell, "run");
    }
    expect(pids.size).toBe(4);
    await idle(pool, 1);
  });

  test("whose cell cannot be rewound gets another", async () => {
    const pool = fakePool();
    pool.image.start = "good, no rewind";
    const first = await lease(pool, "a");
    await pool.release(first, "run");
    const second = await lease(pool, "a");
    expect(second.pid).not.toBe(first.pid);
  });
});

describe("the number of cells", () => {
  test("is kept warm, and filled up after a loss", async () => {
    const pool = fakePool({ size: 2 });
    await pool.warm("base");
    expect(states(pool)).toEqual(["idle", "idle"]);
    const cell = await lease(pool, "a");
    await run(cell, "crash");
    await pool.release(cell, "run");
    await idle(pool, 2);
    expect(pool.started.length).toBe(3);
  });

  test("is nothing before somebody asks", async () => {
    const pool = fakePool();
    expect(pool.status()).toEqual({ cells: [], walls: [] });
  });

  test("never exceeds the cap; who is too many waits", async () => {
    const pool = fakePool({ cap: 2 });
    const [first] = await Promise.all([lease(pool, "a"), lease(pool, "b")]);
    let isServed = false;
    const third = lease(pool, "c").then((cell) => {
      isServed = true;
      return cell;
    });
    await Bun.sleep(300);
    expect(isServed).toBe(false);
    expect(pool.status().cells.length).toBe(2);
    await pool.release(first, "run"); // it is a's: for c it has to make room
    const cell = await third;
    expect(cell.pid).not.toBe(first.pid);
    expect(isRunning(first.pid)).toBe(false);
  });

  test("shrinks to what is kept warm when nobody asks for a while", async () => {
    const pool = fakePool({ spareMs: 400 });
    const cells = await Promise.all(["a", "b", "c"].map((tenant) => lease(pool, tenant)));
    await Promise.all(cells.map((cell) => pool.release(cell, "run")));
    await idle(pool, 1);
    const [left] = pool.status().cells;
    expect(cells.map(({ pid }) => pid)).not.toContain(left?.pid ?? 0);
  });

  test("is nothing again when an image is not used any more", async () => {
    const pool = fakePool({ restMs: 400 });
    await pool.warm("base");
    await until(() => !pool.started.some(isRunning), "no process");
    expect((await lease(pool, "a")).isAlive).toBe(true);
  });

  test("does not grow by cells that die by themselves", async () => {
    const pool = fakePool();
    pool.image.start = "ready twice";
    await pool.warm("base").catch(() => undefined);
    await until(() => pool.status().cells.length === 0, "no cell");
    await Bun.sleep(300);
    expect(pool.started.length).toBeLessThan(4);
  });
});

describe("the queue", () => {
  test("is fair: a tenant that asks for much does not hold up another", async () => {
    const pool = fakePool({ cap: 1 });
    const order: string[] = [];
    const ask = async (tenant: string) => {
      const cell = await lease(pool, tenant);
      order.push(tenant);
      await pool.release(cell, "run");
    };
    const first = await lease(pool, "a");
    const asked = ["a", "a", "a", "a", "b", "b"].map(ask);
    await Bun.sleep(100);
    await pool.release(first, "run");
    await Promise.all(asked);
    expect(order).toEqual(["a", "b", "a", "b", "a", "a"]);
  });

  test("forgets who does not want any more", async () => {
    const pool = fakePool({ cap: 1 });
    const first = await lease(pool, "a");
    const waiting = pool.lease("b", "base", AbortSignal.timeout(50));
    await expect(waiting).rejects.toThrow("timed out");
    await pool.release(first, "run");
    expect((await lease(pool, "a")).pid).toBe(first.pid);
  });

  test("tells everybody who waits why nothing can be started, and tries again for the next", async () => {
    const pool = fakePool();
    pool.image.start = "failed";
    const told = await Promise.all(["a", "b"].map((tenant) => lease(pool, tenant).catch(String)));
    for (const each of told) expect(each).toContain("No seccomp here");
    await until(() => pool.status().cells.length === 0, "no cell");
    pool.image.start = "good";
    pool.image.key = "mended";
    expect((await lease(pool, "a")).isAlive).toBe(true);
  });
});

describe("images", () => {
  test("have cells of their own", async () => {
    const pool = fakePool();
    const [base, data] = await Promise.all([lease(pool, "a"), lease(pool, "a", "data")]);
    expect([base.image, data.image]).toEqual(["base", "data"]);
    await Promise.all([pool.release(base, "run"), pool.release(data, "run")]);
    expect((await lease(pool, "a", "data")).pid).toBe(data.pid);
  });

  test("that have changed get new cells, and the old ones go", async () => {
    const pool = fakePool();
    const old = await lease(pool, "a");
    await pool.release(old, "run");
    pool.image.key = "with more packages";
    const fresh = await lease(pool, "a");
    expect(fresh.pid).not.toBe(old.pid);
    await until(() => !isRunning(old.pid), "the end of the old cell");
  });

  test("that cannot be prepared are an error of the lease", async () => {
    const pool = fakePool({ prepare: () => Promise.reject(new Error("no image of this name")) });
    await expect(lease(pool, "a")).rejects.toThrow("no image of this name");
  });
});

test("after closing there is no process, no one waits and nothing is given", async () => {
  const pool = fakePool({ cap: 1 });
  await lease(pool, "a");
  const waiting = lease(pool, "b").catch(String);
  await Bun.sleep(50);
  await pool.close();
  expect(await waiting).toContain("closed");
  expect(pool.started.some(isRunning)).toBe(false);
  await expect(lease(pool, "a")).rejects.toThrow("closed");
});

test("closing while cells start leaves none", async () => {
  const pool = fakePool({ size: 3 });
  pool.image.start = "silent";
  const waiting = lease(pool, "a").catch(String);
  await until(() => pool.started.length === 3, "three starts");
  await pool.close();
  expect(await waiting).toContain("closed");
  expect(pool.started.some(isRunning)).toBe(false);
});

test("handing back twice is a bug and said so", async () => {
  const pool = fakePool();
  const cell = await lease(pool, "a");
  await pool.release(cell, "run");
  await expect(pool.release(cell, "run")).rejects.toThrow("twice");
});
