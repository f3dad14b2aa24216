# Guessing types, quoted-printable, uu-like armour.
import base64
import mimetypes
import quopri

assert mimetypes.guess_type("a/photo.PNG")[0] == "image/png" and mimetypes.guess_type("x.tar.gz") == ("application/x-tar", "gzip")
types = mimetypes.MimeTypes()
types.add_type("text/x-glass", ".glass")
assert types.guess_type("a.glass")[0] == "text/x-glass" and ".glass" in types.guess_all_extensions("text/x-glass")
text = "Überraschung = 100 % " + "x" * 80
encoded = quopri.encodestring(text.encode())
assert quopri.decodestring(encoded).decode() == text and max(map(len, encoded.split(b"\n"))) <= 76
assert quopri.encodestring(b"a b", quotetabs=True) == b"a=20b"
lines = base64.encodebytes(bytes(range(100))).split(b"\n")
assert len(lines[0]) == 76 and base64.decodebytes(b"\n".join(lines)) == bytes(range(100))
print(encoded.decode())
