"""What takes the place of JavaScript: foreign calls, waiting, and the three streams. One name space with the other preludes."""

import _ctypes
import asyncio
import io
import json
import os
import sys
import time

# The descriptor over which a cell and this module talk: see control.ts.
_CONTROL = 4000

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
