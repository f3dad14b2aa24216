"""What a cell adds to the interpreter: runs a program, tells what came of it. The other end of it is run.ts."""

import _ctypes
import ast
import asyncio
import atexit
import gc
import importlib.metadata
import io
import json
import linecache
import os
import random
import sys
import time
import traceback
import types
import warnings

# The descriptor over which a cell and this module talk: see control.ts.
_CONTROL = 4000
_CODE = "<program"
_MOST_REPR = 65_536
_MOST_JSON = 1_048_576
_MOST_TRACEBACK = 32_768
_EXACT_INTEGER = 2**53
_MOST_DEPTH = 64
# Given up when the program has used up the memory, so that this can be told.
_RESERVE = 262_144



class _Uncallable(_ctypes.CFuncPtr):
    """Foreign functions: their types are there, but there is nothing to call. The seal would end the program."""

    _flags_ = _ctypes.FUNCFLAG_CDECL

    def __new__(cls, *arguments):
        if arguments and callable(arguments[0]):
            raise PermissionError(63, "foreign code cannot call Python here")
        return super().__new__(cls, *arguments)

    def __call__(self, *arguments, **options):
        raise PermissionError(63, "foreign functions cannot be called here")


# Imported here, once: it tries out a callback of its own.
_original, _ctypes.CFuncPtr = _ctypes.CFuncPtr, _Uncallable
import ctypes  # noqa: E402, F401

_ctypes.CFuncPtr = _original

_dumps, _loads, _read, _write = json.dumps, json.loads, os.read, os.write
_reserve = None
_count = 0


def _tell(message):
    left = memoryview(_dumps(message).encode() + b"\n")
    while left:
        left = left[_write(_CONTROL, left) :]


def _ask():
    parts = []
    while part := _read(_CONTROL, 1 << 20):
        parts.append(part)
    return _loads(b"".join(parts))


# asyncio without JavaScript's event loop: it waits by sleeping, and has neither sockets nor threads.


class _Selector:
    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("asyncio waits for something that cannot come")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass


class _Loop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, function, *arguments):
        """In place: there are no threads."""
        future = self.create_future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class _Policy(asyncio.events._AbstractEventLoopPolicy):
    def __init__(self):
        self._loop = None

    def get_event_loop(self):
        if self._loop is None:
            raise RuntimeError("There is no current event loop in thread 'MainThread'.")
        return self._loop

    def set_event_loop(self, loop):
        self._loop = loop

    def new_event_loop(self):
        return _Loop()


def _sleep(seconds, /):
    if not isinstance(seconds, (int, float)) and not hasattr(seconds, "__index__"):
        raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
    seconds = float(seconds)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _tell({"is": "sleep", "ms": min(seconds * 1000, 1e15)})


_sleep.__name__ = _sleep.__qualname__ = "sleep"
_sleep.__module__ = "time"


def _open_streams():
    def stream(descriptor, mode, **options):
        made = io.open(descriptor, mode, encoding="utf-8", closefd=False, **options)
        return made

    sys.stdin = sys.__stdin__ = stream(0, "r")
    sys.stdout = sys.__stdout__ = stream(1, "w", newline="\n")
    sys.stderr = sys.__stderr__ = stream(2, "w", newline="\n", errors="backslashreplace")
    for made in (sys.stdout, sys.stderr):
        made.reconfigure(line_buffering=True)
    for made, name in ((sys.stdin, "<stdin>"), (sys.stdout, "<stdout>"), (sys.stderr, "<stderr>")):
        made.buffer.raw.name = name


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


