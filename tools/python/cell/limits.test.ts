import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { LIMITS, sharedCell, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cell = sharedCell();
const MIB = 1024 * 1024;

/** Shows that the interpreter goes on as before. */
async function expectUsable(): Promise<void> {
  expect(valueOf(await cell.run("sum(range(10))"))).toBe(45);
}

describe("a limit that is met is named, and the interpreter goes on", () => {
  test("fuel, which is the same every time", async () => {
    const code = "n = 0\nwhile True:\n    n += 1";
    const first = await cell.clean(code, { limits: { fuel: 3000 } });
    expect([first.ok, first.limit, first.error?.type]).toEqual([
      false,
      "fuel",
      "KeyboardInterrupt",
    ]);
    const n = valueOf(await cell.run("n"));
    const second = await cell.clean(code, { limits: { fuel: 3000 } });
    expect(valueOf(await cell.run("n"))).toBe(n);
    expect(second.usage.fuel).toBe(first.usage.fuel);
  });

  test("wall time, in a loop and in a sleep", async () => {
    for (const code of ["while True: pass", "import time\ntime.sleep(1e6)"]) {
      const outcome = await cell.clean(code, { limits: { wallMs: 300 } });
      expect([outcome.ok, outcome.limit]).toEqual([false, "wall"]);
    }
  });

  test("memory", async () => {
    const limits = { memoryBytes: 70 * MIB };
    const code = "kept = []\nwhile True:\n    kept.append(bytearray(1_000_000))";
    const outcome = await cell.clean(code, { limits });
    expect([outcome.limit, outcome.error?.type]).toEqual(["memory", "MemoryError"]);
    expect(outcome.usage.peakMemoryBytes).toBeLessThan(90 * MIB);
    expect(valueOf(await cell.run("kept.clear()\nlen(bytearray(1_000_000))"))).toBe(1_000_000);
    const small = await cell.clean("kept = []\nwhile True:\n    kept.append('x' * 50)", { limits });
    expect(small.limit).toBe("memory");
    expect((await cell.clean("[0] * 10**9")).limit).toBe("memory");
  });

  test("output, whose rest is dropped; a program that writes on and on is stopped", async () => {
    const limits = { outputBytes: 1000 };
    const some = await cell.clean("for _ in range(200): print('x' * 9)\n'done'", { limits });
    expect([some.ok, some.limit, some.isCut, some.stdout.length]).toEqual([
      true,
      "output",
      true,
      1000,
    ]);
    expect(valueOf(some)).toBe("done");
    const flood = await cell.clean("import os\nwhile True: os.write(1, b'x' * 1000)", { limits });
    expect([flood.ok, flood.limit, flood.stdout.length]).toEqual([false, "output", 1000]);
    await expectUsable();
  });

  test.each([
    ["one large file", "open('big', 'wb').write(b'x' * 2_000_000)"],
    ["growth in place", "f = open('a', 'ab', buffering=0)\nwhile True: f.write(b'x' * 10_000)"],
    ["a hole", "f = open('a', 'wb', buffering=0)\nf.seek(10**9)\nf.write(b'x')"],
    ["truncate", "open('a', 'wb').truncate(10**9)"],
    [
      "what has no name",
      "import os\nf = open('a', 'wb')\nos.unlink('a')\nwhile True: f.write(b'x' * 10_000)",
    ],
    ["a file of the library", "f = open('/lib/python314.zip', 'r+b')\nf.write(b'x')\nf.flush()"],
    ["many files", "n = 0\nwhile True:\n    n += 1\n    open(str(n), 'w').close()"],
    ["many folders", "import os\nn = 0\nwhile True:\n    n += 1\n    os.mkdir(str(n))"],
    ["many links", "import os\nn = 0\nwhile True:\n    n += 1\n    os.symlink('x', str(n))"],
    [
      "a mapped file of the library",
      "import mmap\nf = open('/lib/python314.zip', 'r+b')\nm = mmap.mmap(f.fileno(), 0)\nm[0:4] = b'EVIL'\nm.flush()",
    ],
  ])("files: %s", async (_what, code) => {
    const outcome = await cell.clean(code);
    expect([outcome.limit, outcome.error?.type]).toEqual(["files", "OSError"]);
    await expectUsable();
  });

  test("files are counted as they are: what is deleted is free again", async () => {
    const code = `
import os
for n in range(1000):
    with open("part", "wb") as file:
        file.write(b"x" * 100_000)
    os.unlink("part")
n`;
    expect(valueOf(await cell.clean(code))).toBe(999);
  });

  test("recursion", async () => {
    const outcome = await cell.clean("def f(): return f()\nf()");
    expect([outcome.limit, outcome.error?.type]).toEqual(["recursion", "RecursionError"]);
    await expectUsable();
  });
});

describe("a program that does not heed its limit", () => {
  const deaf = "while True:\n    try:\n        while True: pass\n    except BaseException: pass";

  test.each([
    ["fuel", { fuel: 3000 }],
    ["wall", { wallMs: 300 }],
  ] as const)("is ended all the same: %s", async (limit, limits) => {
    const outcome = await cell.clean(deaf, { limits });
    expect([outcome.ok, outcome.limit, outcome.isAlive]).toEqual([false, limit, false]);
  });

  test("nor wins by ignoring the signal, or by how its exception is shown", async () => {
    const ignoring = "import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass";
    expect((await cell.clean(ignoring, { limits: { fuel: 3000 } })).limit).toBe("fuel");
    const showing =
      "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()";
    expect((await cell.clean(showing, { limits: { fuel: 3000 } })).limit).toBe("fuel");
  });

  test("nor by telling the cell that it has ended", async () => {
    const code = 'import os\nos.write(4000, b\'{"is": "ended"}\\n\')\nwhile True: pass';
    expect((await cell.clean(code, { limits: { fuel: 3000 } })).limit).toBe("fuel");
    const said =
      "import os\nfor text in (b'null', b'[]', b'{', b'{\"is\": \"sleep\", \"ms\": -1}'):\n    try:\n        os.write(4000, text + b'\\n')\n    except OSError as error:\n        print(error.errno)";
    expect((await cell.clean(said)).stdout).toBe("28\n".repeat(4));
  });
});

test("a stack of C that is too deep ends the interpreter, not the process's peace", async () => {
  const outcome = await cell.clean("import json\njson.loads('[' * 100_000 + ']' * 100_000)");
  expect([outcome.ok, outcome.limit, outcome.isAlive]).toEqual([false, "recursion", false]);
  await expectUsable();
});

test("a pipe holds as much as on Linux", async () => {
  const code = `
import os
reader, writer = os.pipe()
count = 0
try:
    while True: count += os.write(writer, b"x" * 10_000)
except BlockingIOError:
    pass
count`;
  expect(valueOf(await cell.clean(code))).toBe(65_536);
});

test("what is given counts", async () => {
  const files = [{ path: "a", bytes: new Uint8Array(LIMITS.fileBytes + 1) }];
  const outcome = await cell.clean("1", { files });
  expect([outcome.ok, outcome.limit, outcome.isAlive]).toEqual([false, "files", true]);
  await expectUsable();
});
