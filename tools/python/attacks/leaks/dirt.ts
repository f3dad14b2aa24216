/** One thing that a program leaves behind, and the section of the fingerprint that shows it. */
export interface Dirt {
  readonly id: string;
  readonly section: string;
  readonly code: string;
}

const dirt = (id: string, section: string, code: string): Dirt => ({ id, section, code });

export const dirts: readonly Dirt[] = [
  dirt("global", "globals", `secret = "left"`),
  dirt("module", "modules", `import sys, types\nsys.modules["left"] = types.ModuleType("left")`),
  dirt("imported module", "modules", `import wave, tabnanny`),
  dirt(
    "function of a module",
    "contents of modules",
    `import json, textwrap\njson.JSONDecoder = textwrap.dedent = lambda *a, **k: "left"`,
  ),
  dirt("attribute of a module", "contents of modules", `import math\nmath.left = 1`),
  dirt("builtin", "builtins", `import builtins\nbuiltins.left = 1\nbuiltins.ascii = lambda x: 7`),
  dirt(
    "class",
    "classes",
    `class Left: pass\nclass LeftError(Exception): pass\nimport builtins\nkeep = [Left, LeftError]\nkeep.append(keep)`,
  ),
  dirt(
    "method of a class",
    "contents of modules",
    `import collections, typing\ncollections.OrderedDict = dict\ntyping.left = 1`,
  ),
  dirt(
    "environment",
    "environment",
    `import os\nos.environ["LEFT"] = "1"\nos.putenv("LEFT2", "2")`,
  ),
  dirt("environment removed", "environment", `import os\nos.environ.clear()`),
  dirt("folder", "folder", `import os\nos.makedirs("/tmp/left")\nos.chdir("/tmp/left")`),
  dirt("mask", "mask", `import os\nos.umask(0o77)`),
  dirt(
    "search path",
    "arguments",
    `import sys\nsys.path.insert(0, "/tmp")\nsys.argv[:] = ["left"]`,
  ),
  dirt(
    "import hook",
    "arguments",
    `import sys\nclass F: pass\nsys.meta_path.insert(0, F())\nsys.path_hooks.append(F)`,
  ),
  dirt("recursion limit", "recursion limit", `import sys\nsys.setrecursionlimit(321)`),
  dirt("switch interval", "switch interval", `import sys\nsys.setswitchinterval(1)`),
  dirt("digits", "digits", `import sys\nsys.set_int_max_str_digits(0)`),
  dirt("exception hook", "hooks", `import sys\nsys.excepthook = sys.unraisablehook = print`),
  dirt(
    "trace",
    "hooks",
    `import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)`,
  ),
  dirt(
    "signal handler",
    "signals",
    `import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGALRM, print)`,
  ),
  dirt(
    "collector",
    "collector",
    `import gc\ngc.disable()\ngc.set_threshold(3)\ngc.callbacks.append(print)\ngc.unfreeze()`,
  ),
  dirt("warnings", "warnings", `import warnings\nwarnings.simplefilter("error")`),
  dirt("decimal", "decimal", `import decimal\ndecimal.getcontext().prec = 3`),
  dirt("random state", "random", `import random\nrandom.seed(1)\nrandom.random = lambda: 0.5`),
  dirt(
    "at exit",
    "at exit",
    `import atexit\natexit.register(lambda: None)\natexit._run_exitfuncs = atexit._clear = print`,
  ),
  dirt(
    "logging",
    "logging",
    `import logging\nlogging.basicConfig(level=1)\nlogging.getLogger("left")`,
  ),
  dirt(
    "line cache",
    "line cache",
    `import linecache\nlinecache.cache["left"] = (1, None, ["left"], "left")`,
  ),
  dirt(
    "pickle registry",
    "pickle registry",
    `import copyreg\nclass Left: pass\ncopyreg.pickle(Left, print)`,
  ),
  dirt("thread", "threads", `import threading\nthreading.current_thread().name = "left"`),
  dirt("context", "context", `import contextvars\ncontextvars.ContextVar("left").set(1)`),
  dirt("codec", "codecs", `import codecs\ncodecs.register_error("strict", lambda e: ("", e.end))`),
  dirt(
    "stream",
    "streams",
    `import sys\nsys.stdout.reconfigure(encoding="latin-1", errors="ignore")`,
  ),
  dirt("closed stream", "descriptors", `import os\nos.close(0)\nos.dup2(1, 9)`),
  dirt(
    "open descriptor",
    "descriptors",
    `import os\nkeep = [os.open("/tmp", 0), os.pipe(), open("/tmp/x", "w")]`,
  ),
  dirt(
    "unlinked open file",
    "next descriptor",
    `import os\nkeep = open("/tmp/gone", "w+")\nos.unlink("/tmp/gone")\nkeep.write("left" * 10000)`,
  ),
  dirt("file", "files", `open("/tmp/left", "w").write("left")`),
  dirt("file in work", "files", `open("/work/left", "w").write("left")`),
  dirt(
    "file in place",
    "files",
    `f = open("/lib/python314.zip", "r+b")\nf.seek(100)\nf.write(b"LEFT")\nf.close()`,
  ),
  dirt(
    "file in place by map",
    "files",
    `import mmap\nf = open("/lib/python314.zip", "r+b")\nm = mmap.mmap(f.fileno(), 0)\nm[200:204] = b"LEFT"\nm.flush()\nm.close()`,
  ),
  dirt("file appended", "files", `open("/lib/python314.zip", "ab").write(b"LEFT")`),
  dirt("file truncated", "files", `import os\nos.truncate("/lib/python314.zip", 100)`),
  dirt(
    "file replaced",
    "files",
    `import os\nopen("/tmp/new", "w").write("left")\nos.rename("/tmp/new", "/lib/python314.zip")`,
  ),
  dirt("file deleted", "files", `import os\nos.unlink("/lib/python314.zip")`),
  dirt(
    "many deleted",
    "files",
    `import os, shutil\nfor name in os.listdir("/lib"):\n    shutil.rmtree("/lib/" + name, ignore_errors=True)\nfor number in range(200):\n    open(f"/tmp/{number}", "w").close()`,
  ),
  dirt(
    "mode and time",
    "files",
    `import os\nos.chmod("/lib", 0o700)\nos.utime("/lib/python314.zip", (1, 1))\nos.chmod("/tmp", 0)`,
  ),
  dirt(
    "folder renamed",
    "files",
    `import os\nos.rename("/home", "/was")\nos.rename("/tmp", "/home")`,
  ),
  dirt("link", "files", `import os\nos.symlink("/lib", "/tmp/link")`),
  dirt(
    "working folder gone",
    "files",
    `import os\nos.chdir("/")\nos.rmdir("/work")\nopen("/work", "w").write("left")`,
  ),
  dirt("odd name", "files", `open("/tmp/constructor", "w").write("left")`),
  dirt(
    "device replaced",
    "files",
    `import os\nos.unlink("/dev/null")\nopen("/dev/null", "w").write("left")`,
  ),
  dirt(
    "heap",
    "memory",
    `keep = ["left" * 1000 for _ in range(10_000)]\nimport gc\nkeep.append(keep)`,
  ),
  dirt(
    "interned text",
    "memory",
    `import sys\nkeep = [sys.intern("left" + str(n)) for n in range(1000)]`,
  ),
  dirt(
    "written memory",
    "memory",
    `import ctypes\nctypes.c_uint32.from_address(512).value = 0x4C454654`,
  ),
  dirt(
    "caches",
    "memory",
    `import re, functools, struct\nfor n in range(300): re.compile("left" + str(n))`,
  ),
];
