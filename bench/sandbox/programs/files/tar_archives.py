# Tar archives in three compressions, links, and a filter that refuses to climb out.
import io
import os
import tarfile

os.makedirs("src/sub")
for name in ("src/a.txt", "src/sub/b.txt"):
    with open(name, "w") as file:
        file.write(name * 20)
os.symlink("a.txt", "src/link")
sizes = {}
for mode in ("gz", "bz2", "xz"):
    with tarfile.open(f"x.tar.{mode}", f"w:{mode}", **({"preset": 0} if mode == "xz" else {})) as archive:
        archive.add("src", filter=lambda info: None if info.name.endswith("skip") else info)
    with tarfile.open(f"x.tar.{mode}") as archive:
        assert sorted(archive.getnames()) == ["src", "src/a.txt", "src/link", "src/sub", "src/sub/b.txt"]
        assert archive.extractfile("src/sub/b.txt").read() == b"src/sub/b.txt" * 20
        assert archive.getmember("src/link").issym()
        archive.extractall(f"out-{mode}", filter="data")
    assert open(f"out-{mode}/src/link").read().startswith("src/a.txt")
memory = io.BytesIO()
with tarfile.open(fileobj=memory, mode="w", format=tarfile.PAX_FORMAT) as archive:
    for name in ("../climbs", "fine" * 60):
        info = tarfile.TarInfo(name)
        info.size, info.mtime = 3, 1_000_000_000
        archive.addfile(info, io.BytesIO(b"abc"))
memory.seek(0)
with tarfile.open(fileobj=memory) as archive:
    try:
        archive.extractall("safe", filter="data")
    except tarfile.OutsideDestinationError as error:
        print(type(error).__name__)
    print([len(name) for name in archive.getnames()], tarfile.is_tarfile("x.tar.gz"))
