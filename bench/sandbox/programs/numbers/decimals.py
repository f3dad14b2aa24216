# Decimal arithmetic: contexts, rounding, signals, formatting.
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, getcontext, localcontext

assert Decimal("0.1") + Decimal("0.2") == Decimal("0.3") and str(Decimal("1.20") * 3) == "3.60"
assert Decimal(0.1) != Decimal("0.1") and Decimal("1E+3") == 1000 and str(Decimal("1E+3")) == "1E+3"
assert Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("2.68")
assert [Decimal(x).quantize(Decimal(1), ROUND_HALF_EVEN) for x in ("0.5", "1.5", "2.5")] == [0, 2, 2]
with localcontext() as context:
    context.prec = 50
    root = Decimal(2).sqrt()
    third = 1 / Decimal(3)
assert str(root).startswith("1.41421356237309504880168872420969807856967187537") and len(str(third)) == 52
assert getcontext().prec == 28 and len(str(1 / Decimal(7))) == 30
for wrong, kind in ((lambda: Decimal(1) / 0, DivisionByZero), (lambda: Decimal("x"), InvalidOperation)):
    try:
        wrong()
    except kind as error:
        print(type(error).__name__)
strict = Context(prec=5, rounding=ROUND_UP, traps=[Inexact])
assert strict.add(Decimal(1), Decimal(2)) == 3
try:
    strict.divide(Decimal(1), Decimal(3))
except Inexact:
    print("inexact")
assert f"{Decimal('1234567.891'):,.2f}" == "1,234,567.89" and Decimal("-12.30").as_tuple().exponent == -2
assert Decimal("Infinity") > 10**100 and Decimal("NaN").is_nan() and Decimal("1.10").normalize() == Decimal("1.1")
print(root, Decimal(10).ln(), Decimal(2) ** Decimal("0.5"), Decimal("7").remainder_near(4))
