"""How an interpreter is made ready before the clean point. One name space with the other preludes."""

import atexit
import gc
import importlib.metadata
import linecache
import os
import sys
import warnings

# Given up when the program has used up the memory, so that this can be told.
_RESERVE = 262_144
_reserve = None


def prepare():
    """Once, before a snapshot is made."""
    for name in list(sys.modules):
        # A look through sys.modules must not touch a JavaScript object.
        if name.split(".")[0] in ("js", "pyodide_js"):
            sys.modules[name] = None
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__ != "_pyodide._importhook"]
    time.sleep = _sleep
    asyncio.run = asyncio.runners.run
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = _Policy()
    asyncio.DefaultEventLoopPolicy = _Policy
    asyncio.SelectorEventLoop = asyncio.EventLoop = _Loop
    sys.dont_write_bytecode = True
    sys.excepthook = sys.__excepthook__
    _open_streams()
    gc.collect()
    # Collections leave alone what is there now: they would touch, and dirty, every page of it.
    gc.freeze()


def link(libraries):
    """Loads the shared libraries of an image's packages, and finds their entries, which no program can do."""
    from _ctypes import dlopen, dlsym

    for path, is_global in libraries:
        name = path.rsplit("/", 1)[1].split(".")[0]
        # RTLD_NOW, RTLD_GLOBAL
        handle = dlopen(path, 0x102 if is_global else 0x2)
        if not is_global:
            dlsym(handle, "PyInit_" + name)


def import_all(names):
    """What the packages offer, so that programs need not wait for it."""
    importlib.invalidate_caches()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            try:
                module = __import__(name)
                # Some load what they offer only when it is asked for.
                for offered in getattr(module, "__all__", ()):
                    getattr(module, offered, None)
            except BaseException:
                # A program that wants it learns why.
                pass


def settle():
    """Once, right before the clean point."""
    global _reserve
    places = dict.fromkeys(path for path in sys.path if path.startswith("/lib/"))
    sys.path[:] = ["/work", *places]
    sys.argv[:] = ["main.py"]
    for name in [name for name in os.environ if name not in ("HOME", "LANG", "PATH", "USER")]:
        del os.environ[name]
    main = sys.modules["__main__"].__dict__
    kept = ("__name__", "__builtins__", "__doc__", "__loader__", "__package__", "__spec__")
    for name in [name for name in main if name not in kept]:
        del main[name]
    main["__file__"] = "/work/main.py"
    for name in ("last_exc", "last_value", "last_type", "last_traceback"):
        if hasattr(sys, name):
            delattr(sys, name)
    linecache.clearcache()
    atexit._clear()
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()
    _reserve = bytearray(_RESERVE)
    gc.collect()
    gc.freeze()
