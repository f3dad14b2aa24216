# Settings from four places, in order, with types and an account of where each came from.
import configparser
import json
import os
import tomllib


def flatten(value, prefix=""):
    for key, item in value.items():
        name = f"{prefix}{key}".lower()
        if isinstance(item, dict):
            yield from flatten(item, f"{name}.")
        else:
            yield name, item


def coerce(text, like):
    if not isinstance(text, str):
        return text
    if isinstance(like, bool):
        return text.lower() in ("1", "yes", "true", "on")
    return type(like)(text)


defaults = {"server": {"host": "localhost", "port": 80, "tls": False}, "name": "app"}
files = {"a.toml": 'name = "toml"\n[server]\nport = 8080\n', "b.json": '{"server": {"tls": true}}', "c.ini": "[server]\nport = 9090\n"}
for name, text in files.items():
    with open(name, "w") as file:
        file.write(text)
ini = configparser.ConfigParser()
ini.read("c.ini")
os.environ["APP_SERVER__HOST"] = "example.com"
sources = {
    "defaults": defaults,
    "toml": tomllib.load(open("a.toml", "rb")),
    "json": json.load(open("b.json")),
    "ini": {section: dict(ini[section]) for section in ini.sections()},
    "environment": {"server": {key[12:]: value for key, value in os.environ.items() if key.startswith("APP_SERVER__")}},
}
settings, origin = {}, {}
for source, values in sources.items():
    for name, value in flatten(values):
        settings[name], origin[name] = coerce(value, settings.get(name, value)), source
assert settings == {"server.host": "example.com", "server.port": 9090, "server.tls": True, "name": "toml"}
print(settings, origin)
