# A filter that may say yes wrongly, but never no.
import hashlib
import math


class Bloom:
    def __init__(self, expected, wrong=0.01):
        self.bits = math.ceil(-expected * math.log(wrong) / math.log(2) ** 2)
        self.hashes = max(1, round(self.bits / expected * math.log(2)))
        self.data = bytearray((self.bits + 7) // 8)

    def places(self, item):
        digest = hashlib.blake2b(str(item).encode()).digest()
        one, two = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big")
        return [(one + index * two) % self.bits for index in range(self.hashes)]

    def add(self, item):
        for place in self.places(item):
            self.data[place // 8] |= 1 << place % 8

    def __contains__(self, item):
        return all(self.data[place // 8] >> place % 8 & 1 for place in self.places(item))


bloom = Bloom(500)
for number in range(500):
    bloom.add(f"item {number}")
assert all(f"item {number}" in bloom for number in range(500))
wrong = sum(f"other {number}" in bloom for number in range(2000))
assert wrong < 60
print(bloom.bits, bloom.hashes, wrong)
