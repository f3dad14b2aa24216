import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedCell, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const folder = mkdtempSync(join(tmpdir(), "glassbox-seal-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a sealed interpreter", () => {
  const sealed = sharedCell({ os: "off", scrub: false });

  test("starts no process, and says that it was asked to", async () => {
    const path = join(folder, "sealed");
    const outcome = await sealed.clean(`import os\nos.system("echo out > ${path}")`);
    expect([valueOf(outcome), outcome.violations]).toEqual([-1, ["_emscripten_system"]]);
    expect(existsSync(path)).toBeFalse();
  });

  test("has no network, in the words of a machine that has none", async () => {
    const code = "import socket\nsocket.create_connection(('127.0.0.1', 9))";
    const outcome = await sealed.clean(code);
    expect(outcome.error?.type).toMatch(/OSError|gaierror|PermissionError/);
    // It is no fault to ask.
    expect([outcome.violations, outcome.isAlive]).toEqual([[], true]);
    expect((await sealed.clean("import uuid\nuuid.uuid1().version")).violations).toEqual([]);
  });

  test("ends a program that reaches for JavaScript", async () => {
    const code = "import _pyodide_core\n_pyodide_core.create_proxy(print)";
    const outcome = await sealed.clean(
      `try:\n    exec(${JSON.stringify(code)})\nexcept BaseException as e:\n    print(e)`,
    );
    expect(outcome.ok && outcome.violations.length > 0).toBeFalse();
    expect((await sealed.clean("import js")).error?.type).toBe("ModuleNotFoundError");
    const callback =
      "import _ctypes, ctypes\nclass F(_ctypes.CFuncPtr):\n    _flags_ = 1\n    _restype_ = ctypes.c_int\n    _argtypes_ = ()\nF(lambda: 1)";
    const ended = await sealed.clean(callback);
    expect([ended.ok, ended.error?.type, ended.isAlive]).toEqual([
      false,
      "SandboxViolation",
      false,
    ]);
  });

  test("has no terminal that leads out, and no descriptor", async () => {
    const code = `
import os
for path in ("/dev/tty", "/dev/tty1", "/dev/fd/1", "/proc/1/fd/1"):
    try:
        open(path, "w").write("frame")
    except OSError:
        pass
os.write(1, b"framed")`;
    const outcome = await sealed.clean(code);
    expect([valueOf(outcome), outcome.stdout]).toEqual([6, "framed"]);
  });

  test("lets none see the machine's environment, names or time zone", async () => {
    const code =
      "import os, sys, time, platform\n[dict(os.environ), sys.executable, time.tzname, os.getuid(), platform.node()]";
    expect(valueOf(await sealed.clean(code))).toEqual([
      { HOME: "/home/python", USER: "python", PATH: "/", LANG: "C.UTF-8" },
      "/bin/python",
      ["UTC", "UTC"],
      1000,
      "emscripten",
    ]);
  });
});

describe("an interpreter without its seal", () => {
  const open = sharedCell({ seal: false, scrub: false, os: "off" });

  test("does start a process: the test above can fail", async () => {
    const path = join(folder, "open");
    await open.clean(`import os\nos.system("echo out > ${path}")`);
    expect(existsSync(path)).toBeTrue();
  });
});
