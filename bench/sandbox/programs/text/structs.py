# Packing and unpacking: byte orders, alignment, repeated and padded fields.
import struct

assert struct.pack(">IHb", 1, 2, -3) == b"\x00\x00\x00\x01\x00\x02\xfd"
assert struct.unpack("<3sxB", b"abc\x00\xff") == (b"abc", 255)
assert struct.calcsize("=bI") == 5 and struct.calcsize("@bI") == 8
assert struct.unpack("<d", struct.pack("<d", 0.1)) == (0.1,) and struct.pack("<e", 1.5) == b"\x00>"
assert struct.unpack(">f", b"\x40\x49\x0f\xdb")[0] == 3.1415927410125732
header = struct.Struct("!4sHHq")
packed = header.pack(b"GLAS", 1, 513, -(2**40))
assert header.size == 16 and header.unpack(packed) == (b"GLAS", 1, 513, -1099511627776)
buffer = bytearray(8)
struct.pack_into("<H", buffer, 3, 0xBEEF)
assert buffer == b"\0\0\0\xef\xbe\0\0\0" and struct.unpack_from("<H", buffer, 3) == (0xBEEF,)
assert [*struct.iter_unpack("<Bh", b"\x01\x02\x00\x03\x04\x00")] == [(1, 2), (3, 4)]
assert struct.pack("5p", b"abcdefgh") == b"\x04abcd" and struct.unpack("?", b"\x01") == (True,)
for wrong in (lambda: struct.pack("B", 256), lambda: struct.unpack("<I", b"abc"), lambda: struct.pack("z", 1)):
    try:
        wrong()
    except struct.error as error:
        print(type(error).__name__)
print(packed.hex(), struct.unpack("<2q", struct.pack("<2Q", 2**64 - 1, 5)))
