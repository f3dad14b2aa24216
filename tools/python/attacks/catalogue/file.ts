import { attack } from "../attack.ts";
import { inRealm, module } from "./realm-code.ts";

const fs = module("node:fs");

/** Files of the machine: read, changed, made. */
export const fileAttacks = [
  attack("file.open", "file", `print(open("@secret@").read())`),
  attack(
    "file.dots",
    "file",
    String.raw`
      import os
      for depth in range(12):
          for start in ("", "/", "/work/", "/proc/self/fd/", "/lib/python3.14/"):
              try:
                  print(open(start + "../" * depth + "@secret@"[1:]).read())
              except OSError:
                  pass
    `,
  ),
  attack(
    "file.link",
    "file",
    String.raw`
      import os
      os.symlink("@secret@", "/tmp/link")
      print(open("/tmp/link").read())
    `,
  ),
  attack(
    "file.link-in-work",
    "file",
    String.raw`
      import os
      os.symlink("@secret@", "/work/secret.txt")
      os.symlink("@folder@", "/work/folder")
      os.symlink("/", "/work/root")
    `,
  ),
  attack(
    "file.proc",
    "file",
    String.raw`
      import os
      for path in ("/proc/self/root@secret@", "/proc/1/root@secret@", "/proc/self/cwd/secret.txt"):
          try:
              print(open(path).read())
          except OSError as error:
              print(path, error)
      for name in range(64):
          try:
              print(name, os.readlink(f"/proc/self/fd/{name}"), os.read(name, 0))
          except OSError:
              pass
    `,
  ),
  attack("file.shell-read", "file", `import os\nos.system("cat '@secret@'")`),
  attack("file.shell-write", "file", `import os\nprint(os.system("touch '@owned@'"))`),
  attack("file.popen", "file", `import os\nprint(os.popen("cat '@secret@'").read())`),
  attack(
    "file.subprocess",
    "file",
    `import subprocess\nprint(subprocess.check_output(["cat", "@secret@"]))`,
  ),
  attack(
    "file.node-mount",
    "file",
    String.raw`
      import pyodide_js
      pyodide_js.mountNodeFS("/mnt", "@folder@")
      print(open("/mnt/secret.txt").read())
      open("/mnt/owned", "w").write("x")
    `,
  ),
  attack(
    "file.node-mount-raw",
    "file",
    String.raw`
      import js, pyodide_js
      from pyodide.ffi import to_js
      system = pyodide_js._module.FS
      system.mkdirTree("/raw")
      system.mount(
          system.filesystems.NODEFS,
          to_js({"root": "@folder@"}, dict_converter=js.Object.fromEntries),
          "/raw",
      )
      print(open("/raw/secret.txt").read())
    `,
  ),
  attack(
    "file.load-binary",
    "file",
    String.raw`
      import pyodide_js
      print((await pyodide_js._api.loadBinaryFile("@secret@")).to_bytes())
    `,
  ),
  attack(
    "file.load-package",
    "file",
    String.raw`
      import pyodide_js
      await pyodide_js.loadPackage("file://@folder@/evil-1.0-py3-none-any.whl")
      import evil
    `,
  ),
  attack("file.realm-read", "file", inRealm(`return ${fs}.readFileSync("@secret@", "utf8")`)),
  attack("file.realm-write", "file", inRealm(`${fs}.writeFileSync("@owned@", "x"); return 1`)),
  attack("file.realm-link", "file", inRealm(`${fs}.symlinkSync("@secret@", "@owned@"); return 1`)),
  attack(
    "file.realm-change",
    "file",
    inRealm(`${fs}.appendFileSync("@secret@", "changed"); return 1`),
  ),
  attack("file.realm-mode", "file", inRealm(`${fs}.chmodSync("@secret@", 0o777); return 1`)),
  attack(
    "file.realm-list",
    "file",
    inRealm(
      `return ${fs}.readdirSync("@folder@").map((n) => ${fs}.readFileSync("@folder@/" + n, "utf8"))`,
    ),
  ),
  attack("file.bun-map", "file", inRealm(`return new TextDecoder().decode(Bun.mmap("@secret@"))`)),
  attack(
    "file.bun-sqlite",
    "file",
    inRealm(
      `const { Database } = ${module("bun:sqlite")}; new Database("@owned@").run("create table t(a)"); return 1`,
    ),
  ),
  attack("file.bun-transpile", "file", inRealm(`return require("@secret@")`)),
  attack(
    "file.wasi",
    "file",
    inRealm(
      `const { WASI } = ${module("node:wasi")}; return String(new WASI({ version: "preview1", preopens: { "/": "/" } }).wasiImport) + ${fs}.readFileSync("@secret@", "utf8")`,
    ),
  ),
  attack(
    "file.ffi-open",
    "file",
    inRealm(
      `const { dlopen, ptr } = ${module("bun:ffi")};` +
        `const c = dlopen("libc.so.6", { creat: { args: ["ptr", "int"], returns: "int" } });` +
        `return c.symbols.creat(ptr(Buffer.from("@owned@\\0")), 0o600)`,
    ),
  ),
  attack(
    "file.url",
    "file",
    `import urllib.request\nprint(urllib.request.urlopen("file://@secret@").read())`,
  ),
  attack(
    "file.sqlite",
    "file",
    String.raw`
      import sqlite3
      base = sqlite3.connect("@owned@")
      base.execute("create table t(a)")
      base.commit()
      other = sqlite3.connect(":memory:")
      other.execute("attach database '@owned@' as host")
      other.enable_load_extension(True)
      other.execute("select load_extension('/lib/x86_64-linux-gnu/libc.so.6')")
    `,
  ),
  attack(
    "file.import",
    "file",
    String.raw`
      import sys
      sys.path[:0] = ["@folder@", "@folder@/evil-1.0-py3-none-any.whl"]
      import importlib
      importlib.invalidate_caches()
      import evil
    `,
  ),
  attack(
    "file.make",
    "file",
    String.raw`
      import os
      os.makedirs("@folder@", exist_ok=True)
      open("@owned@", "w").write("x")
      os.truncate("@secret@", 0)
    `,
  ),
  attack(
    "file.mkfifo",
    "file",
    String.raw`
      import os, stat
      for make in (lambda: os.mkfifo("/work/pipe"),
                   lambda: os.mknod("/work/tty", stat.S_IFCHR | 0o666, os.makedev(5, 0)),
                   lambda: os.mknod("/work/disk", stat.S_IFBLK | 0o666, os.makedev(8, 0))):
          try:
              make()
          except OSError as error:
              print(error)
      print(os.read(os.open("/work/tty", os.O_RDWR), 10))
    `,
    { isForStock: false },
  ),
  attack(
    "file.shared-library",
    "file",
    String.raw`
      import ctypes
      for name in ("libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/libSystem.dylib"):
          try:
              print(ctypes.CDLL(name).creat(b"@owned@", 0o600))
          except OSError as error:
              print(error)
    `,
  ),
];
