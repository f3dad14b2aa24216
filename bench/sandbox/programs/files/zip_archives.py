# Zip archives: writing, reading, comments, folders in them, importing from them.
import importlib
import io
import sys
import zipfile

memory = io.BytesIO()
with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    archive.writestr("text/ü.txt", "hello " * 100)
    archive.writestr(zipfile.ZipInfo("fixed.bin", (2026, 1, 2, 3, 4, 6)), b"\x00" * 50)
    archive.mkdir("empty") if hasattr(archive, "mkdir") else None
    archive.comment = b"a comment"
with zipfile.ZipFile(memory) as archive:
    info = archive.getinfo("text/ü.txt")
    assert info.file_size == 600 and info.compress_size < 40 and archive.testzip() is None
    assert archive.getinfo("fixed.bin").date_time == (2026, 1, 2, 3, 4, 6) and archive.comment == b"a comment"
    with archive.open("text/ü.txt") as file:
        assert file.read(5) == b"hello"
    archive.extractall("out")
    assert [one.name for one in zipfile.Path(archive, "text/").iterdir()] == ["ü.txt"]
broken = bytearray(memory.getvalue())
broken[40] ^= 0xFF
try:
    zipfile.ZipFile(io.BytesIO(bytes(broken))).read("text/ü.txt")
except Exception as error:
    print(type(error).__name__ in ("BadZipFile", "error"))
with zipfile.ZipFile("module.zip", "w") as archive:
    archive.writestr("inside_zip.py", "value = 41\ndef next(): return value + 1\n")
sys.path.insert(0, "module.zip")
importlib.invalidate_caches()
import inside_zip

print(open("out/text/ü.txt").read(11), inside_zip.next(), zipfile.is_zipfile("module.zip"))
