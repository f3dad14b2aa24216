# What the platform says of its numbers.
import sys

assert sys.float_info.dig == 15 and sys.float_info.mant_dig == 53 and sys.int_info.bits_per_digit in (15, 30)
assert sys.maxsize in (2**31 - 1, 2**63 - 1) and sys.maxunicode == 0x10FFFF and sys.byteorder == "little"
assert sys.float_info.epsilon == 2.0**-52 and sys.hash_info.inf == 314159
try:
    int("1" * 5000)
except ValueError as error:
    print("4300" in str(error))
before = sys.get_int_max_str_digits()
sys.set_int_max_str_digits(0)
assert len(str(10**5000)) == 5001
sys.set_int_max_str_digits(before)
for wrong in (lambda: 1 << -1, lambda: float(10**400), lambda: int(float("nan")), lambda: 0**-1, lambda: 5 % 0):
    try:
        wrong()
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        print(type(error).__name__, end=" ")
print((-8) ** (1 / 3) == complex(1, 3**0.5) or "close", 7 // -2, -7 % 3)
