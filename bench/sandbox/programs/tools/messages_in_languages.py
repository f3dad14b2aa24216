# gettext from a catalogue built here, plurals, and the C locale.
import gettext
import io
import locale
import struct


def catalogue(messages):
    keys = sorted(messages)
    ids = b"\0".join(key for key in keys) + b"\0"
    texts = b"\0".join(messages[key] for key in keys) + b"\0"
    start = 7 * 4 + 16 * len(keys)
    entries, at = [], 0
    spots = []
    for key in keys:
        spots.append((len(key), start + at))
        at += len(key) + 1
    text_spots, at = [], 0
    for key in keys:
        text_spots.append((len(messages[key]), start + len(ids) + at))
        at += len(messages[key]) + 1
    for pair in spots + text_spots:
        entries.extend(pair)
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + struct.pack(f"<{len(entries)}I", *entries) + ids + texts


made = catalogue({
    b"": b"Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=2; plural=n != 1;\n",
    b"hello": "grüß dich".encode(), b"file\0files": b"Datei\0Dateien", b"menu\x04open": "öffnen".encode()})
german = gettext.GNUTranslations(io.BytesIO(made))
assert german.gettext("hello") == "grüß dich" and german.gettext("unknown") == "unknown"
assert [german.ngettext("file", "files", n) for n in (1, 2, 0)] == ["Datei", "Dateien", "Dateien"]
assert german.pgettext("menu", "open") == "öffnen"
_ = gettext.NullTranslations().gettext
assert _("plain") == "plain" and gettext.c2py("n%10==1 ? 0 : 1")(21) == 0
locale.setlocale(locale.LC_ALL, "C")
assert locale.format_string("%.2f", 1234.5, grouping=True) == "1234.50" and locale.atof("1.5") == 1.5
assert locale.localeconv()["decimal_point"] == "." and locale.strcoll("a", "b") < 0
assert locale.setlocale(locale.LC_ALL) == "C"
print(german.info()["content-type"], locale.normalize("de_DE.UTF-8"))
