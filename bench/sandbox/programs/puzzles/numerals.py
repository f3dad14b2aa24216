# Numbers in Roman, in words, in any base, and look-and-say.
import itertools

SIGNS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def roman(number):
    text = ""
    for value, sign in SIGNS:
        count, number = divmod(number, value)
        text += sign * count
    return text


def arabic(text):
    values = [dict((sign, value) for value, sign in SIGNS)[letter] for letter in text]
    return sum(-a if a < b else a for a, b in itertools.zip_longest(values, values[1:], fillvalue=0))


def words(number):
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10] + ("-" + SMALL[number % 10] if number % 10 else "")
    for value, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= value:
            return f"{words(number // value)} {name}" + (f" {words(number % value)}" if number % value else "")


def base(number, radix):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (base(number // radix, radix) if number >= radix else "") + digits[number % radix]


def look_and_say(text):
    return "".join(f"{len([*group])}{digit}" for digit, group in itertools.groupby(text))


assert all(arabic(roman(number)) == number for number in range(1, 4000, 7))
assert all(int(base(number, radix), radix) == number for number in (0, 7, 255, 10**9) for radix in (2, 3, 16, 36))
assert words(342) == "three hundred forty-two"
sequence = list(itertools.accumulate(range(6), lambda text, _: look_and_say(text), initial="1"))
assert sequence[3] == "1211"
print(roman(3888), words(1234567), sequence[-1])
