import { attack } from "../attack.ts";
import { inRealm, REALM } from "./realm-code.ts";

/** `@touched@` is printed only where the JavaScript world gave in; the code itself does not contain it. */
const proof = (source: string): string =>
  `${REALM}\nprint(realm(${JSON.stringify(source)}))\nprint("@touc" "hed@")\n`;

/** What the program changes in the JavaScript world around it: code of ours and of later runs would meet it. */
export const realmAttacks = [
  attack("realm.code", "realm", proof(`return 6 * 7`)),
  attack(
    "realm.object-prototype",
    "realm",
    proof(`Object.prototype.polluted = "yes"; Object.prototype.ok = true; return ({}).polluted`),
  ),
  attack(
    "realm.array-prototype",
    "realm",
    String.raw`
      from pyodide.ffi import to_js
      to_js([1]).constructor.prototype.push = lambda *values: 0
      print("@touc" "hed@")
    `,
    { isForStock: false },
  ),
  attack(
    "realm.json",
    "realm",
    proof(
      `const real = JSON.stringify; JSON.stringify = (v, ...r) => real(v && v.is === "done" ? { ...v, ok: true } : v, ...r); return 1`,
    ),
    { isForStock: false },
  ),
  attack(
    "realm.write-sync",
    "realm",
    proof(
      `const fs = process.getBuiltinModule("node:fs"); const real = fs.writeSync; fs.writeSync = (...a) => real(...a); return 1`,
    ),
  ),
  attack(
    "realm.new-interpreter",
    "realm",
    inRealm(
      `return WebAssembly.Module.name + new WebAssembly.Memory({ initial: 1 }).buffer.byteLength`,
    ) + `print("@touc" "hed@")\n`,
  ),
  attack(
    "realm.globals",
    "realm",
    proof(`globalThis.left = "behind"; return Object.getOwnPropertyNames(globalThis).length`),
  ),
  attack(
    "realm.web-loop",
    "realm",
    String.raw`
      import asyncio
      from pyodide.webloop import WebLoop
      loop = WebLoop()
      loop.call_soon(print, "@touc" "hed@")
      await asyncio.sleep(0.1)
    `,
  ),
  attack(
    "realm.forged-names",
    "realm",
    String.raw`
      import os
      for name in ("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "mode"):
          for folder in ("/work", "/tmp", "/dev/shm", "/"):
              path = os.path.join(folder, name)
              try:
                  print(os.path.lexists(path), end=" ")
                  os.mkdir(path)
                  open(os.path.join(path, "node_ops"), "w").write("x")
                  os.rename(path, os.path.join(folder, "__proto__"))
                  os.rmdir(path)
              except OSError as error:
                  print(path, error)
      print(os.listdir("/work"), os.listdir("/tmp"), os.path.exists("/tmp/contents"))
    `,
  ),
  attack(
    "realm.environment-names",
    "realm",
    String.raw`
      import os
      for name in ("__proto__", "constructor", "NODE_OPTIONS", "BUN_OPTIONS", "LD_PRELOAD"):
          os.environ[name] = "--inspect=0"
          os.putenv(name, "x")
      print(os.environ)
    `,
  ),
];
