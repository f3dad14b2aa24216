import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sharedCell, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cell = sharedCell();

describe("a program", () => {
  test("has the value of its last expression", async () => {
    expect(valueOf(await cell.clean("x = 20\nx * 2 + 2"))).toBe(42);
    expect((await cell.clean("x = 1")).value).toBeNull();
    expect((await cell.clean("None")).value).toBeNull();
  });

  test("gets a JSON form of a value only where nothing is lost in it", async () => {
    const outcome = await cell.clean('{"a": [1, 2.5, None, (True, "é")]}');
    expect(outcome.value?.json).toEqual({ a: [1, 2.5, null, [true, "é"]] });
    for (const code of ["{1: 2}", "2**53", "float('nan')", "{1, 2}", "object"]) {
      const { value, ok } = await cell.clean(code);
      expect([code, ok, Object.keys(value ?? {})]).toEqual([code, true, ["repr"]]);
    }
  });

  test("writes to standard output and standard error", async () => {
    const { stdout, stderr } = await cell.clean(
      "import sys\nprint('héllo', end='')\nprint('oh', file=sys.stderr)\nprint(' 🎈')",
    );
    expect([stdout, stderr]).toEqual(["héllo 🎈\n", "oh\n"]);
  });

  test("reads what it is given as standard input", async () => {
    const code = "import sys\n[input('? '), sys.stdin.readline(), sys.stdin.read()]";
    const outcome = await cell.clean(code, { stdin: "a\nb\nc\nd" });
    expect(valueOf(outcome)).toEqual(["a", "b\n", "c\nd"]);
    expect((await cell.clean("input()")).error?.type).toBe("EOFError");
  });

  test("waits at top level, and with asyncio in every usual way", async () => {
    const code = `
import asyncio
async def work(n):
    await asyncio.sleep(0.001 * n)
    return n
first = await asyncio.gather(*[work(n) for n in (3, 1, 2)])
async with asyncio.timeout(5):
    second = await asyncio.to_thread(sum, first)
[first, second]`;
    expect(valueOf(await cell.clean(code))).toEqual([[3, 1, 2], 6]);
    const classic = "import asyncio\nasync def main():\n    return 5\nasyncio.run(main())";
    expect(valueOf(await cell.clean(classic))).toBe(5);
  });

  test("is __main__, and can look at its own source", async () => {
    const code = `
import inspect, pickle, dataclasses, sys
@dataclasses.dataclass
class Point:
    x: int
def twice(n):
    return 2 * n
[__name__, pickle.loads(pickle.dumps(Point(3))).x, inspect.getsource(twice), inspect.getsource(Point)[:10], sys.argv]`;
    expect(valueOf(await cell.clean(code))).toEqual([
      "__main__",
      3,
      "def twice(n):\n    return 2 * n\n",
      "@dataclass",
      ["main.py"],
    ]);
  });

  test("sees its exceptions without a frame that is not its own", async () => {
    const { error, ok } = await cell.clean("def f(n):\n    return 1 / n\n\nf(0)");
    expect([ok, error?.type, error?.message]).toEqual([
      false,
      "ZeroDivisionError",
      "division by zero",
    ]);
    expect(error?.traceback).toBe(
      'Traceback (most recent call last):\n  File "<program>", line 4, in <module>\n    f(0)\n    ~^^^\n' +
        '  File "<program>", line 2, in f\n    return 1 / n\n           ~~^~~\nZeroDivisionError: division by zero\n',
    );
    const wrong = await cell.clean("x = = 1");
    expect(wrong.error?.type).toBe("SyntaxError");
    const async = await cell.clean("import asyncio\nawait asyncio.sleep(0)\nraise KeyError('k')");
    expect(async.error?.traceback).not.toContain("glassbox");
    expect(async.error?.traceback).not.toContain("asyncio");
  });

  test("ends itself as any program does", async () => {
    expect((await cell.clean("import sys\nsys.exit()")).ok).toBeTrue();
    const said = await cell.clean("import sys\nsys.exit('no more')");
    expect([said.ok, said.error?.type, said.stderr]).toEqual([false, "SystemExit", "no more\n"]);
    const abrupt = await cell.clean("import os\nprint('out', flush=True)\nos._exit(3)");
    expect([abrupt.ok, abrupt.error?.message, abrupt.stdout]).toEqual([false, "3", "out\n"]);
    const last = await cell.clean("import atexit\natexit.register(print, 'bye')\nprint('hi')");
    expect(last.stdout).toBe("hi\nbye\n");
  });

  test("that breaks what runs it ends, and says so", async () => {
    const broken = await cell.clean(
      "import sys\nsys.modules['_glassbox'].run = None\ndel sys.modules['_glassbox']",
    );
    expect(broken.ok).toBeTrue();
    const after = await cell.run("1");
    expect([after.ok, after.error?.type, after.isAlive]).toEqual([
      false,
      "InterpreterError",
      false,
    ]);
  });

  test("whose repr is wild is not believed", async () => {
    const wild = "class A:\n    def __repr__(self):\n        return 'x' * 1_000_000\nA()";
    expect((await cell.clean(wild)).value?.repr).toHaveLength(65_537);
    const raising = "class A:\n    def __repr__(self):\n        raise ValueError('no')\nA()";
    expect((await cell.clean(raising)).error?.message).toBe("no");
    const message =
      "class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E()";
    expect((await cell.clean(message)).error?.type).toBe("E");
  });
});

