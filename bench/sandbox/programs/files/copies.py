# Copying trees, moving, archives, free space, and what is left after removal.
import filecmp
import os
import shutil

os.makedirs("from/deep")
for name, text in {"a.txt": "a", "b.py": "b", "deep/c.txt": "ccc"}.items():
    with open(f"from/{name}", "w") as file:
        file.write(text)
shutil.copytree("from", "to", ignore=shutil.ignore_patterns("*.py"))
assert sorted(os.listdir("to")) == ["a.txt", "deep"] and filecmp.cmp("from/deep/c.txt", "to/deep/c.txt", shallow=False)
comparison = filecmp.dircmp("from", "to")
assert comparison.left_only == ["b.py"] and comparison.common_dirs == ["deep"] and comparison.same_files == ["a.txt"]
shutil.move("to/deep/c.txt", "to/moved.txt")
shutil.copy2("from/b.py", "to")
assert sorted(os.listdir("to")) == ["a.txt", "b.py", "deep", "moved.txt"]
archive = shutil.make_archive("packed", "zip", "from")
shutil.unpack_archive(archive, "unpacked")
assert open("unpacked/deep/c.txt").read() == "ccc" and "zip" in [name for name, _ in shutil.get_archive_formats()]
shutil.rmtree("unpacked")
shutil.rmtree("not there", ignore_errors=True)
for wrong in (lambda: shutil.copy("from/a.txt", "from/a.txt"), lambda: shutil.copytree("from", "to"), lambda: shutil.rmtree("none")):
    try:
        wrong()
    except OSError as error:
        print(type(error).__name__)
print(sorted(os.listdir(".")), shutil.which("no-such-program"))
