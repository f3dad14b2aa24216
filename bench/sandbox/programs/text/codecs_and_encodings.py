# Encodings, error handlers, incremental decoding, a handler of one's own.
import codecs
import io

text = "Grüße, мир, 世界 🌍"
for name in ("utf-8", "utf-16", "utf-32-be", "utf-7", "utf-8-sig", "gb18030"):
    assert text.encode(name).decode(name) == text, name
assert "Grüße".encode("latin-1") == b"Gr\xfc\xdfe" and "мир".encode("cp1251") == b"\xec\xe8\xf0"
assert "é".encode("cp437") == b"\x82" and "日本".encode("shift_jis") == b"\x93\xfa\x96{" and "한".encode("euc_kr") == b"\xc7\xd1"
assert "aé€".encode("ascii", "replace") == b"a??" and "aé".encode("ascii", "xmlcharrefreplace") == b"a&#233;"
assert "é".encode("ascii", "namereplace") == b"\\N{LATIN SMALL LETTER E WITH ACUTE}"
assert b"a\xff".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape") == b"a\xff"
assert b"a\xffb".decode("utf-8", "backslashreplace") == "a\\xffb"
codecs.register_error("star", lambda error: ("*" * (error.end - error.start), error.end))
assert "naïve".encode("ascii", "star") == b"na*ve"
decoder = codecs.getincrementaldecoder("utf-8")()
assert [decoder.decode(bytes([byte])) for byte in "é€".encode()] == ["", "é", "", "", "€"]
assert codecs.encode("hello", "rot13") == "uryyb" and codecs.decode(b"616263", "hex") == b"abc"
assert "bücher.example".encode("idna") == b"xn--bcher-kva.example" and "ü".encode("punycode") == b"tda"
try:
    b"\xc3".decode()
except UnicodeDecodeError as error:
    print(error.reason, error.start)
reader = codecs.getreader("utf-16-le")(io.BytesIO("línea\n".encode("utf-16-le")))
print(reader.readline().strip(), codecs.lookup("U8").name, codecs.BOM_UTF8)
