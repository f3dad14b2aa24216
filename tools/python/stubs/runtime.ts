/**
 * What every generated module begins with. A call is one line of JSON written to the device and one line read from
 * it; the device is opened for each call, so that a checkpoint holds no open end of it.
 */
export const RUNTIME = `\
import json as _json
import os as _os
from typing import Any, Literal


class ToolError(Exception):
    """A tool could not do what it was asked."""


class _Absent:
    def __repr__(self):
        return "..."


_ABSENT = _Absent()
# Larger whole numbers are rounded by whoever reads JSON into doubles.
_MOST = 2**53 - 1


def _check_numbers(arguments):
    left = [arguments]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, (list, tuple)):
            left.extend(value)
        elif isinstance(value, int) and abs(value) > _MOST:
            raise ValueError(f"{value} would be rounded on its way; give it as a text")


def _call(tool, arguments):
    given = {name: value for name, value in arguments.items() if value is not _ABSENT}
    _check_numbers(given)
    line = _json.dumps({"tool": tool, "args": given}, allow_nan=False).encode() + b"\\n"
    device = _os.open("/dev/glassbox", _os.O_RDWR)
    try:
        while line:
            line = line[_os.write(device, line):]
        answer = bytearray()
        while not answer.endswith(b"\\n"):
            part = _os.read(device, 1 << 20)
            if not part:
                raise ToolError(tool + ": no answer")
            answer += part
    finally:
        _os.close(device)
    reply = _json.loads(answer)
    if not reply["ok"]:
        raise ToolError(reply["message"])
    return reply["value"]


def _namespace(_name, _about, /, **_tools):
    for name, function in _tools.items():
        function.__name__ = name
        function.__qualname__ = _name + "." + name
    members = {name: staticmethod(function) for name, function in _tools.items()}
    return type(_name, (), {"__doc__": _about, "__slots__": (), **members})()`;
