import { afterAll, describe, expect, test } from "bun:test";
import type { Outcome, Program, RunHooks } from "../types.ts";
import { type CellProcess, startCell } from "./cell-process.ts";
import { FAKE_OPTIONS, fakeImage, file, FOREVER, isRunning, LIMITS, program } from "./testing.ts";

const cells: CellProcess[] = [];
afterAll(() => Promise.all(cells.map((cell) => cell.kill())));

async function fakeCell(start?: string): Promise<CellProcess> {
  const cell = await startCell(fakeImage(start), FAKE_OPTIONS);
  cells.push(cell);
  return cell;
}

async function runFake(
  code: string,
  change: Partial<Program> = {},
  hooks: Partial<RunHooks> = {},
): Promise<{ outcome: Outcome; cell: CellProcess }> {
  const cell = await fakeCell();
  const outcome = await cell.run(program(code, change), { signal: FOREVER, ...hooks });
  return { outcome, cell };
}

async function expectKilled(cell: CellProcess): Promise<void> {
  await cell.ended;
  expect(cell.isAlive).toBe(false);
  expect(isRunning(cell.pid)).toBe(false);
}

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
    expect(cell.run(program("good"), { signal: FOREVER })).rejects.toThrow("one thing at a time");
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
    expect(run).rejects.toThrow("enough");
    expect(await promise).toBe("aborted");
  });

  test("of a program without tools end the cell", async () => {
    const { outcome, cell } = await runFake("a call", { stubs: null });
    expect(outcome.violations).toEqual(["protocol"]);
    await expectKilled(cell);
  });
});

describe("a cell that does not stop", () => {
  test.each(["loop", "silent loop", "half a frame", "one byte a while"])(
    "is killed at the deadline: %s",
    async (code) => {
      const { outcome, cell } = await runFake(code, { limits: { ...LIMITS, wallMs: 300 } });
      expect(outcome).toMatchObject({ ok: false, limit: "wall", isAlive: false, files: [] });
      expect(outcome.error?.type).toBe("LimitExceeded");
      if (code === "loop") expect(outcome.stdout).toBe("before");
      await expectKilled(cell);
    },
  );

  test("is killed when the caller aborts, and the run rejects with the reason", async () => {
    const cell = await fakeCell();
    const caller = new AbortController();
    const run = cell.run(program("loop"), {
      signal: caller.signal,
      output: () => caller.abort(new Error("never mind")),
    });
    expect(run).rejects.toThrow("never mind");
    await run.catch(() => undefined);
    await expectKilled(cell);
  });

  test("is killed when it takes more memory than it may", async () => {
    const { outcome, cell } = await runFake("too much memory", {
      limits: { ...LIMITS, memoryBytes: 32 * 1024 * 1024 },
    });
    expect(outcome).toMatchObject({ ok: false, limit: "memory", isAlive: false });
    await expectKilled(cell);
  });

  test("is killed when it prints without end, and what fits is kept", async () => {
    const { outcome, cell } = await runFake("endless output");
    expect(outcome).toMatchObject({ ok: false, limit: "output", isAlive: false, isCut: true });
    expect(outcome.stdout).toBe("x".repeat(LIMITS.outputBytes));
    await expectKilled(cell);
  });
});

test("output above the limit is cut by us too", async () => {
  const { outcome } = await runFake("a little too much output");
  expect(outcome.stdout.length).toBe(LIMITS.outputBytes);
  expect(outcome.isCut).toBe(true);
});

describe("a process that ends by itself", () => {
  test("is an outcome with its last words, without their colours", async () => {
    const { outcome, cell } = await runFake("exit");
    expect(outcome).toMatchObject({ ok: false, stdout: "last", limit: null, isAlive: false });
    expect(outcome.error).toMatchObject({ type: "InterpreterLost" });
    expect(outcome.error?.message).toEndWith("ended: fell over");
    await expectKilled(cell);
  });

  test("names the signal", async () => {
    const { outcome } = await runFake("crash");
    expect(outcome.error?.message).toContain("SIGSEGV");
    expect(outcome.violations).toEqual([]);
  });

  test("at a forbidden system call is a violation", async () => {
    const { outcome } = await runFake("a forbidden system call");
    expect(outcome.violations).toEqual(["seccomp"]);
  });

  test("before the run is an outcome too", async () => {
    const cell = await fakeCell();
    await cell.kill();
    const outcome = await cell.run(program("good"), { signal: FOREVER });
    expect(outcome).toMatchObject({ ok: false, isAlive: false });
  });
});

