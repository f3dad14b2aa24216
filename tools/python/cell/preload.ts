/** What programs often import: in the snapshot it costs nothing, at run time up to a second. */
export const PRELOAD: readonly string[] = [
  ...["abc", "argparse", "array", "ast", "asyncio", "base64", "bisect", "calendar", "cmath"],
  ...["collections", "colorsys", "configparser", "contextlib", "copy", "csv", "dataclasses"],
  ...["datetime", "decimal", "difflib", "doctest", "email.message", "enum", "fractions", "fnmatch"],
  ...["functools", "glob", "graphlib", "gzip", "hashlib", "heapq", "hmac", "html", "html.parser"],
  ...["inspect", "io", "ipaddress", "itertools", "json", "keyword", "locale", "logging", "math"],
  ...["numbers", "operator", "os", "pathlib", "pickle", "platform", "pprint", "queue", "random"],
  ...["re", "reprlib", "secrets", "shlex", "shutil", "signal", "sqlite3", "statistics", "string"],
  ...["struct", "subprocess", "tempfile", "textwrap", "threading", "time", "timeit", "tomllib"],
  ...["traceback", "types", "typing", "unicodedata", "unittest", "urllib.parse", "uuid", "weakref"],
  ...["xml.etree.ElementTree", "zipfile", "zlib", "zoneinfo"],
];
