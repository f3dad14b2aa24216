# Path objects: parts, walking, reading, renaming, matching.
from pathlib import Path, PurePosixPath, PureWindowsPath

root = Path("tree")
(root / "a" / "b").mkdir(parents=True)
(root / "a" / "one.txt").write_text("1\n2\n", encoding="utf-8")
(root / "a" / "b" / "two.txt").write_bytes(b"\x00\xff")
(root / "three.md").touch()
assert sorted(str(path) for path in root.rglob("*.txt")) == ["tree/a/b/two.txt", "tree/a/one.txt"]
assert [path.name for path in sorted(root.iterdir())] == ["a", "three.md"]
assert (root / "a/one.txt").read_text().splitlines() == ["1", "2"] and (root / "a/b/two.txt").stat().st_size == 2
moved = (root / "three.md").rename(root / "a" / "four.md")
assert moved.exists() and not (root / "three.md").exists() and moved.suffix == ".md" and moved.stem == "four"
path = PurePosixPath("/usr/local/../lib/x.tar.gz")
assert path.suffixes == [".tar", ".gz"] and path.parents[1] == PurePosixPath("/usr/local/..") and path.parts[0] == "/"
assert path.with_suffix(".bz2").name == "x.tar.bz2" and PurePosixPath("a/b").is_relative_to("a") and path.match("*.gz")
assert PurePosixPath("/a/b/c").relative_to("/a") == PurePosixPath("b/c") and PurePosixPath("a") / "/b" == PurePosixPath("/b")
assert PureWindowsPath("C:\\Users\\x").parts == ("C:\\", "Users", "x") and PureWindowsPath("c:/A") == PureWindowsPath("C:/a")
assert Path("tree/a/../a").resolve() == Path.cwd() / "tree/a"
try:
    (root / "a").rmdir()
except OSError as error:
    print(type(error).__name__)
(root / "a/b/two.txt").unlink()
(root / "a/b/two.txt").unlink(missing_ok=True)
print(sorted(one.as_posix() for one in root.rglob("*")))