def _compile(source, name):
    """The program, and its last expression by itself."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST | flags)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    code = [compile(tree, name, "exec", flags, dont_inherit=True)]
    if last is not None:
        code.append(compile(last, name, "eval", flags, dont_inherit=True))
    return code


def _evaluate(codes, space):
    value = None
    waits = [code.co_flags & 0x80 for code in codes]
    if not any(waits):
        for code in codes:
            value = eval(code, space)
        return value

    async def program():
        value = None
        for code, is_coroutine in zip(codes, waits):
            value = eval(code, space)
            if is_coroutine:
                value = await value
        return value

    return asyncio.run(program())


def _has_json(value, depth=0):
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return True
    if kind is int:
        return -_EXACT_INTEGER < value < _EXACT_INTEGER
    if kind is float:
        return value - value == 0
    if depth > _MOST_DEPTH:
        return False
    if isinstance(value, (list, tuple)):
        return all(_has_json(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return all(type(k) is str and _has_json(v, depth + 1) for k, v in value.items())
    return False


def _describe(value):
    if value is None:
        return None
    text = repr(value)
    if not isinstance(text, str):
        raise TypeError("repr() answered no text")
    if len(text) > _MOST_REPR:
        text = text[:_MOST_REPR] + "…"
    described = {"repr": text}
    try:
        if len(text) <= _MOST_REPR and _has_json(value):
            form = _dumps(value)
            if len(form) <= _MOST_JSON:
                described["json"] = form
    except (ValueError, TypeError, RecursionError):
        pass
    return described


def _is_program(frame):
    return frame.f_code.co_filename.startswith(_CODE)


def _complain(error):
    """The exception as a person wants to read it: without the frames that led to the program."""
    trace = error.__traceback__
    while trace is not None and not _is_program(trace.tb_frame):
        trace = trace.tb_next
    try:
        lines = traceback.format_exception(type(error), error, trace)
        text = "".join(lines)
    except BaseException:
        text = type(error).__name__ + "\n"
    try:
        message = str(error)
    except BaseException:
        message = "(its message cannot be had)"
    if len(text) > _MOST_TRACEBACK:
        half = _MOST_TRACEBACK // 2
        text = text[:half] + "\n…\n" + text[-half:]
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    return {"type": name, "message": message[:_MOST_REPR], "traceback": text}


def _exit_of(error):
    """What `sys.exit` asks for: None is a good end."""
    code = error.code
    if code is None or code == 0:
        return None
    if not isinstance(code, int):
        print(code, file=sys.stderr)
    return {"type": "SystemExit", "message": str(code), "traceback": ""}


def _flush(are_files_open):
    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            pass
    if not are_files_open:
        return
    for thing in gc.get_objects():
        try:
            if isinstance(thing, (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)):
                if not thing.closed:
                    thing.flush()
        except BaseException:
            pass


def _offer_tools(source):
    if source is None:
        sys.modules.pop("tools", None)
        return
    module = types.ModuleType("tools")
    module.__file__ = "<tools>"
    linecache.cache["<tools>"] = (len(source), None, source.splitlines(True), "<tools>")
    exec(compile(source, "<tools>", "exec", dont_inherit=True), module.__dict__)
    sys.modules["tools"] = module


def _begin(job):
    global _count, _reserve
    if job["isFresh"]:
        random.seed()
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed()
    if _reserve is None:
        _reserve = bytearray(_RESERVE)
    if job["hasFiles"]:
        # Finders remember what was in a folder.
        for finder in list(sys.path_importer_cache.values()):
            if hasattr(finder, "invalidate_caches"):
                finder.invalidate_caches()
    _offer_tools(job["stubs"])
    _count += 1
    name = f"{_CODE}>" if _count == 1 else f"{_CODE} {_count}>"
    code = job["code"]
    for file in (name, "/work/main.py"):
        linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    return code, name


def run():
    global _reserve
    job = _ask()
    value = error = None
    space = sys.modules["__main__"].__dict__
    try:
        code, name = _begin(job)
        _tell({"is": "begun"})
        value = _describe(_evaluate(_compile(code, name), space))
        if atexit._ncallbacks():
            atexit._run_exitfuncs()
        _tell({"is": "ended"})
    except BaseException as problem:
        _reserve = None
        _tell({"is": "ended"})
        _flush(False)
        error = _exit_of(problem) if isinstance(problem, SystemExit) else _complain(problem)
        problem.__traceback__ = None
    _flush(True)
    _tell({"is": "outcome", "value": value, "error": error})
