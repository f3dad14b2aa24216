# Taking addresses apart, joining, quoting, queries.
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

parts = urlsplit("https://user:pw@Example.com:8443/a/b;p?q=1&q=2#frag")
assert (parts.hostname, parts.port, parts.username, parts.fragment) == ("example.com", 8443, "user", "frag")
assert urlunsplit(parts) == "https://user:pw@Example.com:8443/a/b;p?q=1&q=2#frag"
assert parse_qs(parts.query) == {"q": ["1", "2"]} and parse_qsl("a=1&b=&c", keep_blank_values=True)[1] == ("b", "")
base = "http://a/b/c/d?q"
assert [urljoin(base, one) for one in ("g", "./g/", "/g", "//g", "?y", "../../g", "#s")] == [
    "http://a/b/c/g", "http://a/b/c/g/", "http://a/g", "http://g", "http://a/b/c/d?y", "http://a/g", "http://a/b/c/d?q#s"]
assert quote("a b/ü&") == "a%20b/%C3%BC%26" and quote_plus("a b") == "a+b" and quote("/", safe="") == "%2F"
assert unquote("%E4%BD%A0%zz") == "你%zz" and urldefrag("x#y").fragment == "y"
assert urlencode({"q": "a b", "n": [1, 2]}, doseq=True) == "q=a+b&n=1&n=2"
assert urlsplit("//[::1]:80/x").hostname == "::1" and parts._replace(netloc="h").geturl().startswith("https://h/")
for wrong in ("http://[::1", "http://x:99999"):
    try:
        urlsplit(wrong).port
    except ValueError as error:
        print(type(error).__name__)
print(urlencode([("ü", "ß"), ("x", "1&2")]), parts.path)
