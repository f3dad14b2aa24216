# Floats print as the shortest text that reads back, and know their own limits.
import math
import sys

values = [0.1, 1 / 3, 2.5, 1e22, 1e-7, 123456789.123, 5e-324, sys.float_info.max]
assert all(float(repr(value)) == value for value in values)
assert 0.1 + 0.2 != 0.3 and math.isclose(0.1 + 0.2, 0.3)
assert (0.5).hex() == "0x1.0000000000000p-1" and float.fromhex("0x1.8p1") == 3.0
assert math.isnan(float("nan")) and float("inf") > 10**308 and -0.0 == 0.0
assert math.copysign(1, -0.0) == -1
assert (2.5).as_integer_ratio() == (5, 2) and (4.0).is_integer()
assert [round(value) for value in (0.5, 1.5, 2.5, -0.5)] == [0, 2, 2, 0]
assert round(2.675, 2) == 2.67 and round(1234, -2) == 1200
print(" ".join(repr(value) for value in values))
