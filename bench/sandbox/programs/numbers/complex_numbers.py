# Complex numbers: roots, polar form, a small Fourier transform.
import cmath
import math

z = 3 + 4j
assert abs(z) == 5 and z.conjugate() * z == 25 and (z.real, z.imag) == (3.0, 4.0) and complex("1-2j") == 1 - 2j
radius, angle = cmath.polar(1j)
assert radius == 1 and math.isclose(angle, math.pi / 2) and cmath.isclose(cmath.rect(2, math.pi), -2, abs_tol=1e-12)
assert cmath.sqrt(-4) == 2j and cmath.isclose(cmath.exp(1j * math.pi), -1, abs_tol=1e-12)
assert cmath.isinf(complex(math.inf, 0)) and cmath.phase(-1) == math.pi


def transform(values, sign=-1):
    count = len(values)
    if count == 1:
        return values
    even, odd = transform(values[::2], sign), transform(values[1::2], sign)
    turned = [cmath.exp(sign * 2j * math.pi * k / count) * odd[k] for k in range(count // 2)]
    return [even[k] + turned[k] for k in range(count // 2)] + [even[k] - turned[k] for k in range(count // 2)]


def multiply(a, b):
    size = 1 << (len(a) + len(b)).bit_length()
    pad = lambda values: transform([complex(v) for v in values] + [0j] * (size - len(values)))
    product = transform([x * y for x, y in zip(pad(a), pad(b))], 1)
    return [round((value / size).real) for value in product[: len(a) + len(b) - 1]]


assert multiply([1, 2, 3], [4, 5, 6]) == [4, 13, 28, 27, 18]
roots = [cmath.rect(1, 2 * math.pi * k / 3) for k in range(3)]
assert cmath.isclose(sum(roots), 0, abs_tol=1e-12)
print(multiply([9, 9, 9, 9], [9, 9]), f"{(1 + 2j) ** 3}", z == complex(3, 4))
