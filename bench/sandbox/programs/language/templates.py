# needs: 3.14
# Template strings keep their parts, and annotations wait until somebody asks.
from annotationlib import Format, get_annotations
from string.templatelib import Interpolation, Template

name, count = "<b>", 3
template = t"hello {name!r} you have {count:03d}"
assert isinstance(template, Template) and template.strings == ("hello ", " you have ", "")


def safe(given):
    parts = []
    for part in given:
        if isinstance(part, Interpolation):
            value = format(part.value, part.format_spec)
            parts.append(value.replace("<", "&lt;"))
        else:
            parts.append(part)
    return "".join(parts)


assert safe(template) == "hello &lt;b> you have 003"


def later(value: NotYetThere) -> int: ...


assert get_annotations(later, format=Format.FORWARDREF)["return"] is int
assert get_annotations(later, format=Format.STRING)["value"] == "NotYetThere"
try:
    raise ValueError("no parentheses")
except ValueError, TypeError:
    print(safe(template))