describe("nothing that a cell says is believed", () => {
  test.each([
    "garbage",
    "a giant length",
    "JSON longer than the frame",
    "no JSON",
    "wrong types",
    "another field",
    "a frame out of turn",
    "two calls at once",
    "a call with another number",
    "done during a call",
    "a file twice",
    "a file that is a folder",
    "fewer bytes than announced",
    "more bytes than announced",
    "a change of what was not given",
    "a created file with a past",
    "a deleted file with bytes",
    "too many files",
    "closed output",
  ])("%s: the cell is ended", async (code) => {
    const { outcome, cell } = await runFake(
      code,
      { stubs: "", files: [file("given.txt", "given")] },
      { call: () => Promise.withResolvers<never>().promise },
    );
    expect(outcome).toMatchObject({ ok: false, isAlive: false, files: [], value: null });
    if (code !== "closed output") {
      expect(outcome.error?.type).toBe("ProtocolError");
      expect(outcome.violations).toEqual(["protocol"]);
    }
    await expectKilled(cell);
  });

  test.each([
    "../a",
    "a/../../b",
    "/etc/passwd",
    "a//b",
    "a/",
    "./a",
    "a\\..\\b",
    "a\u0000b",
    "a\nb",
    "..",
    "x".repeat(300),
    "\ud800",
  ])("a file called %j", async (path) => {
    const { outcome, cell } = await runFake(`a path: ${path}`);
    expect(outcome).toMatchObject({ isAlive: false, files: [], violations: ["protocol"] });
    await expectKilled(cell);
  });

  test.each(["a", "ä/ö ü.txt", "...", "a:b", "..a/b..", "-rf"])(
    "but a file called %j is",
    async (path) => {
      const { outcome } = await runFake(`a path: ${path}`);
      expect(outcome.files.map((change) => change.path)).toEqual([path]);
    },
  );

  test("something after the end of a run ends the cell", async () => {
    const { outcome, cell } = await runFake("done twice");
    expect(outcome.ok).toBe(true);
    await expectKilled(cell);
  });

  test("escape sequences are taken out of errors and walls", async () => {
    const { outcome, cell } = await runFake("colours in the error");
    expect(outcome.error).toEqual({ type: "ValueError", message: "bad", traceback: "a\nb" });
    expect(cell.walls[0]?.detail).toBe("green");
  });

  test("a value that is too deep has no JSON form", async () => {
    const { outcome } = await runFake("a value too deep");
    expect(outcome.value).toEqual({ repr: "[...]" });
  });
});

test.each(["a violation", "a broken interpreter"])(
  "%s: the cell is not used again",
  async (code) => {
    const { outcome, cell } = await runFake(code);
    expect(outcome.isAlive).toBe(false);
    await expectKilled(cell);
  },
);

test("what a hook of the caller throws is the caller's, and the cell is gone", async () => {
  const cell = await fakeCell();
  const run = cell.run(program("good"), {
    signal: FOREVER,
    output: () => {
      throw new Error("a bug of ours");
    },
  });
  expect(run).rejects.toThrow("a bug of ours");
  await run.catch(() => undefined);
  await expectKilled(cell);
});

describe("a start", () => {
  const start = (how: string, change = {}) =>
    startCell(fakeImage(how), { ...FAKE_OPTIONS, ...change });

  test("that fails says why, without colours", () => {
    expect(start("failed")).rejects.toThrow("No seccomp here: allow it");
  });

  test("that ends says its last words", () => {
    expect(start("exit")).rejects.toThrow("out of luck");
  });

  test("that answers something else is a broken one", () => {
    expect(start("unready")).rejects.toThrow('it sent "done" in answer to "boot"');
  });

  test("that takes too long is given up, and its process is gone", async () => {
    let pid = 0;
    const started = start("silent", { startMs: 200, spawned: (its: number) => (pid = its) });
    expect(started).rejects.toThrow('did not answer "boot" within 0.2 s');
    await started.catch(() => undefined);
    expect(isRunning(pid)).toBe(false);
  });

  test("ends when it is not wanted any more", () => {
    const signal = AbortSignal.timeout(200);
    expect(start("silent", { signal })).rejects.toThrow("timed out");
  });

  test("that says two things is not a cell for long", async () => {
    const cell = await start("ready twice");
    await expectKilled(cell);
  });
});

test("a cell that answers something else than it was asked is ended", async () => {
  const cell = await fakeCell("good, no rewind");
  expect(cell.rewind()).rejects.toThrow('"restored" in answer to "rewind"');
  await expectKilled(cell);
});
