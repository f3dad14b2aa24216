import { attack } from "../attack.ts";
import { inRealm, module } from "./realm-code.ts";

const children = module("node:child_process");

/** Programs started, processes signalled, threads made. The marked command does nothing but wait to be seen. */
export const processAttacks = [
  attack("process.shell", "process", `import os\nprint(os.system("@marked@ &"))`),
  attack(
    "process.popen",
    "process",
    String.raw`
      import subprocess
      subprocess.Popen(["/bin/sh", "-c", "@marked@"], start_new_session=True)
    `,
  ),
  attack(
    "process.posix-spawn",
    "process",
    String.raw`
      import os
      for start in (
          lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "@marked@"], {}),
          lambda: os.spawnv(os.P_NOWAIT, "/bin/sh", ["sh", "-c", "@marked@"]),
          lambda: os.execv("/bin/sh", ["sh", "-c", "@marked@"]),
          lambda: os.startfile("/bin/sh"),
      ):
          try:
              print(start())
          except (AttributeError, OSError) as error:
              print(error)
    `,
  ),
  attack(
    "process.system-of-c",
    "process",
    `import ctypes\nctypes.CDLL(None).system(b"@marked@ &")\nctypes.CDLL(None).emscripten_run_script(b"0")`,
  ),
  attack(
    "process.pythonapi",
    "process",
    String.raw`
      import ctypes
      ctypes.pythonapi.system(b"@marked@ &")
      ctypes.pythonapi.PyRun_SimpleString(b"import os; os.system('@marked@ &')")
    `,
  ),
  attack(
    "process.of-the-system-symbol",
    "process",
    String.raw`
      import ctypes
      call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)
      call(("_emscripten_system", ctypes.CDLL(None)))(b"@marked@ &")
    `,
  ),
  attack(
    "process.realm-spawn",
    "process",
    inRealm(
      `${children}.spawn("/bin/sh", ["-c", "@marked@"], { detached: true, stdio: "ignore" }).unref(); return 1`,
    ),
  ),
  attack(
    "process.realm-spawn-sync",
    "process",
    inRealm(`return ${children}.execSync("cat '@secret@'").toString()`),
  ),
  attack(
    "process.bun-spawn",
    "process",
    inRealm(`Bun.spawn(["/bin/sh", "-c", "@marked@"]).unref(); return 1`),
  ),
  attack(
    "process.bun-spawn-sync",
    "process",
    inRealm(`return Bun.spawnSync(["cat", "@secret@"]).stdout.toString()`),
  ),
  attack(
    "process.binding",
    "process",
    inRealm(
      `const { Process } = process.binding("process_wrap"); return new Process().spawn({ file: "/bin/sh", args: ["sh", "-c", "@marked@"], stdio: [] })`,
    ),
  ),
  attack(
    "process.worker",
    "process",
    inRealm(
      `const { Worker } = ${module("node:worker_threads")};` +
        `new Worker('process.getBuiltinModule("node:fs").writeFileSync("@owned@", "x")', { eval: true }); return 1`,
    ) + `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "process.ffi-system",
    "process",
    inRealm(
      `const { dlopen, ptr } = ${module("bun:ffi")};` +
        `const c = dlopen("libc.so.6", { system: { args: ["ptr"], returns: "int" } });` +
        `return c.symbols.system(ptr(Buffer.from("@marked@ &\\0")))`,
    ),
  ),
  attack(
    "process.ffi-kill",
    "process",
    inRealm(
      `const { dlopen } = ${module("bun:ffi")};` +
        `const c = dlopen("libc.so.6", { kill: { args: ["int", "int"], returns: "int" } });` +
        `return c.symbols.kill(@victim@, 9)`,
    ),
  ),
  attack("process.realm-kill", "process", inRealm(`return process.kill(@victim@, "SIGKILL")`)),
  attack("process.realm-stop", "process", inRealm(`return process.kill(@victim@, "SIGSTOP")`)),
  attack(
    "process.signal-parent",
    "process",
    inRealm(`process.kill(@parent@, 0); return process.kill(@parent@, "SIGUSR2")`),
  ),
  attack(
    "process.kill",
    "process",
    String.raw`
      import os, signal
      for number in (@victim@, @parent@):
          for send in (lambda: os.kill(number, signal.SIGUSR2), lambda: os.killpg(number, 9)):
              try:
                  print(send())
              except OSError as error:
                  print(error)
    `,
    { isForStock: false },
  ),
  attack(
    "process.fork",
    "process",
    String.raw`
      import os
      for make in ("fork", "vfork", "forkpty"):
          try:
              print(make, getattr(os, make)())
          except (AttributeError, OSError) as error:
              print(error)
      import pty
      pty.spawn(["/bin/sh", "-c", "@marked@"])
    `,
  ),
  attack(
    "process.threads",
    "process",
    String.raw`
      import _thread, threading, time
      def late():
          time.sleep(0.2)
          open("@owned@", "w").write("x")
      try:
          _thread.start_new_thread(late, ())
      except RuntimeError as error:
          print(error)
      threading.Thread(target=late, daemon=True).start()
    `,
  ),
  attack(
    "process.pool",
    "process",
    String.raw`
      import os
      from concurrent.futures import ProcessPoolExecutor
      with ProcessPoolExecutor(1) as pool:
          print(pool.submit(os.system, "@marked@ &").result())
    `,
  ),
  attack(
    "process.exit",
    "process",
    String.raw`
      import os, sys
      try:
          sys.exit(3)
      except SystemExit:
          pass
      os._exit(3)
    `,
    { isForStock: false },
  ),
  attack("process.abort", "process", `import os\nos.abort()`, { isForStock: false }),
  attack("process.realm-exit", "process", inRealm(`process.exit(0)`), { isForStock: false }),
];
