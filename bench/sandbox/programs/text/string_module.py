# Templates, the formatter, and alphabets.
import string

template = string.Template("$name owes $$${amount} to ${who}")
assert template.substitute(name="Ann", amount=5, who="Bob") == "Ann owes $5 to Bob"
assert template.safe_substitute(name="Ann") == "Ann owes $${amount} to ${who}"
try:
    template.substitute(name="Ann")
except KeyError as error:
    print("missing", error)


class Percent(string.Template):
    delimiter = "%"
    idpattern = "[a-z]+"


class Shouting(string.Formatter):
    def get_value(self, key, args, kwargs):
        return super().get_value(key, args, kwargs) if isinstance(key, int) else kwargs.get(key, f"<{key}>")

    def convert_field(self, value, conversion):
        return str(value).upper() if conversion == "u" else super().convert_field(value, conversion)


assert Percent("%a-%b %%").substitute(a=1, b=2) == "1-2 %"
assert Shouting().format("{0!u} {x} {y}", "abc", x=1) == "ABC 1 <y>"
assert string.capwords("the  old  man") == "The Old Man" and len(string.printable) == 100
assert [*string.Formatter().parse("a{b!r:>5}c")] == [("a", "b", ">5", "r"), ("c", None, None, None)]
caesar = str.maketrans(string.ascii_letters, string.ascii_lowercase[3:] + "abc" + string.ascii_uppercase[3:] + "ABC")
print("Attack at Dawn, Xyz".translate(caesar), string.hexdigits)
