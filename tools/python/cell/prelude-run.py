"""Runs a program, and tells what came of it. The other end of it is program.ts. One name space with the other preludes."""

import ast
import asyncio
import atexit
import gc
import io
import linecache
import random
import sys
import traceback
import types

_CODE = "<program"
_MOST_REPR = 65_536
_MOST_JSON = 1_048_576
_MOST_TRACEBACK = 32_768
_EXACT_INTEGER = 2**53
_MOST_DEPTH = 64
_count = 0


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
