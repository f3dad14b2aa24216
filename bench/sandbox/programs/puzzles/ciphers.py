# Old ciphers and a new one: Caesar, Vigenère, rail fence, Playfair's square, RC4, RSA with small numbers.
import itertools
import string


def vigenere(text, key, sign=1):
    shifts = itertools.cycle(ord(letter) - 97 for letter in key)
    return "".join(chr((ord(c) - 97 + sign * next(shifts)) % 26 + 97) if c in string.ascii_lowercase else c for c in text)


def rails(count, length):
    cycle = [*range(count), *range(count - 2, 0, -1)]
    return sorted(range(length), key=lambda index: (cycle[index % len(cycle)], index))


def fence(text, count):
    return "".join(text[index] for index in rails(count, len(text)))


def unfence(text, count):
    out = [""] * len(text)
    for letter, index in zip(text, rails(count, len(text))):
        out[index] = letter
    return "".join(out)


def rc4(key, data):
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


p, q, public = 1000003, 1000033, 65537
private = pow(public, -1, (p - 1) * (q - 1))
secret = int.from_bytes(b"glas", "big")
assert pow(pow(secret, public, p * q), private, p * q) == secret
assert vigenere(vigenere("attack at dawn", "lemon"), "lemon", -1) == "attack at dawn"
assert unfence(fence("wearediscovered", 3), 3) == "wearediscovered"
assert rc4(b"Key", rc4(b"Key", b"Plaintext")) == b"Plaintext" and rc4(b"Key", b"Plaintext").hex() == "bbf316e8d940af0ad3"
print(vigenere("attack", "lemon"), fence("wearediscovered", 3), pow(secret, public, p * q))
