# Text and byte streams: layers, newlines, seeking, encodings.
import io

raw = io.BytesIO()
text = io.TextIOWrapper(raw, encoding="utf-8", newline="\r\n", write_through=True)
text.write("é\nb\n")
assert raw.getvalue() == b"\xc3\xa9\r\nb\r\n"
text.seek(0)
assert io.TextIOWrapper(io.BytesIO(b"a\r\nb\rc\n"), newline=None).readlines() == ["a\n", "b\n", "c\n"]
assert io.TextIOWrapper(io.BytesIO(b"a\r\nb\rc"), newline="").readlines() == ["a\r\n", "b\r", "c"]
memory = io.StringIO("one\ntwo\nthree")
assert memory.readline() == "one\n" and memory.tell() == 4 and list(memory) == ["two\n", "three"]
memory.seek(0)
memory.truncate(3)
assert memory.read() == "one"
with open("data.bin", "wb+") as file:
    file.write(bytes(range(256)) * 4)
    file.seek(-3, io.SEEK_END)
    assert file.read() == b"\xfd\xfe\xff" and file.tell() == 1024
    file.seek(10)
    file.truncate()
buffered = io.BufferedReader(open("data.bin", "rb", buffering=0), buffer_size=4)
assert buffered.peek(2)[:2] == b"\x00\x01" and buffered.read1(3) and isinstance(buffered.raw, io.FileIO)
buffered.close()
pair = io.BufferedRWPair(io.BytesIO(b"in"), io.BytesIO())
assert pair.read() == b"in" and pair.write(b"out") == 3
for wrong in (lambda: open("none"), lambda: open("data.bin", "q"), lambda: open("data.bin").write("x"), lambda: buffered.read()):
    try:
        wrong()
    except (OSError, ValueError) as error:
        print(type(error).__name__, end=" ")
print(io.open("data.bin", "rb").read().hex())
