# Integers have no edge: shifts, powers, bases and the rules of rounding towards minus infinity.
big = 3**200
assert big % (10**9 + 7) == pow(3, 200, 10**9 + 7)
assert (big >> 17 << 17) <= big and big.bit_length() == 317
for dividend in range(-7, 8):
    for divisor in (-3, -1, 2, 5):
        quotient, rest = divmod(dividend, divisor)
        assert quotient * divisor + rest == dividend and abs(rest) < abs(divisor)
        assert rest == 0 or (rest > 0) == (divisor > 0)
assert int("-0x1f", 16) == -31 and int("z", 36) == 35 and int("0b101", 0) == 5
assert (1234).to_bytes(4, "big") == b"\x00\x00\x04\xd2"
assert int.from_bytes(b"\xff\xfe", "little", signed=True) == -257
assert (255).bit_count() == 8 and ~5 == -6 and 6 ^ 3 == 5
assert pow(38, -1, 97) * 38 % 97 == 1
print(hex(big)[-12:], f"{2**64:,}", f"{255:#010b}")
