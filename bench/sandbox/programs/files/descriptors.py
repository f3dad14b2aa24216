# Bare descriptors: reading, writing, duplicating, positions, pipes.
import os

handle = os.open("raw", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
assert os.write(handle, b"hello world") == 11 and os.lseek(handle, 6, os.SEEK_SET) == 6 and os.read(handle, 100) == b"world"
assert os.pread(handle, 5, 0) == b"hello" and os.pwrite(handle, b"J", 0) == 1
twin = os.dup(handle)
os.lseek(handle, 0, os.SEEK_SET)
assert os.read(twin, 5) == b"Jello"
os.ftruncate(handle, 5)
assert os.fstat(handle).st_size == 5 and not os.isatty(handle)
os.close(twin)
os.close(handle)
try:
    os.read(handle, 1)
except OSError as error:
    print(error.strerror)
with open("raw", "ab") as file:
    file.write(b"!")
    assert file.fileno() > 2
reading, writing = os.pipe()
os.write(writing, b"through the pipe")
os.close(writing)
with os.fdopen(reading) as file:
    print(file.read(), open("raw").read())
