import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startCell } from "./cell-process.ts";
import {
  endFakeCells,
  fakeCell,
  runFake,
  expectKilled,
  FAKE_OPTIONS,
  fakeImage,
  FOREVER,
  isRunning,
  LIMITS,
  program,
} from "./testing.ts";

setDefaultTimeout(300_000);
afterAll(endFakeCells);

describe("a run", () => {
  test("answers what was printed, the value and what was used", async () => {
    const { outcome, cell } = await runFake("good");
    expect(outcome).toMatchObject({ ok: true, stdout: "hello\n", isAlive: true });
    expect(outcome.value).toEqual({ repr: "2", json: 2 });
    expect(outcome.usage).toMatchObject({ fuel: 7, calls: 0 });
    expect(cell.isAlive).toBe(true);
  });

  test("is the same however its frames are cut", async () => {
    const { outcome } = await runFake("good, byte by byte");
    expect(outcome.value).toEqual({ repr: "é" });
  });

  test("puts a character together that came in two frames", async () => {
    const heard: string[] = [];
    const { outcome } = await runFake(
      "a character in two frames",
      {},
      {
        output: (_stream, text) => heard.push(text),
      },
    );
    expect(outcome.stdout).toBe("é");
    expect(heard.join("")).toBe("é");
  });

  test("answers files with their hash", async () => {
    const { outcome } = await runFake("a file");
    const [change] = outcome.files;
    expect(change).toMatchObject({ path: "a/b.txt", change: "created", before: null });
    expect(change?.sha256).toBe(new Bun.CryptoHasher("sha256").update("hi").digest("hex"));
    expect(Buffer.from(change?.bytes ?? []).toString()).toBe("hi");
  });

  test("has a digest that depends on the output and not on the clock", async () => {
    const [first, second, other] = await Promise.all([
      runFake("good"),
      runFake("good"),
      runFake("a file"),
    ]);
    expect(first.outcome.digest).toBe(second.outcome.digest);
    expect(first.outcome.digest).not.toBe(other.outcome.digest);
  });

  test("can follow another, and a rewind, a checkpoint and a restore", async () => {
    const cell = await fakeCell();
    for (let round = 0; round < 3; round += 1) {
      expect((await cell.run(program("good"), { signal: FOREVER })).ok).toBe(true);
      await cell.rewind();
    }
    const checkpoint = await cell.checkpoint();
    expect(Buffer.from(checkpoint).toString()).toBe("pages");
    await cell.restore(checkpoint);
    expect(cell.isAlive).toBe(true);
  });

  test("does not begin while another is under way", async () => {
    const cell = await fakeCell();
    const slow = cell.run(program("slow"), { signal: FOREVER });
    await expect(cell.run(program("good"), { signal: FOREVER })).rejects.toThrow(
      "one thing at a time",
    );
    expect((await slow).stdout).toBe("late");
  });
});

describe("calls of tools", () => {
  const stubs = "";

  test("are answered, and the wall clock stands still meanwhile", async () => {
    const limits = { ...LIMITS, wallMs: 400 };
    const { outcome } = await runFake(
      "a call",
      { stubs, limits },
      {
        call: async ({ tool, args }) => {
          await Bun.sleep(1200);
          return { ok: true, value: { tool, args } };
        },
      },
    );
    expect(outcome.limit).toBeNull();
    expect(outcome.usage.calls).toBe(1);
    expect(JSON.parse(outcome.stdout)).toEqual({
      ok: true,
      value: { tool: "files__read", args: { path: "a" } },
    });
  });

  test("fail in the program when they fail outside", async () => {
    const { outcome } = await runFake(
      "a call",
      { stubs },
      {
        call: () => Promise.reject(new Error("nobody there")),
      },
    );
    expect(JSON.parse(outcome.stdout)).toEqual({ ok: false, value: "nobody there" });
  });

  test("are counted by us", async () => {
    const { outcome } = await runFake(
      "many calls",
      { stubs },
      {
        call: async () => ({ ok: true, value: null }),
      },
    );
    expect(outcome.usage.calls).toBe(3);
  });

  test("are aborted with the run", async () => {
    const caller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const run = runFake(
      "a call",
      { stubs },
      {
        signal: caller.signal,
        call: (_request, signal) => {
          signal.addEventListener("abort", () => resolve("aborted"));
          caller.abort(new Error("enough"));
          return Promise.withResolvers<never>().promise;
        },
      },
    );
    await expect(run).rejects.toThrow("enough");
    expect(await promise).toBe("aborted");
  });

  test("of a program without tools end the cell", async () => {
    const { outcome, cell } = await runFake("a call", { stubs: null });
    expect(outcome.violations).toEqual(["protocol"]);
    await expectKilled(cell);
  });
});

test("what a hook of the caller throws is the caller's, and the cell is gone", async () => {
  const cell = await fakeCell();
  const run = cell.run(program("good"), {
    signal: FOREVER,
    output: () => {
      throw new Error("a bug of ours");
    },
  });
  await expect(run).rejects.toThrow("a bug of ours");
  await run.catch(() => undefined);
  await expectKilled(cell);
});

describe("a start", () => {
  const start = (how: string, change = {}) =>
    startCell(fakeImage(how), { ...FAKE_OPTIONS, ...change });

  test("that fails says why, without colours", async () => {
    await expect(start("failed")).rejects.toThrow("No seccomp here: allow it");
  });

  test("that ends says its last words", async () => {
    await expect(start("exit")).rejects.toThrow("out of luck");
  });

  test("that answers something else is a broken one", async () => {
    await expect(start("unready")).rejects.toThrow('it sent "done" in answer to "boot"');
  });

  test("that takes too long is given up, and its process is gone", async () => {
    let pid = 0;
    const started = start("silent", { startMs: 200, spawned: (its: number) => (pid = its) });
    await expect(started).rejects.toThrow('did not answer "boot" within 0.2 s');
    await started.catch(() => undefined);
    expect(isRunning(pid)).toBe(false);
  });

  test("ends when it is not wanted any more", async () => {
    const signal = AbortSignal.timeout(200);
    await expect(start("silent", { signal })).rejects.toThrow("timed out");
  });

  test("that says two things is not a cell for long", async () => {
    const cell = await start("ready twice");
    await expectKilled(cell);
  });
});

test("a cell that answers something else than it was asked is ended", async () => {
  const cell = await fakeCell("good, no rewind");
  await expect(cell.rewind()).rejects.toThrow('"restored" in answer to "rewind"');
  await expectKilled(cell);
});
