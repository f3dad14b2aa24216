import { attack } from "../attack.ts";

const own = { isForStock: false } as const;

/** `@imports@` becomes the names of every import of the interpreter, as Python's list. */
export const importAttacks = [
  attack(
    "imports.by-name",
    "realm",
    String.raw`
      import ctypes
      c = ctypes.CDLL(None)
      found = []
      for name in @imports@:
          try:
              function = c[name]
              found.append(name)
              function(b"@marked@ &", 0, 0)
          except Exception as error:
              pass
      print(found)
    `,
    own,
  ),
  attack(
    "imports.by-global-table",
    "realm",
    String.raw`
      import ctypes
      for name in @imports@:
          for holder in (ctypes.pythonapi, ctypes.PyDLL(None)):
              try:
                  print(name, ctypes.c_void_p.in_dll(holder, name))
              except (ValueError, OSError):
                  pass
    `,
    own,
  ),
  attack(
    "imports.function-pointers",
    "realm",
    String.raw`
      import ctypes
      kinds = [
          ctypes.CFUNCTYPE(None),
          ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p),
          ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int),
          ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object),
      ]
      for index in range(1, 15000, 61):
          for kind in kinds:
              try:
                  kind(index)(*[b"@marked@ &" for _ in kind._argtypes_])
              except Exception as error:
                  pass
    `,
    own,
  ),
  attack(
    "imports.callback",
    "realm",
    String.raw`
      import ctypes
      Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
      keep = []
      for _ in range(200):
          keep.append(Callback(lambda value: value + 1))
      print(keep[0](41))
      ctypes.memmove(ctypes.addressof(keep[0]), b"\x01\x00\x00\x00", 4)
      print(keep[0](1))
    `,
    own,
  ),
  attack(
    "imports.side-module",
    "realm",
    String.raw`
      import ctypes, importlib.machinery, importlib.util, os, sys
      # A side module that asks for the import that starts programs.
      def field(data):
          return bytes([len(data)]) + data
      dylink = b"\x00" + field(b"dylink.0" and field(b"dylink.0") + b"\x01\x04\x00\x00\x00\x00")
      kinds = b"\x01" + field(b"\x01\x60\x01\x7f\x01\x7f")
      wanted = b"\x02" + field(b"\x01" + field(b"env") + field(b"_emscripten_system") + b"\x00\x00")
      shown = b"\x07" + field(b"\x01" + field(b"PyInit_evil") + b"\x00\x00")
      for name in ("/work/evil.so", "/tmp/evil.cpython-314-wasm32-emscripten.so"):
          with open(name, "wb") as file:
              file.write(b"\0asm\x01\0\0\0" + dylink + kinds + wanted + shown)
          for load in (
              lambda: ctypes.CDLL(name),
              lambda: ctypes.CDLL(name, ctypes.RTLD_GLOBAL).PyInit_evil(b"@marked@"),
              lambda: importlib.util.module_from_spec(
                  importlib.util.spec_from_loader(
                      "evil", importlib.machinery.ExtensionFileLoader("evil", name), origin=name)),
          ):
              try:
                  print(load())
              except Exception as error:
                  print(error)
    `,
    own,
  ),
  attack(
    "imports.internal-modules",
    "realm",
    String.raw`
      import sys
      for name in ("_pyodide", "_pyodide._base", "_pyodide_core", "pyodide", "pyodide.ffi", "pyodide.code", "pyodide.http",
                   "pyodide.webloop", "pyodide_js", "pyodide_js._api", "js", "micropip", "_pyodide._importhook",
                   "pyodide._package_loader", "pyodide_js._module", "pyodide.ffi.wrappers", "_pyodide.jsbind"):
          try:
              module = __import__(name, fromlist=["x"])
              for key in dir(module):
                  value = getattr(module, key)
                  if callable(value) and not isinstance(value, type):
                      try:
                          value("@secret@")
                      except Exception as error:
                          pass
          except Exception as error:
              print(name, error)
    `,
    own,
  ),
  attack(
    "imports.convert-everything",
    "realm",
    String.raw`
      from pyodide.ffi import to_js, create_proxy, create_once_callable, JsException
      things = [1, 2**70, 1.5, "a" * 100, b"b" * 100, [1, [2]], {"a": {"b": 1}}, {1, 2}, None, True, print, object(), range(3),
                memoryview(b"x"), (x for x in "ab"), type, ...]
      for thing in things:
          for convert in (to_js, create_proxy, create_once_callable):
              try:
                  made = convert(thing)
                  print(convert.__name__, type(made).__name__, dir(made)[:3])
              except Exception as error:
                  print(error)
    `,
    own,
  ),
  attack(
    "imports.timers",
    "realm",
    String.raw`
      import signal, time
      def late(*rest):
          open("/work/late", "w").write("late")
          print("late")
      signal.signal(signal.SIGALRM, late)
      for start in (lambda: signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05), lambda: signal.alarm(1)):
          try:
              print(start())
          except Exception as error:
              print(error)
    `,
    own,
  ),
];
