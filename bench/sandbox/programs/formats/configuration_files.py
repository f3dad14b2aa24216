# INI files: defaults, interpolation, types, writing.
import configparser
import io

text = """
[DEFAULT]
root = /srv
retries = 3
[web]
path = %(root)s/web
debug = yes
hosts =
    one
    two
[db]
retries = 5
empty
; a comment
"""
config = configparser.ConfigParser(allow_no_value=True)
config.read_string(text)
assert config.sections() == ["web", "db"] and config["web"]["path"] == "/srv/web"
assert config.getint("db", "retries") == 5 and config["web"].getint("retries") == 3 and config["web"].getboolean("debug")
assert config["web"]["hosts"].split() == ["one", "two"] and config["db"]["empty"] is None
assert config.get("web", "none", fallback="f") == "f" and "root" in config["db"]
config["new"] = {"a": "1", "percent": "50%%"}
assert config["new"]["percent"] == "50%"
config.remove_section("db")
out = io.StringIO()
config.write(out, space_around_delimiters=False)
again = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
again.read_string("[a]\nx = 1\n[b]\ny = ${a:x}2")
assert again["b"]["y"] == "12"
for wrong in ("no section", "[a]\nx=1\nx=2", "[a]\n[a]"):
    try:
        configparser.ConfigParser().read_string(wrong)
    except configparser.Error as error:
        print(type(error).__name__)
print(out.getvalue().split("\n")[0:3])
