# Check digits: Luhn, ISBN, IBAN, a rolling hash and a table-driven CRC.
def luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    return sum(digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(digits)) % 10 == 0


def isbn13(text):
    digits = [int(one) for one in text if one.isdigit()]
    return len(digits) == 13 and sum(digit * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10 == 0


def iban(text):
    text = text.replace(" ", "")
    return int("".join(str(int(one, 36)) for one in text[4:] + text[:4])) % 97 == 1


TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0xEDB88320 if byte & 1 else 0)
    TABLE.append(byte)


def crc(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ TABLE[(value ^ byte) & 255]
    return value ^ 0xFFFFFFFF


def rolling(text, size, base=257, modulus=10**9 + 7):
    value, top = 0, pow(base, size - 1, modulus)
    for index, character in enumerate(text):
        if index >= size:
            value = (value - ord(text[index - size]) * top) % modulus
        value = (value * base + ord(character)) % modulus
        if index >= size - 1:
            yield value


assert luhn("4539578763621486") and not luhn("4539578763621487") and isbn13("978-0-306-40615-7")
assert iban("GB82 WEST 1234 5698 7654 32") and not iban("GB82 WEST 1234 5698 7654 33")
assert crc(b"123456789") == 0xCBF43926
values = list(rolling("abcXabcYabc", 3))
print(values[0] == values[4] == values[8], hex(crc(b"glass")))
