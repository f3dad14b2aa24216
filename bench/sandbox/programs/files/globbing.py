# Patterns of names.
import fnmatch
import glob
import os
import re

for name in ("a/b/c.txt", "a/b/d.py", "a/e.txt", ".hidden.txt", "[odd].txt", "f.txt"):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "w").close()
assert glob.glob("*.txt", root_dir="a") == ["e.txt"] and sorted(glob.glob("**/*.txt", recursive=True)) == ["[odd].txt", "a/b/c.txt", "a/e.txt", "f.txt"]
assert glob.glob(glob.escape("[odd].txt")) == ["[odd].txt"] and glob.glob("[!a].txt") == ["f.txt"]
assert glob.glob(".*.txt") == [".hidden.txt"] and glob.glob("a/?/*.p[xy]") == ["a/b/d.py"] and glob.has_magic("*")
assert sorted(glob.iglob("a/*")) == ["a/b", "a/e.txt"]
assert fnmatch.filter(["x.py", "y.PY", "z.pyc"], "*.py") == ["x.py"] and fnmatch.fnmatchcase("Foo", "F*")
assert re.match(fnmatch.translate("a?c*"), "abcdef") and not fnmatch.fnmatch("ab", "a")
print(sorted(glob.glob("**", recursive=True)))
