# os.path: joining, splitting, normalising, common parts.
import os.path as path

assert path.join("a", "b", "/c", "d") == "/c/d" and path.join("a", "") == "a/"
assert path.split("/a/b/") == ("/a/b", "") and path.splitext("x.tar.gz") == ("x.tar", ".gz") and path.splitext(".rc") == (".rc", "")
assert path.normpath("/a/./b//../c/") == "/a/c" and path.normpath("") == "." and path.dirname("a") == ""
assert path.commonpath(["/a/b/c", "/a/b/d"]) == "/a/b" and path.commonprefix(["/a/bc", "/a/bd"]) == "/a/b"
assert path.relpath("/a/b", "/a/c/d") == "../../b" and path.isabs("/x") and not path.isabs("x")
import os

os.environ["PLACE"] = "here"
assert path.expandvars("$PLACE/${PLACE}/$NOT_SET_AT_ALL") == "here/here/$NOT_SET_AT_ALL"
os.environ["HOME"] = "/home/me"
assert path.expanduser("~/x") == "/home/me/x"
open("same", "w").close()
assert path.samefile("same", "./same") and path.isfile("same") and not path.isdir("same") and path.lexists("same")
assert path.realpath("same") == path.join(os.getcwd(), "same") and path.getmtime("same") > 0
try:
    path.commonpath(["/a", "b"])
except ValueError as error:
    print(type(error).__name__)
print(path.basename(path.abspath("x/../y")), os.sep, os.extsep, os.pardir, repr(os.linesep))