describe("a program with tools", () => {
  const stubs = `
import json
def call(tool, **args):
    with open("/dev/glassbox", "r+b", buffering=0) as device:
        device.write(json.dumps({"tool": tool, "args": args}).encode() + b"\\n")
        return json.loads(device.readall())
`;

  test("waits for each of its calls, in their order", async () => {
    const asked: unknown[] = [];
    const outcome = await cell.clean("import tools\n[tools.call('a.b', n=n) for n in range(3)]", {
      stubs,
      async call(request) {
        asked.push([request.index, request.tool, request.args]);
        await Bun.sleep(5);
        if (request.index === 1) return { ok: false, message: "not today" };
        return { ok: true, value: { n: request.args.n, text: "é\n" } };
      },
    });
    expect(valueOf(outcome)).toEqual([
      { ok: true, value: { n: 0, text: "é\n" } },
      { ok: false, message: "not today" },
      { ok: true, value: { n: 2, text: "é\n" } },
    ]);
    expect(asked).toEqual([0, 1, 2].map((n) => [n, "a.b", { n }]));
    expect(outcome.usage.calls).toBe(3);
  });

  test("stands still meanwhile: the time of a call is not its own", async () => {
    const outcome = await cell.clean("import tools\ntools.call('slow')['ok']", {
      stubs,
      limits: { wallMs: 2500 },
      async call() {
        await Bun.sleep(3000);
        return { ok: true, value: null };
      },
    });
    expect(valueOf(outcome)).toBeTrue();
  });

  test("asks for nonsense and gets an answer, not a call", async () => {
    const code = `
import os, json
def ask(line):
    device = os.open("/dev/glassbox", os.O_RDWR)
    os.write(device, line)
    answer = os.read(device, 1000)
    os.close(device)
    return json.loads(answer)["ok"]
[ask(line) for line in (b"\\n", b"[]\\n", b'{"tool": 1, "args": {}}\\n', b'{"tool": "a"}\\n', b"\\xff\\n")]`;
    const outcome = await cell.clean(code, {
      stubs,
      call: () => Promise.reject(new Error("It was called.")),
    });
    expect(valueOf(outcome)).toEqual([false, false, false, false, false]);
    expect(outcome.usage.calls).toBe(0);
  });

  test("has none when it is given none", async () => {
    expect((await cell.clean("import tools")).error?.type).toBe("ModuleNotFoundError");
    const refused = await cell.clean("open('/dev/glassbox', 'wb', buffering=0).write(b'{}\\n')");
    expect(refused.error?.type).toBe("PermissionError");
  });
});

test("ctypes has its types; a foreign function is refused in Python's own way", async () => {
  const code = `
import ctypes
class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int32), ("y", ctypes.c_uint8)]
refused = []
for attempt in (
    lambda: ctypes.string_at(1),
    lambda: ctypes.memset(1, 0, 1),
    lambda: ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1),
    lambda: ctypes.pythonapi.Py_GetVersion(),
):
    try:
        attempt()
    except (PermissionError, AttributeError) as error:
        refused.append(type(error).__name__)
[ctypes.c_int32(2**31 + 5).value, bytes(Point(1, 2)).hex(), ctypes.sizeof(Point), len(refused)]`;
  expect(valueOf(await cell.clean(code))).toEqual([-2147483643, "0100000002000000", 8, 4]);
});
