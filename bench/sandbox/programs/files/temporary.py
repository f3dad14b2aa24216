# Temporary files and folders vanish when they are done with.
import os
import tempfile

with tempfile.TemporaryDirectory(prefix="glass-") as folder:
    name = os.path.join(folder, "x")
    with open(name, "w") as file:
        file.write("text")
    assert os.path.basename(folder).startswith("glass-") and os.listdir(folder) == ["x"]
assert not os.path.exists(folder)
with tempfile.NamedTemporaryFile("w+", suffix=".txt") as file:
    file.write("hello")
    file.seek(0)
    assert file.read() == "hello" and file.name.endswith(".txt") and os.path.exists(file.name)
assert not os.path.exists(file.name)
with tempfile.TemporaryFile() as file:
    file.write(b"\x00" * 10)
    assert file.tell() == 10
handle, name = tempfile.mkstemp(dir=".", text=True)
os.write(handle, b"raw")
os.close(handle)
assert open(name).read() == "raw"
os.unlink(name)
with tempfile.SpooledTemporaryFile(max_size=5) as file:
    file.write(b"1234")
    small = file._rolled
    file.write(b"5678")
    print(small, file._rolled, len({tempfile.mktemp() for _ in range(5)}))
