# Folders with os: making, listing, walking, renaming, removing, links.
import errno
import os

os.makedirs("x/y/z", exist_ok=True)
for name in ("x/1.txt", "x/y/2.txt", "x/y/z/3.txt"):
    with open(name, "w") as file:
        file.write(name)
walked = [(top, sorted(folders), sorted(files)) for top, folders, files in os.walk("x")]
assert walked[0] == ("x", ["y"], ["1.txt"]) and walked[-1][0] == "x/y/z"
assert [top for top, *_ in os.walk("x", topdown=False)][0] == "x/y/z"
with os.scandir("x") as entries:
    assert sorted((entry.name, entry.is_dir()) for entry in entries) == [("1.txt", False), ("y", True)]
os.rename("x/1.txt", "x/renamed.txt")
os.replace("x/renamed.txt", "x/y/2.txt")
assert open("x/y/2.txt").read() == "x/1.txt" and os.path.getsize("x/y/2.txt") == 7
os.symlink("y/2.txt", "x/link")
assert os.readlink("x/link") == "y/2.txt" and os.path.islink("x/link") and open("x/link").read() == "x/1.txt"
before = os.getcwd()
os.chdir("x/y")
assert os.path.basename(os.getcwd()) == "y" and os.path.relpath("../link") == "../link" and os.path.exists("z")
os.chdir(before)
codes = []
for wrong in (lambda: os.mkdir("x"), lambda: os.rmdir("x"), lambda: os.remove("none"), lambda: os.listdir("x/y/2.txt")):
    try:
        wrong()
    except OSError as error:
        codes.append(errno.errorcode[error.errno])
os.remove("x/link")
print(codes, sorted(os.listdir("x")))
