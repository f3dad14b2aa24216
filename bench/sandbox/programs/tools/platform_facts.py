# What the machine says of itself is consistent.
import os
import platform
import sys
import sysconfig

assert platform.python_implementation() == "CPython" and platform.python_version_tuple()[0] == "3"
assert sys.version_info >= (3, 11) and sys.version.startswith(platform.python_version()) and sys.implementation.name == "cpython"
assert os.name == "posix" and platform.system() in ("Linux", "Darwin", "Emscripten") and sys.platform in ("linux", "darwin", "emscripten")
assert isinstance(platform.platform(), str) and isinstance(platform.machine(), str)
assert platform.architecture()[0] in ("32bit", "64bit") and sysconfig.get_python_version() == "%d.%d" % sys.version_info[:2]
assert set(sysconfig.get_paths()) >= {"stdlib", "purelib", "scripts"} and isinstance(sysconfig.get_config_vars(), dict)
assert isinstance(os.getpid(), int) and os.uname().sysname == platform.uname().system and len(os.uname()) == 5
assert sys.getfilesystemencoding() == "utf-8" and sys.getdefaultencoding() == "utf-8" and sys.flags.optimize == 0
assert "json" in sys.stdlib_module_names and "sys" in sys.builtin_module_names and callable(sys.gettrace) and sys.gettrace() is None
assert isinstance(sys.argv, list) and sys.stdin is not None and isinstance(sys.path, list)
print(sys.byteorder, platform.python_branch() is not None, sys.api_version, len(sys.float_repr_style))
