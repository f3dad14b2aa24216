# Format specifications, nested fields, and a class with its own.
class Angle:
    def __init__(self, degrees):
        self.degrees = degrees

    def __format__(self, spec):
        return f"{self.degrees * 60:.0f}'" if spec == "minutes" else f"{self.degrees:{spec or '.1f'}}°"


angle = Angle(12.25)
assert f"{angle}" == "12.2°" and f"{angle:minutes}" == "735'" and f"{angle:>8.3f}" == "  12.250°"
width, places = 12, 3
assert f"{3.14159:{width}.{places}f}" == "       3.142"
assert f"{1234567.891:,.2f}" == "1,234,567.89" and f"{0.256:.1%}" == "25.6%"
assert f"{1e10:g} {123456:e} {255:x} {255:#o}" == "1e+10 1.234560e+05 ff 0o377"
assert f"{'text':^10}|{'text':*<6}" == "   text   |text**" and f"{-5:+d}{5:+d}{5: d}" == "-5+5 5"
name = "value"
assert f"{name!r:>9}" == "  'value'" and f"{len(name)=}" == "len(name)=5"
assert "{0[a]} {1.real} {x!s}".format({"a": 1}, 2 + 3j, x=None) == "1 2.0 None"
assert "%05.1f|%-6s|%x|%%" % (3.14159, "ab", 48879) == "003.1|ab    |beef|%"
print(f"{angle:minutes} {2**20:_} {0xDEADBEEF:_x}")
