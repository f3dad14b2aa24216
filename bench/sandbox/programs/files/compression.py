# zlib, gzip, bz2 and lzma: round trips, streams, damage.
import bz2
import gzip
import io
import lzma
import zlib

data = b"the same words again and again, " * 200
for module in (zlib, gzip, bz2, lzma):
    packed = module.compress(data, **({"preset": 1} if module is lzma else {}))
    assert module.decompress(packed) == data and len(packed) < 200, module
assert zlib.crc32(data) == zlib.crc32(data[100:], zlib.crc32(data[:100])) and zlib.adler32(b"abc") == 38600999
stream = zlib.compressobj(9, zlib.DEFLATED, -15)
raw = stream.compress(data[:3000]) + stream.flush(zlib.Z_SYNC_FLUSH) + stream.compress(data[3000:]) + stream.flush()
reader = zlib.decompressobj(-15)
assert reader.decompress(raw + b"tail", 10) == data[:10]
assert reader.decompress(reader.unconsumed_tail) == data[10:] and reader.unused_data == b"tail" and reader.eof
with gzip.open("x.gz", "wt", encoding="utf-8") as file:
    file.write("línea\n" * 3)
with gzip.open("x.gz", "rt", encoding="utf-8") as file:
    assert file.readlines() == ["línea\n"] * 3
assert gzip.compress(b"a", mtime=0) == gzip.compress(b"a", mtime=0)
with bz2.open("x.bz2", "w") as file:
    file.write(data)
with lzma.LZMAFile("x.xz", "w", preset=1) as file:
    file.write(data)
assert bz2.open("x.bz2").read(10) == data[:10] and lzma.open("x.xz").read() == data
errors = []
for module, damaged in ((zlib, b"x\x9cbroken"), (gzip, b"no gzip at all"), (bz2, b"BZh9broken"), (lzma, b"broken")):
    try:
        module.decompress(damaged)
    except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError) as error:
        errors.append(type(error).__name__)
assert len(errors) == 4
filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 0}]
assert lzma.decompress(lzma.compress(data, filters=filters)) == data
print(errors, zlib.crc32(data), io.BytesIO(gzip.compress(data, mtime=0)).read(2).hex())
