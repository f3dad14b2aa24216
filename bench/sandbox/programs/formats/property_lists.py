# Property lists, as XML and as binary.
import datetime
import plistlib

data = {"name": "Ä", "numbers": [1, 2.5, True], "data": b"\x00\xff", "when": datetime.datetime(2026, 1, 2, 3, 4, 5), "nested": {"k": []}}
for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
    assert plistlib.loads(plistlib.dumps(data, fmt=form)) == data
assert plistlib.dumps(data, fmt=plistlib.FMT_BINARY)[:8] == b"bplist00"
assert b"<key>name</key>" in plistlib.dumps(data) and plistlib.loads(plistlib.dumps(plistlib.UID(5), fmt=plistlib.FMT_BINARY)) == plistlib.UID(5)
for wrong in (lambda: plistlib.dumps({"x": None}), lambda: plistlib.dumps({1: 2}), lambda: plistlib.loads(b"nothing")):
    try:
        wrong()
    except (TypeError, plistlib.InvalidFileException) as error:
        print(type(error).__name__)
print(plistlib.dumps({"b": 1, "a": 2}).decode().split("\n")[4])
