# Hashes of every kind, in pieces and at once, and a key derived from a password.
import hashlib
import hmac

data = b"The quick brown fox jumps over the lazy dog"
assert hashlib.md5(data).hexdigest() == "9e107d9d372bb6826bd81d3542a419d6"
assert hashlib.sha1(data).hexdigest() == "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"
assert hashlib.sha256(b"").hexdigest().startswith("e3b0c44298fc1c149afbf4c8996fb924")
pieces = hashlib.sha512()
for index in range(0, len(data), 7):
    pieces.update(data[index : index + 7])
assert pieces.digest() == hashlib.sha512(data).digest() and pieces.digest_size == 64 and pieces.block_size == 128
branch = hashlib.sha256(b"a")
twin = branch.copy()
branch.update(b"b")
assert twin.hexdigest() == hashlib.sha256(b"a").hexdigest() != branch.hexdigest()
assert hashlib.sha3_256(b"").hexdigest().startswith("a7ffc6f8bf1ed766") and len(hashlib.shake_128(b"x").digest(5)) == 5
assert hashlib.blake2b(b"x", key=b"k", digest_size=16, person=b"p").digest_size == 16
assert hashlib.blake2s(b"x").digest() != hashlib.blake2s(b"x", salt=b"s").digest()
assert hashlib.new("sha384", data).name == "sha384" and hashlib.algorithms_guaranteed >= {"md5", "sha1", "sha256", "blake2b"}
with open("data", "wb") as file:
    file.write(data)
with open("data", "rb") as file:
    assert hashlib.file_digest(file, "sha256").digest() == hashlib.sha256(data).digest()


def derive(password, salt, rounds):
    block = total = hmac.digest(password, salt + b"\0\0\0\1", "sha256")
    for _ in range(rounds - 1):
        block = hmac.digest(password, block, "sha256")
        total = bytes(a ^ b for a, b in zip(total, block))
    return total


derived = derive(b"password", b"salt", 2)
assert derived.hex().startswith("ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43")
try:
    hashlib.new("no-such-hash")
except ValueError as error:
    print(type(error).__name__)
print(derived.hex(), hashlib.sha224(data).hexdigest())
