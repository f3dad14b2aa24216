# Wrapping, filling, dedenting, shortening.
import textwrap

text = "The quick brown fox, which was rather well-mannered, jumped over one extraordinarily lazy dog. " * 2
lines = textwrap.wrap(text, 30)
assert max(map(len, lines)) <= 30 and " ".join(lines).replace("well- ", "well-") == text.strip()
filled = textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  ")
assert filled.startswith("* The quick") and all(line.startswith("  ") for line in filled.split("\n")[1:])
assert textwrap.dedent("\n    a\n      b\n    c\n") == "\na\n  b\nc\n"
assert textwrap.indent("a\n\nb", "> ") == "> a\n\n> b" and textwrap.indent("a\n\nb", "> ", lambda _: True) == "> a\n> \n> b"
assert textwrap.shorten("Hello  wonderful world!", 16, placeholder="...") == "Hello..."
wrapper = textwrap.TextWrapper(width=12, break_long_words=False, break_on_hyphens=False)
assert wrapper.wrap("an-uncommonly-long-word here") == ["an-uncommonly-long-word", "here"]
assert textwrap.wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
print(filled)
