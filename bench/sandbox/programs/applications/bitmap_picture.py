# A picture written as PNG by hand and read back, and as a PPM.
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, pixel):
    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in pixel(x, y)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def read(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body = 8, b""
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", content)
        elif kind == b"IDAT":
            body += content
        at += 12 + length
    raw = zlib.decompress(body)
    return [[tuple(raw[y * (width * 3 + 1) + 1 + x * 3 :][:3]) for x in range(width)] for y in range(height)]


pixel = lambda x, y: (x * 16 % 256, y * 16 % 256, 255 if (x - 8) ** 2 + (y - 8) ** 2 < 30 else 0)
with open("picture.png", "wb") as file:
    file.write(png(16, 16, pixel))
with open("picture.png", "rb") as file:
    data = file.read()
pixels = read(data)
assert pixels[8][8] == (128, 128, 255) and pixels[0][3] == (48, 0, 0) and len(pixels) == 16
with open("picture.ppm", "w") as file:
    file.write("P3 2 1 255\n255 0 0 0 255 0\n")
print(sum(blue == 255 for row in pixels for *_, blue in row), open("picture.ppm").readline().split())
