import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  endFakeCells,
  fakeCell,
  runFake,
  expectKilled,
  file,
  FOREVER,
  LIMITS,
  program,
} from "./testing.ts";

setDefaultTimeout(300_000);
afterAll(endFakeCells);

// A process that does whatever a cell could do if it were taken over.

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
    await expect(run).rejects.toThrow("never mind");
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
