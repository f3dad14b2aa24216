# Numbers by approximation: Newton, Simpson, bisection, Runge-Kutta, pi by digits.
import math


def newton(f, derivative, x):
    for _ in range(60):
        step = f(x) / derivative(x)
        x -= step
        if abs(step) < 1e-15:
            return x
    return x


def simpson(f, a, b, pieces=200):
    h = (b - a) / pieces
    return h / 3 * (f(a) + f(b) + sum((4 if k % 2 else 2) * f(a + k * h) for k in range(1, pieces)))


def runge_kutta(f, y, t, end, steps):
    h = (end - t) / steps
    for _ in range(steps):
        a = f(t, y)
        b = f(t + h / 2, y + h / 2 * a)
        c = f(t + h / 2, y + h / 2 * b)
        d = f(t + h, y + h * c)
        y, t = y + h / 6 * (a + 2 * b + 2 * c + d), t + h
    return y


def pi_digits(count):
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while count:
        if 4 * q + r - t < n * t:
            yield n
            count -= 1
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2


assert math.isclose(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0), math.sqrt(2))
assert math.isclose(simpson(math.sin, 0, math.pi), 2, rel_tol=1e-8)
assert math.isclose(runge_kutta(lambda t, y: y, 1.0, 0, 1, 100), math.e, rel_tol=1e-8)
print("".join(map(str, pi_digits(40))))
