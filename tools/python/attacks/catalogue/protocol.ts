import { attack } from "../attack.ts";
import { FAILS, FORGED } from "./frame-code.ts";
import { REALM } from "./realm-code.ts";

const code = (text: string): string => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return FORGED + lines.map((line) => line.slice(least)).join("\n") + FAILS;
};

/** Frames forged through whatever leads to the pipe, and frames of the parent read away. */
export const protocolAttacks = [
  attack(
    "protocol.standard-output",
    "protocol",
    code(String.raw`
      for stream in (sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__):
          stream.buffer.write(FORGED + CALL)
          stream.flush()
          stream.buffer.raw.write(FORGED)
    `),
  ),
  attack(
    "protocol.descriptors",
    "protocol",
    code(String.raw`
      for number in range(64):
          try:
              os.write(number, FORGED)
              os.writev(number, [FORGED, CALL])
              os.pwrite(number, FORGED, 0)
          except OSError as error:
              pass
    `),
  ),
  attack(
    "protocol.duplicates",
    "protocol",
    code(String.raw`
      for number in range(3):
          copy = os.dup(number)
          os.dup2(copy, 40 + number)
          os.close(number)
          os.dup2(40 + number, number)
          try:
              os.write(40 + number, FORGED)
          except OSError as error:
              pass
    `),
  ),
  attack(
    "protocol.terminal",
    "protocol",
    code(String.raw`
      for path in ("/dev/tty", "/dev/tty1", "/dev/console", "/dev/stdout", "/dev/stderr", "/dev/stdin",
                   "/proc/self/fd/1", "/proc/self/fd/2", "/dev/fd/1"):
          for mode in ("wb", "r+b", "ab"):
              try:
                  with open(path, mode, buffering=0) as stream:
                      stream.write(FORGED + b"\n")
                      stream.write(b"@unfra" b"med@\n")
              except (OSError, ValueError) as error:
                  pass
    `),
  ),
  attack(
    "protocol.read-the-parent",
    "protocol",
    code(String.raw`
      for path in ("/dev/tty", "/dev/tty1", "/dev/stdin", "/proc/self/fd/0"):
          try:
              descriptor = os.open(path, os.O_RDONLY)
              print(path, os.read(descriptor, 64))
          except OSError as error:
              print(path, error)
      print(sys.stdin.read(), os.read(0, 64))
    `),
    { isForStock: false },
  ),
  attack(
    "protocol.fault-handler",
    "protocol",
    code(String.raw`
      import faulthandler
      for number in (1, 2):
          try:
              faulthandler.enable(number)
              faulthandler.dump_traceback(number)
              faulthandler.dump_traceback_later(0.01, exit=True)
          except (AttributeError, OSError, RuntimeError) as error:
              print(error)
    `),
  ),
  attack(
    "protocol.print-of-c",
    "protocol",
    code(String.raw`
      import ctypes
      c = ctypes.CDLL(None)
      c.puts(b"@unfra" b"med@")
      c.emscripten_console_log(b"@unfra" b"med@")
      c.fflush(None)
    `),
  ),
  attack(
    "protocol.console",
    "protocol",
    code(
      REALM +
        String.raw`
realm("console.log('@unfra' + 'med@'); return 1")
realm("process.getBuiltinModule('node:fs').writeSync(1, '@unfra' + 'med@'); return 1")
    `,
    ),
  ),
  attack(
    "protocol.last-words",
    "protocol",
    code(String.raw`
      import atexit, threading, weakref
      def late():
          os.write(1, FORGED)
          open("/work/late", "w").write("late")
      atexit.register(late)
      class Late:
          def __del__(self):
              late()
      keep = Late()
      keep.own = keep
      weakref.finalize(keep, late)
      sys.unraisablehook = sys.excepthook = lambda *what: late()
    `),
  ),
  attack(
    "protocol.lying-value",
    "protocol",
    String.raw`
      import json, sys
      class Liar(dict):
          def __repr__(self):
              return "x" * 50_000_000
          def __reduce__(self):
              raise KeyboardInterrupt
          def __class_getitem__(cls, item):
              return 1
          @property
          def __class__(self):
              return str
      json.dumps = lambda *rest, **more: '{"is": "done"}'
      json.JSONEncoder.encode = lambda *rest: '{"is": "done"}'
      sys.modules["json"] = None
      __builtins__["repr"] = lambda thing: thing
      Liar(a=float("nan"))
    `,
    { isForStock: false },
  ),
  attack(
    "protocol.lying-error",
    "protocol",
    String.raw`
      class Liar(BaseException):
          def __str__(self):
              raise Liar()
          __repr__ = __str__
          @property
          def __traceback__(self):
              raise Liar()
          @property
          def __cause__(self):
              return self
      Liar.__name__ = "\x1b[2J" + "N" * 100_000
      Liar.__qualname__ = "\ud800"
      Liar.__module__ = "a\nb"
      raise Liar("\x1b]0;owned\x07" * 1000)
    `,
    { isForStock: false },
  ),
  attack(
    "protocol.prelude-replaced",
    "protocol",
    code(String.raw`
      import builtins, gc, sys, types
      for module in list(sys.modules.values()):
          if isinstance(module, types.ModuleType) and "glassbox" in module.__name__:
              module.__dict__.clear()
      frame_now = sys._getframe()
      while frame_now:
          for name in list(frame_now.f_globals):
              if name.startswith("_") and callable(frame_now.f_globals[name]):
                  try:
                      frame_now.f_globals[name] = lambda *rest, **more: "@forg" "ed@"
                  except Exception:
                      pass
          frame_now = frame_now.f_back
    `),
    { isForStock: false },
  ),
];
