# Modules made from files, from source, reloaded, found by a finder of ours, packages with resources.
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

os.makedirs("package/sub")
for name, text in {"package/__init__.py": "from .sub import deep\nvalue = 1\n", "package/sub/__init__.py": "", "package/sub/deep.py": "from .. import __name__ as above\n", "package/data.txt": "resource"}.items():
    with open(name, "w") as file:
        file.write(text)
sys.path.insert(0, os.getcwd())
importlib.invalidate_caches()
import package

assert package.deep.above == "package" and package.__path__ and importlib.import_module(".sub.deep", "package") is package.deep
import importlib.resources

assert importlib.resources.files("package").joinpath("data.txt").read_text() == "resource"
spec = importlib.util.spec_from_loader("virtual", loader=None)
virtual = importlib.util.module_from_spec(spec)
exec("answer = 42", virtual.__dict__)
sys.modules["virtual"] = virtual
import virtual as again

assert again.answer == 42 and importlib.util.find_spec("no_such_module_here") is None


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name.startswith("made_") else None

    def exec_module(self, module):
        module.name = module.__name__[5:].upper()


sys.meta_path.append(Finder())
import made_glass

assert made_glass.name == "GLASS"
with open("package/changing.py", "w") as file:
    file.write("x = 1")
importlib.invalidate_caches()
changing = importlib.import_module("package.changing")
with open("package/changing.py", "w") as file:
    file.write("x = 1000")
importlib.reload(changing)
try:
    from package import nothing
except ImportError as error:
    print(error.name)
print(changing.x, made_glass.name, sorted(name for name in sys.modules if name.startswith("package")))
