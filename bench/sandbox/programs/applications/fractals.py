# The Mandelbrot set and a Sierpinski triangle in characters.
def depth(c, limit=30):
    z = 0
    for count in range(limit):
        z = z * z + c
        if abs(z) > 2:
            return count
    return limit


def mandelbrot(width, height):
    shades = " .:-=+*#%@"
    return ["".join(shades[depth(complex(3.2 * x / width - 2.3, 2.4 * y / height - 1.2)) * 9 // 30] for x in range(width)) for y in range(height + 1)]


def sierpinski(order):
    rows = ["*"]
    for level in range(order):
        gap = " " * 2**level
        rows = [gap + row + gap for row in rows] + [row + " " + row for row in rows]
    return rows


picture = mandelbrot(48, 16)
assert all(top == bottom for top, bottom in zip(picture[:6], picture[::-1][:6]))
assert sum(row.count("*") for row in sierpinski(4)) == 3**4
print("\n".join(picture + [row.rstrip() for row in sierpinski(3)]))
