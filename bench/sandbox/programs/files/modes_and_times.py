# Modes, times and ownership of files.
import os
import stat
import time

with open("file", "w") as file:
    file.write("x")
os.chmod("file", 0o640)
info = os.stat("file")
assert stat.S_ISREG(info.st_mode) and stat.filemode(info.st_mode) == "-rw-r-----" and info.st_nlink == 1
os.mkdir("folder")
os.chmod("folder", 0o755)
assert stat.filemode(os.stat("folder").st_mode) == "drwxr-xr-x" and stat.S_ISDIR(os.lstat("folder").st_mode)
os.utime("file", (1_000_000_000, 1_100_000_000))
assert os.path.getmtime("file") == 1_100_000_000 and os.stat("file").st_atime == 1_000_000_000
assert os.access("file", os.R_OK) and not os.access("none", os.F_OK)
os.symlink("file", "link")
assert stat.S_ISLNK(os.lstat("link").st_mode) and os.stat("link").st_size == 1
before = os.umask(0o077)
os.close(os.open("private", os.O_CREAT | os.O_WRONLY, 0o666))
os.umask(before)
assert os.stat("private").st_mode & 0o600 == 0o600
print(stat.filemode(os.stat("file").st_mode), time.gmtime(os.stat("file").st_mtime).tm_year)
