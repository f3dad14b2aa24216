# pkgutil, runpy, zipapp-like running of a file as a program.
import os
import pkgutil
import runpy
import sys

os.makedirs("plugins")
for name in ("alpha", "beta"):
    with open(f"plugins/{name}.py", "w") as file:
        file.write(f"NAME = {name!r}\n")
with open("plugins/__init__.py", "w") as file:
    file.write("")
with open("script.py", "w") as file:
    file.write("import sys\nresult = [__name__, sys.argv[0].endswith('script.py')]\n")
sys.path.insert(0, os.getcwd())
found = sorted(module.name for module in pkgutil.iter_modules(["plugins"]))
assert found == ["alpha", "beta"] and pkgutil.resolve_name("os.path:join")("a", "b") == "a/b"
space = runpy.run_path("script.py", run_name="__main__")
assert space["result"] == ["__main__", True]
assert runpy.run_module("plugins.alpha")["NAME"] == "alpha"
assert pkgutil.get_data("plugins", "beta.py") == b"NAME = 'beta'\n"
print(found, space["result"])
