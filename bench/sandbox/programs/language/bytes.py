# Bytes, bytearrays and memory views share one buffer.
data = bytearray(b"hello world")
view = memoryview(data)
view[0:5] = b"HELLO"
assert data == b"HELLO world" and view[6:].tobytes() == b"world"
assert bytes(view[::-1][:3]) == b"dlr"
try:
    data.append(1)
except BufferError as error:
    print(error)
view.release()
data.append(33)
assert data.endswith(b"!") and data.hex(" ")[:8] == "48 45 4c"
words = memoryview(bytes(range(16))).cast("H")
assert words.itemsize == 2 and len(words) == 8 and words[1] == 0x0302
grid = memoryview(bytes(range(12))).cast("B", (3, 4))
assert grid[2, 1] == 9 and grid.tolist()[1] == [4, 5, 6, 7]
assert b"a,b".split(b",") == [b"a", b"b"] and b"%d-%s" % (5, b"x") == b"5-x"
assert bytes.fromhex("de ad") == b"\xde\xad" and b"\xff" * 2 > b"\xfe"
assert [*b"az"] == [97, 122] and b"abc".translate(None, b"b") == b"ac"
print(data.decode(), bytes(words[:2]).hex())
