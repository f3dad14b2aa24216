# Message codes, random tokens, comparing without a hint.
import hashlib
import hmac
import secrets

code = hmac.new(b"key", b"The quick brown fox jumps over the lazy dog", "sha256")
assert code.hexdigest() == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
assert hmac.digest(b"key", b"x", "sha1") == hmac.new(b"key", b"x", hashlib.sha1).digest()
piecewise = hmac.new(b"k" * 200, digestmod="sha512")
piecewise.update(b"a")
piecewise.update(b"b")
assert piecewise.digest() == hmac.digest(b"k" * 200, b"ab", "sha512")
assert hmac.compare_digest(b"same", b"same") and not secrets.compare_digest("a", "b")
tokens = {secrets.token_hex(16) for _ in range(50)}
assert len(tokens) == 50 and all(len(token) == 32 for token in tokens)
assert len(secrets.token_bytes(9)) == 9 and secrets.token_urlsafe(9).isascii()
assert 0 <= secrets.randbelow(5) < 5 and secrets.choice("abc") in "abc" and secrets.randbits(8) < 256
try:
    hmac.new(b"k", b"m")
except TypeError as error:
    print(type(error).__name__)


def one_time(secret, counter):
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return (int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF) % 10**6


print([f"{one_time(b'12345678901234567890', counter):06d}" for counter in range(4)])
