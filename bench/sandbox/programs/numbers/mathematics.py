# The functions of math.
import math

assert math.gcd(84, 36, 60) == 12 and math.lcm(4, 6, 10) == 60 and math.comb(52, 5) == 2598960 and math.perm(10, 3) == 720
assert math.factorial(20) == 2432902008176640000 and math.isqrt(10**20 + 1) == 10**10
assert math.hypot(3, 4, 12) == 13.0 and math.dist((0, 0), (3, 4)) == 5.0 and math.prod([1, 2, 3], start=10) == 60
assert math.fsum([0.1] * 10) == 1.0 and math.fmod(-7, 3) == -1.0 and math.remainder(7, 4) == -1.0
assert math.frexp(8.0) == (0.5, 4) and math.ldexp(0.75, 3) == 6.0 and math.modf(-2.5) == (-0.5, -2.0)
assert math.trunc(-2.7) == -2 and math.ceil(2.1) == 3 and math.nextafter(1.0, 2.0) == 1 + 2**-52 and math.ulp(1.0) == 2**-52
assert math.isclose(math.gamma(5.5), 52.34277778455352) and math.isclose(math.erf(0.5), 0.5204998778130465)
assert math.isclose(math.sin(math.radians(30)), 0.5) and math.isclose(math.atan2(1, -1), 3 * math.pi / 4)
assert math.isclose(math.log(8, 2), 3) and math.log2(2**40) == 40 and math.isclose(math.expm1(1e-10), 1e-10)
assert math.isclose(math.exp(math.lgamma(11)), math.factorial(10)) and math.isclose(math.cbrt(27), 3)
for wrong in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1)):
    try:
        wrong()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, end=" ")
print(math.comb(100, 50), f"{math.tau:.15f}")
